/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <cmocka.h>

#include "report/write/chart.h"
#include "report/support_lines.h"

#define FROM "2026-03-01T00:00:00Z"
#define TO "2026-03-04T00:00:00Z"

static struct lines lines;

static int clear(void **state)
{
	(void)state;
	lines_clear(&lines);
	return 0;
}

static void add(const char *id, const char *start, uint64_t bytes, const char *service)
{
	struct lines_upload upload = lines_clip;

	upload.id = id;
	upload.start = upload.end = start;
	upload.bytes = bytes;
	upload.service = service;
	lines_upload(&lines, &upload);
}

static char *drawn(void (*draw)(FILE *file, const struct report *report), const char *from,
		   const char *to)
{
	struct report *report = lines_report(&lines, from, to, to, NULL);
	char *text = NULL;
	size_t length;
	FILE *file = open_memstream(&text, &length);

	assert_non_null(file);
	draw(file, report);
	assert_int_equal(fclose(file), 0);
	report_destroy(report);
	return text;
}

static size_t count(const char *text, const char *what)
{
	size_t found = 0;

	for (text = strstr(text, what); text; text = strstr(text + 1, what))
		found++;
	return found;
}

static void each_day_has_a_bar_as_high_as_its_bytes(void **state)
{
	char *text;

	(void)state;
	add("0000000000000001", "2026-03-01T10:00:00", 4000000, "Blink");
	add("0000000000000002", "2026-03-02T10:00:00", 1000000, "Blink");
	add("0000000000000003", "2026-03-02T11:00:00", 1000000, "Blink");
	text = drawn(chart_days, FROM, TO);
	assert_int_equal(count(text, "class=\"bar\""), 3);
	assert_non_null(strstr(text, "height=\"136.0\"><title>2026-03-01: 4.0 MB</title>"));
	assert_non_null(strstr(text, "height=\"68.0\"><title>2026-03-02: 2.0 MB</title>"));
	assert_non_null(strstr(text, "height=\"0.0\"><title>2026-03-03: 0 bytes</title>"));
	free(text);
}

static void what_is_there_is_seen_however_little_it_is(void **state)
{
	char *text;

	(void)state;
	add("0000000000000001", "2026-03-01T10:00:00", 4000000000, "Blink");
	add("0000000000000002", "2026-03-02T10:00:00", 9000, "Blink");
	text = drawn(chart_days, FROM, TO);
	assert_non_null(strstr(text, "height=\"2.0\"><title>2026-03-02: 9 kB</title>"));
	free(text);
}

/* The clocks go forward on 29 March 2026 in Berlin: that day has 23 hours, and one bar. */
static void a_day_of_23_hours_is_a_day(void **state)
{
	char *text;

	(void)state;
	setenv("TZ", "Europe/Berlin", 1);
	tzset(); /* localtime_r() need not look */
	text = drawn(chart_days, "2026-03-27T23:00:00Z", "2026-03-30T22:00:00Z");
	assert_int_equal(count(text, "class=\"bar\""), 3);
	assert_non_null(strstr(text, "<title>2026-03-29: 0 bytes</title>"));
	free(text);
	setenv("TZ", "UTC", 1);
	tzset();
}

static void days_without_room_become_months_and_months_without_room_nothing(void **state)
{
	char *text;

	(void)state;
	text = drawn(chart_days, "2026-01-01T00:00:00Z", "2026-12-31T00:00:00Z");
	assert_int_equal(count(text, "class=\"bar\""), 12);
	free(text);
	text = drawn(chart_days, "2000-01-01T00:00:00Z", "2026-12-31T00:00:00Z");
	assert_string_equal(text, "");
	free(text);
}

static void every_hour_has_a_bar(void **state)
{
	char *text;

	(void)state;
	add("0000000000000001", "2026-03-01T23:30:00", 4000000, "Blink");
	text = drawn(chart_hours, FROM, TO);
	assert_int_equal(count(text, "class=\"bar\""), 24);
	assert_non_null(strstr(text, "<title>23:00: 4.0 MB</title>"));
	free(text);
}

/* Where it has no room in the middle of its bar it begins with it, and stands under no other. */
static void the_first_hour_stands_under_its_own_bar(void **state)
{
	char *text;

	(void)state;
	add("0000000000000001", "2026-03-01T00:30:00", 4000000, "Blink");
	text = drawn(chart_hours, FROM, TO);
	assert_non_null(strstr(text, "x=\"4.2\" y=\"36.0\" width=\"21.6\""));
	assert_non_null(strstr(text, "text-anchor=\"start\" x=\"4.2\" y=\"202\">00:00<"));
	assert_non_null(strstr(text, "text-anchor=\"middle\" x=\"135.0\" y=\"202\">04:00<"));
	free(text);
}

static void long_names_are_cut_and_many_destinations_left_out(void **state)
{
	char *text, name[48], id[EVENT_ID];

	(void)state;
	for (unsigned i = 0; i < 20; i++) {
		snprintf(id, sizeof(id), "%016x", i);
		snprintf(name, sizeof(name), "Wölkchen der sehr langen Namen, Nummer %02u", i);
		add(id, "2026-03-01T10:00:00", 1000000 + i, name);
	}
	text = drawn(chart_destinations, FROM, TO);
	assert_int_equal(count(text, "class=\"bar\""), 12);
	assert_int_equal(count(text, "Wölkchen der sehr langen Namen, Nu…<"), 12);
	assert_non_null(strstr(text, "viewBox=\"0 0 720 720\""));
	free(text);
}

static void each_has_words_for_who_cannot_see_it(void **state)
{
	void (*const draws[])(FILE *, const struct report *) = {chart_days, chart_hours,
								chart_destinations};

	(void)state;
	add("0000000000000001", "2026-03-01T10:00:00", 4000000, "Blink");
	for (size_t i = 0; i < 3; i++) {
		char *text = drawn(draws[i], FROM, TO);

		assert_int_equal(count(text, "role=\"img\" aria-label=\"Bytes sent out "), 1);
		assert_int_equal(count(text, "; the table below says the same\""), 1);
		free(text);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_teardown(each_day_has_a_bar_as_high_as_its_bytes, clear),
		cmocka_unit_test_teardown(what_is_there_is_seen_however_little_it_is, clear),
		cmocka_unit_test_teardown(a_day_of_23_hours_is_a_day, clear),
		cmocka_unit_test_teardown(
			days_without_room_become_months_and_months_without_room_nothing, clear),
		cmocka_unit_test_teardown(every_hour_has_a_bar, clear),
		cmocka_unit_test_teardown(the_first_hour_stands_under_its_own_bar, clear),
		cmocka_unit_test_teardown(long_names_are_cut_and_many_destinations_left_out, clear),
		cmocka_unit_test_teardown(each_has_words_for_who_cannot_see_it, clear),
	};

	setenv("TZ", "UTC", 1);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
