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

static void each_day_has_a_bar_as_high_as_its_bytes(void **state)
{
	char *text;

	(void)state;
	add("0000000000000001", "2026-03-01T10:00:00", 4000000, "Blink");
	add("0000000000000002", "2026-03-02T10:00:00", 1000000, "Blink");
	add("0000000000000003", "2026-03-02T11:00:00", 1000000, "Blink");
	text = lines_drawn(&lines, FROM, TO, chart_days);
	assert_int_equal(lines_count(text, "<g><title>"), 3);
	assert_non_null(strstr(text, "<title>2026-03-01: 4.0 MB</title><rect class=\"bar k1\""));
	assert_non_null(strstr(text, "height=\"136.0\""));
	assert_non_null(strstr(text, "height=\"68.0\""));
	assert_non_null(strstr(text, "<title>2026-03-03: 0 bytes</title></g>"));
	free(text);
}

static void what_is_there_is_seen_however_little_it_is(void **state)
{
	char *text;

	(void)state;
	add("0000000000000001", "2026-03-01T10:00:00", 4000000000, "Blink");
	add("0000000000000002", "2026-03-02T10:00:00", 9000, "Blink");
	text = lines_drawn(&lines, FROM, TO, chart_days);
	assert_non_null(strstr(text, "<title>2026-03-02: 9 kB</title>"));
	assert_non_null(strstr(text, "height=\"2.0\""));
	free(text);
}

/* The clocks go forward on 29 March 2026 in Berlin: that day has 23 hours, and one bar. */
static void a_day_of_23_hours_is_a_day(void **state)
{
	char *text;

	(void)state;
	setenv("TZ", "Europe/Berlin", 1);
	tzset(); /* localtime_r() need not look */
	text = lines_drawn(&lines, "2026-03-27T23:00:00Z", "2026-03-30T22:00:00Z", chart_days);
	assert_int_equal(lines_count(text, "<g><title>"), 3);
	assert_non_null(strstr(text, "<title>2026-03-29: 0 bytes</title>"));
	free(text);
	setenv("TZ", "UTC", 1);
	tzset();
}

static void days_without_room_become_months_and_months_without_room_nothing(void **state)
{
	char *text;

	(void)state;
	text = lines_drawn(&lines, "2026-01-01T00:00:00Z", "2026-12-31T00:00:00Z", chart_days);
	assert_int_equal(lines_count(text, "<g><title>"), 12);
	free(text);
	text = lines_drawn(&lines, "2000-01-01T00:00:00Z", "2026-12-31T00:00:00Z", chart_days);
	assert_string_equal(text, "");
	free(text);
}

/* A day of which all others look like nothing is cut, and says how much it is. */
static void an_outlier_does_not_flatten_the_rest(void **state)
{
	char *text;

	(void)state;
	add("0000000000000001", "2026-03-01T10:00:00", 400000000, "Blink");
	add("0000000000000002", "2026-03-02T10:00:00", 4000000, "Blink");
	add("0000000000000003", "2026-03-03T10:00:00", 2000000, "Blink");
	text = lines_drawn(&lines, FROM, TO, chart_days);
	assert_int_equal(lines_count(text, "class=\"cut\""), 1);
	assert_non_null(strstr(text, ">5.0 MB</text>"));
	assert_non_null(strstr(text, ">400 MB</text>"));
	assert_non_null(strstr(text, "height=\"136.0\""));
	assert_non_null(strstr(text, "height=\"108.8\""));
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
	text = lines_drawn(&lines, FROM, TO, chart_destinations);
	assert_int_equal(lines_count(text, "class=\"bar\""), 12);
	assert_int_equal(lines_count(text, "Wölkchen der sehr langen Namen, Nu…<"), 12);
	assert_non_null(strstr(text, "viewBox=\"0 0 720 720\""));
	free(text);
}

static void each_has_words_for_who_cannot_see_it(void **state)
{
	void (*const draws[])(FILE *, const struct report *) = {chart_days, chart_destinations};

	(void)state;
	add("0000000000000001", "2026-03-01T10:00:00", 4000000, "Blink");
	for (size_t i = 0; i < 2; i++) {
		char *text = lines_drawn(&lines, FROM, TO, draws[i]);

		assert_int_equal(lines_count(text, "role=\"img\" aria-label=\"Bytes sent out "), 1);
		assert_int_equal(lines_count(text, "; the tables below say the same\""), 1);
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
		cmocka_unit_test_teardown(an_outlier_does_not_flatten_the_rest, clear),
		cmocka_unit_test_teardown(long_names_are_cut_and_many_destinations_left_out, clear),
		cmocka_unit_test_teardown(each_has_words_for_who_cannot_see_it, clear),
	};

	setenv("TZ", "UTC", 1);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
