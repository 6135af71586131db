/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <cmocka.h>

#include "report/write/answered.h"
#include "json/reading.h"
#include "report/support_lines.h"

#define FROM "2026-03-02T20:00:00Z"
#define TO "2026-03-02T21:00:00Z"
#define NOW "2026-03-03T12:00:00Z"

static struct lines lines;

static int clear(void **state)
{
	(void)state;
	lines_clear(&lines);
	return 0;
}

static void add(const char *id, const char *start, const char *end, bool local)
{
	struct lines_upload upload = lines_clip;

	upload.id = id;
	upload.start = start;
	upload.end = end;
	upload.local = local;
	lines_upload(&lines, &upload);
}

static char *answer(const char *camera)
{
	struct records source = lines_source(&lines);
	struct report_order order = {.from_ns = reading_moment(FROM),
				     .to_ns = reading_moment(TO),
				     .now_ns = reading_moment(NOW),
				     .camera = camera,
				     .request = true};
	struct report *report = NULL;
	char *text;

	assert_int_equal(report_make(&order, &source, &report), 0);
	text = lines_text(report);
	report_destroy(report);
	return text;
}

static void what_was_under_way_at_either_end_of_the_time_counts(void **state)
{
	char *text;

	(void)state;
	add("0000000000000001", "2026-03-02T19:59:50", "2026-03-02T20:00:00", false);
	add("0000000000000002", "2026-03-02T20:59:59", "2026-03-02T21:00:20", false);
	add("0000000000000003", "2026-03-02T19:50:00", "2026-03-02T19:59:59", false);
	text = answer(NULL);
	lines_said(text, "Requested: Monday 2 March 2026 20:00 to 21:00 (UTC).", true);
	lines_said(text, "2 uploads left in this time.", true);
	lines_said(text, "2 uploads were under way in it:", true);
	lines_said(text, "19:50 ", false);
	lines_said(text, "What left within ten minutes", false);
	lines_said(text, "at most 2 clips", true);
	free(text);
}

/* A clip is sent when it is over. */
static void what_left_in_the_ten_minutes_after_is_told_apart_and_counted(void **state)
{
	char *text;

	(void)state;
	add("0000000000000001", "2026-03-02T20:30:00", "2026-03-02T20:30:12", false);
	add("0000000000000002", "2026-03-02T21:00:00", "2026-03-02T21:00:12", false);
	add("0000000000000003", "2026-03-02T21:09:59", "2026-03-02T21:10:12", false);
	add("0000000000000004", "2026-03-02T21:10:00", "2026-03-02T21:10:12", false);
	text = answer(NULL);
	lines_said(text, "1 upload left in this time, and 2 uploads within ten minutes after it.",
		   true);
	lines_said(text, "1 upload was under way in it:", true);
	lines_said(text, "What left within ten minutes after it", true);
	lines_said(text, "21:00 Front door", true);
	lines_said(text, "21:09 Front door", true);
	lines_said(text, "21:10 Front door", false);
	lines_said(text, "at most 3 clips", true);
	free(text);
}

static void that_nothing_left_proves_nothing(void **state)
{
	char *text;

	(void)state;
	add("0000000000000001", "2026-03-02T20:30:00", "2026-03-02T20:30:12", true);
	text = answer(NULL);
	lines_said(
		text,
		"Can't say whether footage left. None is on record, but Lenswatch was not watching "
		"then.",
		true);
	lines_said(text, "None is on record. That is no proof that none was filmed", true);
	lines_said(text, "it stayed home", true);
	lines_said(text, "What the vendors may hold", false);
	lines_said(text, "What was not seen", true);
	lines_said(text, "\nLenswatch was not watching in this time.\n", true);
	lines_said(text, "\nCase reference: ____", true);
	free(text);
}

static void how_much_of_it_nobody_watched_stands_before_what_left(void **state)
{
	char *text;

	(void)state;
	lines_capture(&lines, "2026-03-02T19:00:00Z", "2026-03-02T20:45:00Z", "0", "null");
	text = answer(NULL);
	lines_said(text, "\nLenswatch was not watching for 15 min of this time.\n", true);
	free(text);
	lines_clear(&lines);
	lines_capture(&lines, "2026-03-02T19:00:00Z", "2026-03-02T22:45:00Z", "0", "null");
	lines_add(&lines, "{\"type\":\"gap\",\"schema\":1,\"from\":\"2026-03-02T20:10:00.000000Z\","
			  "\"to\":\"2026-03-02T20:11:00.000000Z\",\"cause\":\"lost\"}");
	text = answer(NULL);
	lines_said(text,
		   "\nLenswatch was watching all of this time. Not everything was seen: 1 gap.\n",
		   true);
	free(text);
}

static void it_may_be_of_one_camera(void **state)
{
	struct lines_upload other = lines_clip;
	char *text;

	(void)state;
	add("0000000000000001", "2026-03-02T20:30:00", "2026-03-02T20:30:12", false);
	other.id = "0000000000000002";
	other.mac = "f4:b8:5e:00:00:01";
	other.name = "Nursery";
	other.start = "2026-03-02T20:40:00";
	other.end = "2026-03-02T20:40:12";
	lines_upload(&lines, &other);
	text = answer("nursery");
	lines_said(text, "20:00 to 21:00 (UTC), only nursery.", true);
	lines_said(text, "1 upload was under way in it:", true);
	lines_said(text, "Front door", false);
	free(text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_teardown(what_was_under_way_at_either_end_of_the_time_counts,
					  clear),
		cmocka_unit_test_teardown(
			what_left_in_the_ten_minutes_after_is_told_apart_and_counted, clear),
		cmocka_unit_test_teardown(that_nothing_left_proves_nothing, clear),
		cmocka_unit_test_teardown(it_may_be_of_one_camera, clear),
		cmocka_unit_test_teardown(how_much_of_it_nobody_watched_stands_before_what_left,
					  clear),
	};

	setenv("TZ", "UTC", 1);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
