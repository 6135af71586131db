/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "report/write/answer.h"
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
	struct source source = lines_source(&lines);
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

static void says(const char *text, const char *what, bool wanted)
{
	if (!strstr(text, what) == wanted)
		fail_msg("%s: %s\n%s", wanted ? "not said" : "said", what, text);
}

static void what_was_under_way_at_either_end_of_the_time_counts(void **state)
{
	char *text;

	(void)state;
	add("0000000000000001", "2026-03-02T19:59:50", "2026-03-02T20:00:00", false);
	add("0000000000000002", "2026-03-02T20:59:59", "2026-03-02T21:00:20", false);
	add("0000000000000003", "2026-03-02T19:50:00", "2026-03-02T19:59:59", false);
	text = answer(NULL);
	says(text, "Requested: Monday 2 March 2026 20:00 to 21:00.", true);
	says(text, "2 uploads left in this time.", true);
	says(text, "2 uploads were under way in it:", true);
	says(text, "19:50 ", false);
	says(text, "What left within ten minutes", false);
	says(text, "at most 2 clips", true);
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
	says(text, "1 upload left in this time, and 2 uploads within ten minutes after it.", true);
	says(text, "1 upload was under way in it:", true);
	says(text, "What left within ten minutes after it", true);
	says(text, "21:00 Front door", true);
	says(text, "21:09 Front door", true);
	says(text, "21:10 Front door", false);
	says(text, "at most 3 clips", true);
	free(text);
}

static void that_nothing_left_proves_nothing(void **state)
{
	char *text;

	(void)state;
	add("0000000000000001", "2026-03-02T20:30:00", "2026-03-02T20:30:12", true);
	text = answer(NULL);
	says(text,
	     "Can't say whether footage left: none is on record, but Lenswatch was not watching "
	     "then.",
	     true);
	says(text, "None is on record. That is no proof that none was filmed", true);
	says(text, "it stayed home", true);
	says(text, "What the vendors may hold", false);
	says(text, "What was not seen", true);
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
	says(text, "20:00 to 21:00, only nursery.", true);
	says(text, "1 upload was under way in it:", true);
	says(text, "Front door", false);
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
	};

	setenv("TZ", "UTC", 1);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
