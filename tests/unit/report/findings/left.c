// SPDX-License-Identifier: GPL-2.0-or-later
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

#include "json/reading.h"
#include "report/support_lines.h"

#define FROM "2026-03-02T00:00:00.000000Z"
#define TO "2026-03-03T00:00:00.000000Z"

static struct lines lines;
static struct report_order order;

static int set_up(void **state)
{
	(void)state;
	order = (struct report_order){.from_ns = reading_moment(FROM),
				      .to_ns = reading_moment(TO),
				      .now_ns = reading_moment(TO)};
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	lines_clear(&lines);
	return 0;
}

static void capture(const char *from, const char *lost, const char *filter)
{
	lines_capture(&lines, from, TO, lost, filter);
}

static void camera(void)
{
	lines_add(&lines, "{\"type\":\"camera\",\"schema\":1,\"capture\":null,\"camera\":{\"mac\":"
			  "\"f4:b8:5e:35:67:b0\",\"ip\":null,\"name\":null,\"identified_at\":"
			  "\"2026-02-02T10:00:00.000000Z\"}}");
}

static void gap(const char *from, const char *to, const char *bytes, bool own)
{
	char text[400];

	snprintf(text, sizeof(text),
		 "{\"type\":\"gap\",\"schema\":1,\"capture\":null,\"from\":\"2026-03-02T%s\","
		 "\"to\":\"2026-03-02T%s\",\"packets\":null,\"bytes\":%s,\"reason\":\"any\","
		 "\"camera\":%s}",
		 from, to, bytes,
		 own ? "{\"mac\":\"f4:b8:5e:35:67:b0\",\"ip\":null,\"name\":null}" : "null");
	lines_add(&lines, text);
}

static void traffic(const char *from, const char *to, bool under_way)
{
	char text[400];

	snprintf(text, sizeof(text),
		 "{\"type\":\"traffic\",\"schema\":1,\"capture\":null,\"camera\":{\"mac\":"
		 "\"f4:b8:5e:35:67:b0\"},\"from\":\"%s\",\"to\":\"%s\",\"bytes_up\":10,"
		 "\"under_way\":%s}",
		 from, to, under_way ? "true" : "false");
	lines_add(&lines, text);
}

/* Without `doubts` nothing speaks against it. */
static void says(enum nothing_left nothing, uint32_t doubts)
{
	struct records source = lines_source(&lines);
	struct report *report = NULL;

	assert_int_equal(report_make(&order, &source, &report), 0);
	assert_int_equal(report->left.doubts, doubts);
	assert_string_equal(nothing_left_name(report->left.nothing), nothing_left_name(nothing));
	report_destroy(report);
}

static void doubts(enum doubt doubt)
{
	says(NOTHING_LEFT_CANNOT_TELL, 1U << doubt);
}

static void a_quiet_day_that_was_watched_is_yes(void **state)
{
	(void)state;
	camera();
	capture(FROM, "0", "null");
	traffic("2026-03-02T09:00:00.000000Z", "2026-03-02T10:00:00.000000Z", false);
	says(NOTHING_LEFT_YES, 0);
}

static void an_upload_is_no_whatever_else_is_in_doubt(void **state)
{
	(void)state;
	capture("2026-03-02T05:00:00.000000Z", "0", "null");
	lines_upload(&lines, &lines_clip);
	says(NOTHING_LEFT_NO, 1U << DOUBT_UNWATCHED);
}

static void what_nobody_watched_is_in_doubt(void **state)
{
	(void)state;
	camera();
	capture("2026-03-02T00:00:01.000000Z", "0", "null");
	doubts(DOUBT_UNWATCHED);
	order.to_ns = order.from_ns;
	doubts(DOUBT_UNWATCHED);
}

static void without_a_camera_nobody_knows_whose_it_would_be(void **state)
{
	(void)state;
	capture(FROM, "0", "null");
	doubts(DOUBT_NO_CAMERA);
}

static void a_capture_that_tells_of_no_losses_or_has_a_filter_is_in_doubt(void **state)
{
	(void)state;
	camera();
	capture(FROM, "null", "null");
	doubts(DOUBT_LOSSES_UNKNOWN);
	lines_clear(&lines);
	camera();
	capture(FROM, "0", "\"udp\"");
	doubts(DOUBT_FILTERED);
}

static void what_the_summary_of_a_capture_doubts_is_in_doubt(void **state)
{
	static const char summary[] =
		"{\"type\":\"summary\",\"schema\":1,\"capture\":%s,\"first\":\"" FROM
		"\",\"last\":\"" TO "\",\"doubts\":[\"no-camera\",\"home-unknown\",\"later\"]}";
	char text[256];

	(void)state;
	camera();
	capture(FROM, "0", "null");
	snprintf(text, sizeof(text), summary, "\"a.pcap\"");
	lines_add(&lines, text);
	doubts(DOUBT_HOME_UNKNOWN);
	lines_clear(&lines);
	camera();
	capture(FROM, "0", "null");
	snprintf(text, sizeof(text), summary, "null"); /* live: gaps say when */
	lines_add(&lines, text);
	says(NOTHING_LEFT_YES, 0);
}

static void absent(const char *capture)
{
	char text[256];

	snprintf(text, sizeof(text),
		 "{\"type\":\"summary\",\"schema\":1,\"capture\":%s,\"first\":\"" FROM
		 "\",\"last\":\"" TO "\",\"doubts\":[\"absent\"]}",
		 capture);
	lines_add(&lines, text);
}

/* A mistyped address is as silent as a camera that sends nothing, live too. */
static void a_camera_that_was_declared_and_not_seen_is_in_doubt(void **state)
{
	static const char *const captures[] = {"null", "\"a.pcap\""};

	(void)state;
	for (size_t i = 0; i < 2; i++) {
		camera();
		capture(FROM, "0", "null");
		absent(captures[i]);
		doubts(DOUBT_ABSENT);
		lines_upload(&lines, &lines_clip);
		order.camera = "f4:b8:5e:35:67:b0"; /* which is another one */
		says(NOTHING_LEFT_NO, 0);
		order.camera = NULL;
		lines_clear(&lines);
	}
	camera();
	capture(FROM, "0", "null");
	order.absent_ns = reading_moment("2026-03-02T10:00:00.000000Z");
	doubts(DOUBT_ABSENT);
	order.absent_ns = order.to_ns;
	says(NOTHING_LEFT_YES, 0);
}

static void gaps_are_in_doubt_by_what_they_are_of(void **state)
{
	static const struct {
		const char *from, *to, *bytes;
		bool own;
		enum doubt doubt;
	} cases[] = {
		{"10:00:00.000000Z", "10:01:00.000000Z", "null", false, DOUBT_GAP},
		{"10:01:00.000000Z", "10:00:00.000000Z", "null", false, DOUBT_CLOCK},
		{"10:00:00.000000Z", "10:01:00.000000Z", "null", true, DOUBT_OFF_PATH},
		{"10:00:00.000000Z", "10:01:00.000000Z", "5", true, DOUBT_UNSEEN},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		camera();
		capture(FROM, "0", "null");
		gap(cases[i].from, cases[i].to, cases[i].bytes, cases[i].own);
		doubts(cases[i].doubt);
		lines_clear(&lines);
	}
}

static void what_was_under_way_is_in_doubt_until_counts_go_on(void **state)
{
	(void)state;
	camera();
	capture(FROM, "0", "null");
	traffic("2026-03-02T09:00:00.000000Z", "2026-03-02T10:00:00.000000Z", true);
	traffic("2026-03-02T10:00:00.000000Z", "2026-03-02T11:00:00.000000Z", false);
	traffic("2026-03-02T23:00:00.000000Z", TO, true);
	doubts(DOUBT_UNDER_WAY);
	traffic(TO, "2026-03-03T01:00:00.000000Z", false);
	says(NOTHING_LEFT_YES, 0);
}

static void what_is_being_sent_now_is_in_doubt_up_to_now(void **state)
{
	(void)state;
	camera();
	capture(FROM, "0", "null");
	order.sending = true;
	doubts(DOUBT_UNDER_WAY);
	order.now_ns += 1;
	says(NOTHING_LEFT_YES, 0);
}

static void records_that_are_missing_are_in_doubt(void **state)
{
	(void)state;
	camera();
	capture(FROM, "0", "null");
	order.missing_ns = order.to_ns - 1;
	doubts(DOUBT_UNWRITTEN);
	order.missing_ns = 0;
	lines_add(&lines,
		  "{\"type\":\"late\",\"schema\":1,\"start\":\"2026-03-02T10:00:00.000000Z\","
		  "\"end\":\"2026-03-02T11:00:00.000000Z\",\"records\":3,\"lost\":1}");
	doubts(DOUBT_UNWRITTEN);
}

/* The last record of a run that goes on shows no more than that it was there then. */
static void who_answers_is_watching(void **state)
{
	(void)state;
	camera();
	lines.written_us = reading_moment(FROM) / 1000;
	lines_add(&lines, "{\"type\":\"run\",\"schema\":1,\"files\":[]}");
	doubts(DOUBT_UNWATCHED);
	order.goes_on = true;
	says(NOTHING_LEFT_YES, 0);
	lines.written_us = 0;
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_quiet_day_that_was_watched_is_yes),
		TEST(an_upload_is_no_whatever_else_is_in_doubt),
		TEST(what_nobody_watched_is_in_doubt),
		TEST(without_a_camera_nobody_knows_whose_it_would_be),
		TEST(a_capture_that_tells_of_no_losses_or_has_a_filter_is_in_doubt),
		TEST(what_the_summary_of_a_capture_doubts_is_in_doubt),
		TEST(a_camera_that_was_declared_and_not_seen_is_in_doubt),
		TEST(gaps_are_in_doubt_by_what_they_are_of),
		TEST(what_was_under_way_is_in_doubt_until_counts_go_on),
		TEST(what_is_being_sent_now_is_in_doubt_up_to_now),
		TEST(records_that_are_missing_are_in_doubt),
		TEST(who_answers_is_watching),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
