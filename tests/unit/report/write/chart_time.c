// SPDX-License-Identifier: GPL-2.0-or-later
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
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

static void add(const char *id, const char *start, uint64_t bytes, const char *class)
{
	struct lines_upload upload = lines_clip;

	upload.id = upload.series = id;
	upload.start = upload.end = start;
	upload.bytes = bytes;
	upload.class = class;
	lines_upload(&lines, &upload);
}

static void draw_first(FILE *file, const struct report *report)
{
	chart_camera(file, report, 0);
}

static void a_day_and_an_hour_have_a_cell_and_hours_unwatched_are_grey(void **state)
{
	char *text;

	(void)state;
	lines_capture(&lines, "2026-03-01T00:00:00Z", "2026-03-02T12:00:00Z", "0", "null");
	add("0000000000000001", "2026-03-01T23:30:00", 4000000, "clip");
	text = lines_drawn(&lines, FROM, TO, chart_hours);
	assert_non_null(strstr(text, "<title>2026-03-01 23:00: 4.0 MB</title>"));
	assert_int_equal(lines_count(text, "class=\"bar\""), 1);
	assert_int_equal(lines_count(text, "class=\"hole\""), 12 + 24);
	assert_non_null(strstr(text, "<title>2026-03-02 12:00: not watched</title>"));
	assert_null(strstr(text, "<title>2026-03-02 11:00"));
	free(text);
}

static void a_long_period_is_told_by_weekdays(void **state)
{
	char *text;

	(void)state;
	add("0000000000000001", "2026-03-02T10:00:00", 4000000, "clip");
	text = lines_drawn(&lines, FROM, "2026-06-01T00:00:00Z", chart_hours);
	assert_non_null(strstr(text, "<title>Mon 10:00: 4.0 MB</title>"));
	assert_int_equal(lines_count(text, "class=\"lane\""), 7);
	free(text);
}

static void the_line_of_a_camera_has_each_upload_in_the_colour_of_its_kind(void **state)
{
	char *text;

	(void)state;
	add("0000000000000001", "2026-03-01T12:00:00", 4000000, "clip");
	add("0000000000000002", "2026-03-02T12:00:00", 4000000, "live");
	text = lines_drawn(&lines, FROM, TO, draw_first);
	assert_non_null(strstr(text, "<rect class=\"k1\" x=\"120.0\""));
	assert_non_null(strstr(text, "<rect class=\"k2\" x=\"360.0\""));
	assert_non_null(strstr(text, "class=\"hole\" x=\"0.0\" y=\"0\" width=\"720.0\""));
	assert_int_equal(lines_count(text, "class=\"rule\""), 2);
	assert_non_null(strstr(text, "aria-label=\"When footage was sent by Front door;"));
	free(text);
}

static void the_key_names_only_what_there_is(void **state)
{
	char *text;

	(void)state;
	lines_capture(&lines, FROM, TO, "0", "null");
	add("0000000000000001", "2026-03-01T12:00:00", 4000000, "clip");
	text = lines_drawn(&lines, FROM, TO, chart_key);
	assert_string_equal(text, "<p class=\"key\"><span><i class=\"k1\"></i>clip</span></p>\n");
	free(text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_teardown(
			a_day_and_an_hour_have_a_cell_and_hours_unwatched_are_grey, clear),
		cmocka_unit_test_teardown(a_long_period_is_told_by_weekdays, clear),
		cmocka_unit_test_teardown(
			the_line_of_a_camera_has_each_upload_in_the_colour_of_its_kind, clear),
		cmocka_unit_test_teardown(the_key_names_only_what_there_is, clear),
	};

	setenv("TZ", "UTC", 1);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
