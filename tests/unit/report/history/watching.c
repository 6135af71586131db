/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

#include "report/support_lines.h"

#define FROM "2026-03-02T00:00:00Z"
#define TO "2026-03-03T00:00:00Z"
#define NOON_US (UINT64_C(1772452800) * 1000000) /* 2026-03-02 12:00 UTC */

static struct lines lines;

static int clear(void **state)
{
	(void)state;
	lines_clear(&lines);
	return 0;
}

static void says(const char *now, const char *what, bool wanted)
{
	lines_say(&lines, FROM, TO, now, what, wanted);
}

static void run(const char *first, const char *last)
{
	char text[256];

	snprintf(
		text, sizeof(text),
		"{\"type\":\"run\",\"schema\":1,\"files\":[{\"first\":\"%s.000000Z\",\"last\":\"%s."
		"000000Z\"}]}",
		first, last);
	lines_add(&lines, text);
}

/* As nobody writes it, but a history that was given may hold it. */
static void doubts_that_are_no_words_are_none(void **state)
{
	struct report *report;

	(void)state;
	run("2026-03-02T00:00:00", "2026-03-03T00:00:00");
	lines_add(&lines,
		  "{\"type\":\"summary\",\"schema\":1,\"capture\":\"a.pcap\",\"first\":"
		  "\"2026-03-02T00:00:00.000000Z\",\"last\":\"2026-03-03T00:00:00.000000Z\","
		  "\"doubts\":[null,7,{},\"no word of ours\",\"lost\"]}");
	report = lines_report(&lines, FROM, TO, TO, NULL);
	assert_int_equal(report->left.doubts & 1U << DOUBT_LOST, 1U << DOUBT_LOST);
	report_destroy(report);
}

static void what_no_capture_covers_was_not_watched(void **state)
{
	(void)state;
	run("2026-03-02T08:00:00", "2026-03-02T10:00:00");
	run("2026-03-02T09:30:00", "2026-03-02T12:00:00");
	says(TO, "- Monday 2 March 2026 00:00 to 08:00 (UTC): Lenswatch was not watching.", true);
	says(TO, "10:00 to", false);
	says(TO,
	     "- Monday 2 March 2026 12:00 to Tuesday 3 March 2026 00:00 (UTC): Lenswatch was not",
	     true);
}

static void a_whole_day_that_was_watched_is_said_so(void **state)
{
	(void)state;
	run("2026-03-01T08:00:00", "2026-03-03T10:00:00");
	says(TO, "Lenswatch was watching all the time, and no gap was noticed.", true);
}

/* Whether it was watched was said by records that are gone. */
static void of_a_time_whose_records_were_dropped_it_is_not_known(void **state)
{
	(void)state;
	lines_add(&lines,
		  "{\"type\":\"dropped\",\"schema\":1,\"start\":\"2026-02-01T00:00:00.000000Z\","
		  "\"end\":\"2026-03-02T09:00:00.000000Z\",\"last\":256}");
	run("2026-03-02T10:00:00", "2026-03-02T12:00:00");
	says(TO,
	     "00:00 to 10:00 (UTC): the record does not show whether Lenswatch was still watching.",
	     true);
	says(TO, "12:00 to Tuesday 3 March 2026 00:00 (UTC): Lenswatch was not watching.", true);
	says(TO,
	     "What was written down up to Monday 2 March 2026 09:00 was dropped to keep the "
	     "history within its limits",
	     true);
}

static void the_future_is_no_gap(void **state)
{
	(void)state;
	run("2026-03-01T08:00:00", "2026-03-02T10:00:00");
	says("2026-03-02T10:00:00Z", "Lenswatch was watching all the time", true);
}

static void a_live_run_without_an_end_is_open_after_its_last_record(void **state)
{
	(void)state;
	lines.written_us = NOON_US;
	lines_add(&lines,
		  "{\"type\":\"run\",\"schema\":1,\"start\":\"2026-03-02T12:00:00.000000Z\","
		  "\"end\":\"2026-03-02T12:00:00.000000Z\",\"files\":[]}");
	says(TO, "00:00 to 12:00 (UTC): Lenswatch was not watching.", true);
	says(TO, "the record does not show whether Lenswatch was still watching.", true);
}

/* The daemon that answers is the run whose last record is old: all the report says agrees on it. */
static void a_run_that_goes_on_is_not_doubted(void **state)
{
	struct report *report;
	char *text;

	(void)state;
	lines.written_us = NOON_US;
	lines_add(&lines,
		  "{\"type\":\"run\",\"schema\":1,\"start\":\"2026-03-02T12:00:00.000000Z\","
		  "\"end\":\"2026-03-02T12:00:00.000000Z\",\"files\":[]}");
	report = lines_report(&lines, "2026-03-02T12:00:00Z", TO, TO, NULL);
	report->order.goes_on = true;
	text = lines_text(report);
	if (!strstr(text, "Lenswatch was watching all the time"))
		fail_msg("doubted: %s", text);
	free(text);
	report_destroy(report);
}

static void a_moment_is_no_stretch_of_time(void **state)
{
	(void)state;
	lines.written_us = NOON_US;
	lines_add(&lines,
		  "{\"type\":\"run\",\"schema\":1,\"start\":\"2026-03-02T12:00:00.000000Z\","
		  "\"end\":\"2026-03-02T12:00:00.000000Z\",\"files\":[]}");
	says("2026-03-02T12:00:40Z", "12:00 to 12:00", false);
	says("2026-03-02T12:00:40Z",
	     "2026 12:00 (UTC): the record does not show whether Lenswatch was still watching.",
	     true);
}

/* A camera record; `capture` as it stands in JSON. */
static void known(const char *time, const char *capture)
{
	char text[256];

	snprintf(text, sizeof(text),
		 "{\"type\":\"camera\",\"schema\":1,\"capture\":%s,\"camera\":{\"mac\":"
		 "\"f4:b8:5e:00:00:01\",\"identified_at\":\"%s.000000Z\"}}",
		 capture, time);
	lines_add(&lines, text);
}

/* A replay and a live run cannot write at a time: what a replay wrote says nothing of the run. */
static void what_a_replay_wrote_shows_no_live_run(void **state)
{
	(void)state;
	lines.written_us = NOON_US;
	lines_add(&lines, "{\"type\":\"run\",\"schema\":1,\"files\":[],"
			  "\"start\":\"2026-03-02T12:00:00.000000Z\","
			  "\"end\":\"2026-03-02T12:00:00.000000Z\"}");
	lines.written_us = 0;
	known("2026-03-02T18:00:00", "\"a.pcap\"");
	says(TO, "12:00 to Tuesday 3 March 2026 00:00 (UTC): the record does not show whether",
	     true);
	known("2026-03-02T19:00:00", "null");
	says(TO, "19:00 to Tuesday 3 March 2026 00:00 (UTC): the record does not show whether",
	     true);
}

/* It was said to have watched no longer than to its last record, which nothing shows. */
static void a_killed_run_may_have_watched_until_the_next_began(void **state)
{
	static const char run[] = "{\"type\":\"run\",\"schema\":1,\"start\":\"%s\",\"end\":\"%s\","
				  "\"files\":[]}";
	char text[256];

	(void)state;
	snprintf(text, sizeof(text), run, "2026-03-02T06:00:00.000000Z",
		 "2026-03-02T06:00:00.000000Z");
	lines_add(&lines, text);
	snprintf(text, sizeof(text), run, "2026-03-02T12:00:00.000000Z",
		 "2026-03-02T12:00:00.000000Z");
	lines_add(&lines, text);
	says(TO,
	     "06:00 to 12:00 (UTC): the record does not show whether Lenswatch was still watching.",
	     true);
}

static void its_summary_tells_how_far_a_live_run_reached(void **state)
{
	(void)state;
	lines_add(&lines, "{\"type\":\"summary\",\"schema\":1,\"capture\":null,"
			  "\"first\":\"2026-03-01T00:00:00.000000Z\","
			  "\"last\":\"2026-03-04T00:00:00.000000Z\",\"lost\":3,\"undecided\":1}");
	says(TO, "Lenswatch was watching all the time", true);
	says(TO, "3 packets were lost before they could be seen", true);
	says(TO, "1 other device may or may not be a camera", true);
}

static void a_gap_is_told_with_its_reason(void **state)
{
	(void)state;
	run("2026-03-01T08:00:00", "2026-03-03T10:00:00");
	lines_add(&lines, "{\"type\":\"gap\",\"schema\":1,\"capture\":null,"
			  "\"from\":\"2026-03-02T10:00:00.000000Z\","
			  "\"to\":\"2026-03-02T10:05:00.000000Z\",\"packets\":null,"
			  "\"reason\":\"the cat sat on it\",\"camera\":null}");
	says(TO, "- Monday 2 March 2026: From 10:00 to 10:05 (UTC) nothing is known: the cat sat",
	     true);
	says(TO, "no gap was noticed", false);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_teardown(doubts_that_are_no_words_are_none, clear),
		cmocka_unit_test_teardown(of_a_time_whose_records_were_dropped_it_is_not_known,
					  clear),
		cmocka_unit_test_teardown(what_no_capture_covers_was_not_watched, clear),
		cmocka_unit_test_teardown(a_whole_day_that_was_watched_is_said_so, clear),
		cmocka_unit_test_teardown(the_future_is_no_gap, clear),
		cmocka_unit_test_teardown(a_killed_run_may_have_watched_until_the_next_began,
					  clear),
		cmocka_unit_test_teardown(a_run_that_goes_on_is_not_doubted, clear),
		cmocka_unit_test_teardown(a_moment_is_no_stretch_of_time, clear),
		cmocka_unit_test_teardown(a_live_run_without_an_end_is_open_after_its_last_record,
					  clear),
		cmocka_unit_test_teardown(what_a_replay_wrote_shows_no_live_run, clear),
		cmocka_unit_test_teardown(its_summary_tells_how_far_a_live_run_reached, clear),
		cmocka_unit_test_teardown(a_gap_is_told_with_its_reason, clear),
	};

	setenv("TZ", "UTC", 1);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
