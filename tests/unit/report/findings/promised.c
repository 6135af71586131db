// SPDX-License-Identifier: GPL-2.0-or-later
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "promise/support_promise.h"
#include "json/reading.h"
#include "report/support_lines.h"
#include "report/write/promised_write.h"

#define FROM "2026-03-02T00:00:00.000000Z"
#define TO "2026-03-03T00:00:00.000000Z"

static struct lines lines;
static struct report *report;
static const struct promised_item *item;
static uint64_t missing_ns;
static bool sending;

static int clear(void **state)
{
	(void)state;
	report_destroy(report);
	report = NULL;
	lines_clear(&lines);
	return 0;
}

static void run(const char *first, const char *last)
{
	lines_capture(&lines, first, last, "0", "null");
}

static void summary(const char *doubt)
{
	char text[256];

	snprintf(text, sizeof(text),
		 "{\"type\":\"summary\",\"schema\":1,\"capture\":\"a.pcap\",\"first\":\"" FROM
		 "\",\"last\":\"" TO "\",\"doubts\":[\"%s\"]}",
		 doubt);
	lines_add(&lines, text);
}

static void make(const char *from, const char *const *texts)
{
	struct records source = lines_source(&lines);
	struct report_order order = {.from_ns = reading_moment(from),
				     .to_ns = reading_moment(TO),
				     .now_ns = reading_moment(TO),
				     .missing_ns = missing_ns,
				     .sending = sending};
	struct promise made[4];
	struct promise_list list = {0};

	zone_is("UTC0");
	for (; texts && texts[list.count]; list.count++) {
		made[list.count] = promise_of(texts[list.count]);
		list.items[list.count] = &made[list.count];
	}
	order.promises = list.count ? &list : NULL;
	assert_int_equal(report_make(&order, &source, &report), 0);
	item = report->promised.items;
}

static void clip(const char *id, const char *start, const char *end)
{
	struct lines_upload upload = lines_clip;

	upload.id = upload.series = id;
	upload.start = start;
	upload.end = end;
	lines_upload(&lines, &upload);
}

static const char *text(void)
{
	static char text[8192];
	struct outline outline = {0};

	text[0] = '\0';
	promised_write(&report->promised, &outline);
	assert_int_equal(outline_finish(&outline), 0);
	for (size_t i = 0; i < outline.count; i++) {
		strcat(text, outline.items[i].text);
		strcat(text, "\n");
	}
	outline_clear(&outline);
	return text;
}

static void says(const char *what)
{
	if (!strstr(text(), what))
		fail_msg("%s\nis not in\n%s", what, text());
}

static void a_day_that_was_watched_is_kept_or_broken(void **state)
{
	(void)state;
	run(FROM, TO);
	clip("0000000000000001", "2026-03-02T10:00:00", "2026-03-02T10:00:05");
	make(FROM, (const char *[]){"only clips", "front door: nothing leaves", NULL});
	assert_int_equal(item[0].verdict, VERDICT_KEPT);
	assert_int_equal(item[1].verdict, VERDICT_BROKEN);
	assert_true(promised_broken(&report->promised));
	says("only clips\nKept.\n");
	says("front door: nothing leaves\nIt was broken: 1 upload.\n"
	     "Monday 2 March 2026 10:00, Front door, a clip of ");
	says(". #\x01#e0000\x02"
	     "0000\x03\n");
}

/* A capture that was replayed first without a name for its camera, by rules that knew less. */
static void what_was_told_again_is_held_against_promises_and_adds_up_once(void **state)
{
	struct lines_upload upload = lines_clip;

	(void)state;
	run(FROM, TO);
	upload.id = upload.series = "0000000000000001";
	upload.start = "2026-03-02T10:00:00";
	upload.end = "2026-03-02T10:00:05";
	upload.name = "blink-door";
	lines_upload(&lines, &upload);
	upload.name = "Front door";
	upload.class = "live";
	lines_upload(&lines, &upload);
	make(FROM, (const char *[]){"front door: nothing leaves", "only clips",
				    "at most 1 upload a day", NULL});
	assert_int_equal(item[0].verdict, VERDICT_BROKEN);
	assert_int_equal(item[1].verdict, VERDICT_BROKEN);
	assert_int_equal(item[2].verdict, VERDICT_KEPT);
}

/* A capture that was cut within it, and the same once it went on. */
static void a_days_total_takes_in_the_longest_telling_of_an_upload(void **state)
{
	static const uint64_t told[] = {400000, 2500000, 400000};
	struct lines_upload upload = lines_clip;

	(void)state;
	run(FROM, TO);
	upload.id = upload.series = "0000000000000001";
	for (size_t i = 0; i < 3; i++) {
		upload.bytes = told[i];
		lines_upload(&lines, &upload);
	}
	make(FROM, (const char *[]){"at most 2 MB a day", "at most 3 MB a day",
				    "at most 1 upload a day", NULL});
	assert_int_equal(item[0].verdict, VERDICT_BROKEN);
	assert_int_equal(item[0].breach[0].reason.number, 2500000);
	assert_int_equal(item[0].breach[0].bytes, 2500000);
	assert_int_equal(item[1].verdict, VERDICT_KEPT);
	assert_int_equal(item[2].verdict, VERDICT_KEPT);
}

static void what_nobody_watched_is_told(void **state)
{
	(void)state;
	run("2026-03-02T10:00:00.000000Z", TO);
	clip("0000000000000001", "2026-03-02T10:00:00", "2026-03-02T10:00:05");
	make(FROM, (const char *[]){"only clips", NULL});
	assert_int_equal(item[0].verdict, VERDICT_KEPT);
	says("Kept as far as was seen. Nobody watched for 10 h 0 min of that time.\n");
	assert_false(promised_broken(&report->promised));
}

static void where_nobody_watched_at_all_nothing_is_told(void **state)
{
	(void)state;
	/* Of a capture: what live capture wrote would show that it was running. */
	run("2026-03-01T10:00:00.000000Z", "2026-03-01T11:00:00.000000Z");
	lines_add(&lines,
		  "{\"type\":\"camera\",\"schema\":1,\"camera\":{\"mac\":\"f4:b8:5e:35:67:b0\""
		  ",\"ip\":null,\"name\":\"Front door\"},\"capture\":\"a.pcap\"}");
	make(FROM, (const char *[]){"only clips", NULL});
	assert_int_equal(item[0].verdict, VERDICT_UNKNOWN);
	says("Unknown whether it was kept. Nobody watched for 24 h");
}

static void a_camera_that_is_not_known_keeps_nothing(void **state)
{
	(void)state;
	run(FROM, TO);
	clip("0000000000000001", "2026-03-02T10:00:00", "2026-03-02T10:00:05");
	make(FROM, (const char *[]){"nursery: nothing leaves", NULL});
	assert_int_equal(item[0].verdict, VERDICT_UNKNOWN);
	says("Unknown whether it was kept. No camera of that name is in the history.");
}

static void a_camera_that_sent_nothing_kept_it(void **state)
{
	(void)state;
	run(FROM, TO);
	lines_add(&lines,
		  "{\"type\":\"camera\",\"schema\":1,\"capture\":null,\"camera\":{\"mac\":"
		  "\"f4:b8:5e:35:67:b1\",\"ip\":null,\"name\":\"Nursery\",\"identified_at\":"
		  "\"2025-03-02T10:00:00.000000Z\"}}");
	make(FROM, (const char *[]){"nursery: nothing leaves", NULL});
	assert_int_equal(item[0].verdict, VERDICT_KEPT);
	says("Kept.");
}

static void what_cannot_be_told_says_why(void **state)
{
	(void)state;
	run(FROM, TO);
	clip("0000000000000001", "2026-03-02T10:00:00", "2026-03-02T10:00:05");
	clip("0000000000000002", "2026-03-02T11:00:00", "2026-03-02T11:00:05");
	make(FROM, (const char *[]){"EU only", NULL});
	assert_int_equal(item[0].verdict, VERDICT_UNKNOWN);
	assert_int_equal(item[0].doubts, 2);
	says("EU only\nUnknown whether it was kept for 2 uploads: ");
}

static void the_commonest_reason_of_doubt_comes_first(void **state)
{
	struct lines_upload other = lines_clip;

	(void)state;
	run(FROM, TO);
	other.id = other.series = "0000000000000009";
	other.kind = "vpn";
	other.start = "2026-03-02T09:00:00";
	other.end = "2026-03-02T09:00:05";
	lines_upload(&lines, &other);
	clip("0000000000000001", "2026-03-02T10:00:00", "2026-03-02T10:00:05");
	clip("0000000000000002", "2026-03-02T11:00:00", "2026-03-02T11:00:05");
	make(FROM, (const char *[]){"EU only", NULL});
	assert_int_equal(item[0].doubts, 3);
	assert_int_equal(item[0].doubt_count, 2);
	assert_int_equal(item[0].doubt[0].count, 2);
	assert_int_equal(item[0].doubt[0].reason.why, WHY_REGISTERED);
	assert_int_equal(item[0].doubt[1].reason.why, WHY_VPN);
}

static void a_gap_makes_it_as_far_as_was_seen(void **state)
{
	(void)state;
	run(FROM, TO);
	clip("0000000000000001", "2026-03-02T10:00:00", "2026-03-02T10:00:05");
	lines_add(&lines,
		  "{\"type\":\"gap\",\"schema\":1,\"capture\":null,\"from\":\"2026-03-02T12:00:"
		  "00.000000Z\",\"to\":\"2026-03-02T12:01:00.000000Z\",\"packets\":null,"
		  "\"reason\":\"packets were lost\",\"camera\":null}");
	make(FROM, (const char *[]){"only clips", NULL});
	assert_int_equal(item[0].gaps, 1);
	says("Kept as far as was seen. Not everything was seen 1 time.");
}

/* Something left, and what it was is not known: that is no promise kept. */
static void what_a_camera_sent_and_nothing_explains_cannot_be_told(void **state)
{
	(void)state;
	run(FROM, TO);
	clip("0000000000000001", "2026-03-02T10:00:00", "2026-03-02T10:00:05");
	lines_add(&lines,
		  "{\"type\":\"gap\",\"schema\":1,\"capture\":null,\"from\":\"2026-03-02T12:00:"
		  "00.000000Z\",\"to\":\"2026-03-02T12:01:00.000000Z\",\"packets\":null,"
		  "\"bytes\":200000,\"reason\":\"what it sent is not explained\",\"camera\":{"
		  "\"mac\":\"f4:b8:5e:12:34:56\",\"ip\":null,\"name\":\"door\"}}");
	make(FROM, (const char *[]){"only clips", NULL});
	assert_int_equal(item[0].verdict, VERDICT_UNKNOWN);
	says("Unknown whether it was kept. Not everything was seen 1 time.");
}

/* Answers without questions, its address under another MAC: how much it was is not known. */
static void what_a_camera_sent_unseen_cannot_be_told(void **state)
{
	(void)state;
	run(FROM, TO);
	clip("0000000000000001", "2026-03-02T10:00:00", "2026-03-02T10:00:05");
	lines_add(&lines,
		  "{\"type\":\"gap\",\"schema\":1,\"capture\":null,\"from\":\"2026-03-02T12:00:"
		  "00.000000Z\",\"to\":\"2026-03-02T12:01:00.000000Z\",\"packets\":null,"
		  "\"bytes\":null,\"cause\":\"one-way\",\"camera\":{"
		  "\"mac\":\"f4:b8:5e:12:34:56\",\"ip\":null,\"name\":\"door\"}}");
	make(FROM, (const char *[]){"only clips", NULL});
	assert_int_equal(item[0].verdict, VERDICT_UNKNOWN);
}

static void a_day_with_unexplained_bytes(const char *promise)
{
	run(FROM, TO);
	clip("0000000000000001", "2026-03-02T10:00:00", "2026-03-02T10:00:05");
	lines_add(&lines,
		  "{\"type\":\"gap\",\"schema\":1,\"capture\":null,\"from\":\"2026-03-02T12:00:"
		  "00.000000Z\",\"to\":\"2026-03-02T12:01:00.000000Z\",\"packets\":null,"
		  "\"bytes\":200000,\"cause\":\"unexplained\",\"camera\":{"
		  "\"mac\":\"f4:b8:5e:12:34:56\",\"ip\":null,\"name\":\"door\"}}");
	make(FROM, (const char *[]){promise, NULL});
}

static void a_days_total_takes_in_what_nothing_explains(void **state)
{
	(void)state;
	a_day_with_unexplained_bytes("at most 500 MB a day");
	assert_int_equal(item[0].verdict, VERDICT_KEPT);
	says("Kept.");
}

static void and_is_not_known_where_it_would_be_over(void **state)
{
	(void)state;
	a_day_with_unexplained_bytes("at most 0.6 MB a day");
	assert_int_equal(item[0].verdict, VERDICT_UNKNOWN);
	assert_int_equal(item[0].doubts, 1);
}

static void taken_back(const char *month)
{
	char line[512];

	snprintf(line, sizeof(line),
		 "{\"type\":\"camera\",\"schema\":1,\"capture\":null,\"camera\":{\"mac\":"
		 "\"ec:71:db:12:34:56\",\"ip\":null,\"name\":\"hall\",\"identified_at\":"
		 "\"2026-01-01T10:00:00.000000Z\"},\"withdrawn\":true,\"because\":\"personal\","
		 "\"withdrawn_at\":\"2026-%s-02T12:00:00.000000Z\"}",
		 month);
	lines_add(&lines, line);
	run(FROM, TO);
	clip("0000000000000001", "2026-03-02T10:00:00", "2026-03-02T10:00:05");
	make(FROM, (const char *[]){"only clips", NULL});
}

static void a_camera_that_was_taken_back_leaves_that_time_untold_and_no_other(void **state)
{
	taken_back("02");
	assert_int_equal(item[0].verdict, VERDICT_KEPT);
	clear(state);
	taken_back("03");
	assert_int_equal(item[0].verdict, VERDICT_UNKNOWN);
}

/* "Kept as far as was seen" would be too much where what was seen is not in the history. */
static void where_records_were_lost_it_cannot_be_told(void **state)
{
	static const char late[] =
		"{\"type\":\"late\",\"schema\":1,\"start\":\"2026-03-02T%d:00:00.000000Z\","
		"\"end\":\"2026-03-02T12:00:00.000000Z\",\"records\":5,\"lost\":%d,\"reason\":"
		"\"the history could not be written\"}";
	char note[256];

	for (int lost = 0; lost < 2; lost++) {
		run(FROM, TO);
		clip("0000000000000001", "2026-03-02T10:00:00", "2026-03-02T10:00:05");
		snprintf(note, sizeof(note), late, 11, lost);
		lines_add(&lines, note);
		make(FROM, (const char *[]){"only clips", NULL});
		assert_int_equal(item[0].verdict, lost ? VERDICT_UNKNOWN : VERDICT_KEPT);
		says(lost ? "Unknown whether it was kept. Records of that time could not be "
			    "written into the history.\n"
			  : "only clips\nKept.\n");
		clear(state);
	}
}

static void what_the_daemon_cannot_write_is_not_told_to_be_kept(void **state)
{
	(void)state;
	run(FROM, TO);
	clip("0000000000000001", "2026-03-02T10:00:00", "2026-03-02T10:00:05");
	missing_ns = reading_moment("2026-03-02T22:00:00.000000Z");
	make(FROM, (const char *[]){"only clips", NULL});
	missing_ns = 0;
	assert_int_equal(item[0].verdict, VERDICT_UNKNOWN);
}

static void of_all_cameras_none_is_kept_while_a_declared_one_was_not_seen(void **state)
{
	run(FROM, TO);
	clip("0000000000000001", "2026-03-02T10:00:00", "2026-03-02T10:00:05");
	summary("absent");
	make(FROM, (const char *[]){"only clips", "front door: only clips", NULL});
	assert_int_equal(item[0].verdict, VERDICT_UNKNOWN);
	says("only clips\nUnknown whether it was kept. A camera that you declared was not seen.\n");
	assert_int_equal(item[1].verdict, VERDICT_KEPT);
	says("front door: only clips\nKept.\n");
	clear(state);
}

/* Classic pcap says nothing of losses, a filter leaves out what nobody knows. */
/* Who reads the verdict alone is told no more than who reads the sentence. */
static void what_a_recording_leaves_open_cannot_be_told(void **state)
{
	(void)state;
	lines_capture(&lines, FROM, TO, "null", "null");
	clip("0000000000000001", "2026-03-02T10:00:00", "2026-03-02T10:00:05");
	make(FROM, (const char *[]){"only clips", "front door: only clips", "only live", NULL});
	assert_int_equal(item[0].verdict, VERDICT_UNKNOWN);
	assert_int_equal(item[1].verdict, VERDICT_UNKNOWN);
	assert_int_equal(item[2].verdict, VERDICT_BROKEN);
	says("Unknown whether it was kept. The recording does not say whether packets were "
	     "lost.\n");
	clear(state);
	lines_capture(&lines, FROM, TO, "0", "\"port 443\"");
	clip("0000000000000001", "2026-03-02T10:00:00", "2026-03-02T10:00:05");
	make(FROM, (const char *[]){"only clips", NULL});
	assert_int_equal(item[0].verdict, VERDICT_UNKNOWN);
	says("Unknown whether it was kept. It was recorded with a filter.\n");
	clear(state);
	run(FROM, TO);
	clip("0000000000000001", "2026-03-02T10:00:00", "2026-03-02T10:00:05");
	summary("uncounted"); /* a silent hole */
	make(FROM, (const char *[]){"only clips", NULL});
	assert_int_equal(item[0].verdict, VERDICT_UNKNOWN);
	says("Unknown whether it was kept. Not all that was sent was counted.\n");
	clear(state);
	lines_capture(&lines, FROM, TO, "0", "null");
	clip("0000000000000001", "2026-03-02T10:00:00", "2026-03-02T10:00:05");
	make(FROM, (const char *[]){"only clips", NULL});
	assert_int_equal(item[0].verdict, VERDICT_KEPT);
	says("Kept.\n");
}

/* A camera that no gap names; of which one it is, the record does not say. */
static void of_all_cameras_none_is_kept_while_one_may_send_elsewhere(void **state)
{
	(void)state;
	run(FROM, TO);
	clip("0000000000000001", "2026-03-02T10:00:00", "2026-03-02T10:00:05");
	summary("off-path");
	make(FROM, (const char *[]){"only clips", "front door: only clips", NULL});
	assert_int_equal(item[0].verdict, VERDICT_UNKNOWN);
	says("only clips\nUnknown whether it was kept. What a camera sends does not pass here.\n");
	assert_int_equal(item[1].verdict, VERDICT_KEPT);
	says("front door: only clips\nKept as far as was seen. What a camera sends does not pass "
	     "here.\n");
}

/* What gaps tell, each of its camera, is no doubt of others. */
static void what_gaps_tell_is_not_taken_from_the_summary_too(void **state)
{
	(void)state;
	run(FROM, TO);
	clip("0000000000000001", "2026-03-02T10:00:00", "2026-03-02T10:00:05");
	summary("unexplained");
	make(FROM, (const char *[]){"only clips", NULL});
	says("only clips\nKept.\n");
}

/* Of the day on which the period begins the hours before it count, but are not told. */
static void while_something_is_being_sent_it_is_not_told_to_be_kept(void **state)
{
	const char *promises[] = {"all: nothing leaves", NULL};

	(void)state;
	run(FROM, TO);
	lines_add(&lines, "{\"type\":\"camera\",\"schema\":1,\"capture\":null,\"camera\":{\"mac\":"
			  "\"f4:b8:5e:35:67:b0\",\"identified_at\":"
			  "\"2026-03-02T10:00:00.000000Z\"}}");
	sending = true;
	make(FROM, promises);
	sending = false;
	assert_int_equal(item[0].verdict, VERDICT_UNKNOWN);
	says("Unknown whether it was kept. Something is being sent now");
}

/* What is gone may have been what broke it. */
static void after_records_were_erased_it_is_not_told_to_be_kept(void **state)
{
	const char *promises[] = {"all: nothing leaves", NULL};

	(void)state;
	run(FROM, TO);
	lines_add(&lines, "{\"type\":\"camera\",\"schema\":1,\"capture\":null,\"camera\":{\"mac\":"
			  "\"f4:b8:5e:35:67:b0\",\"identified_at\":"
			  "\"2026-03-02T10:00:00.000000Z\"}}");
	lines_add(&lines, "{\"type\":\"forgotten\",\"schema\":1,\"records\":7,\"start\":"
			  "\"2026-03-02T20:00:00.000000Z\",\"end\":"
			  "\"2026-03-02T20:00:00.000000Z\"}");
	make(FROM, promises);
	assert_int_equal(item[0].verdict, VERDICT_UNKNOWN);
	says("Unknown whether it was kept. The owner erased 7 records of this time or "
	     "later.");
}

static void a_days_total_needs_all_of_the_day(void **state)
{
	(void)state;
	run(FROM, TO);
	clip("0000000000000001", "2026-03-02T08:00:00", "2026-03-02T08:00:05");
	clip("0000000000000002", "2026-03-02T11:00:00", "2026-03-02T11:00:05");
	make("2026-03-02T10:00:00.000000Z",
	     (const char *[]){"at most 1 upload a day", "nothing leaves", NULL});
	assert_int_equal(item[0].breaches, 1);
	assert_int_equal(item[1].breaches, 1);
	says("It was broken: 1 day.");
	says("2 uploads began that day");
}

static void the_history_says_what_was_promised(void **state)
{
	struct promise promise = promise_of("front door: nothing leaves");
	char *note = promise_note(&promise, NULL, moment_of("2026-03-02T09:00:00"), 0);

	(void)state;
	run(FROM, TO);
	clip("0000000000000001", "2026-03-02T08:00:00", "2026-03-02T08:00:05");
	lines_add(&lines, note);
	free(note);
	make(FROM, NULL);
	assert_int_equal(promised_count(&report->promised), 1);
	assert_int_equal(item[0].breaches, 0); /* it was before that was promised */
	assert_int_equal(item[0].force_ns / 1000000000U, 15 * 3600);
}

static void many_breaches_are_counted(void **state)
{
	char id[EVENT_ID], start[32], end[32];

	(void)state;
	run(FROM, TO);
	for (int i = 0; i < PROMISED_BREACHES + 3; i++) {
		snprintf(id, sizeof(id), "%016d", i);
		snprintf(start, sizeof(start), "2026-03-02T10:%02d:00", i);
		snprintf(end, sizeof(end), "2026-03-02T10:%02d:05", i);
		clip(id, start, end);
	}
	make(FROM, (const char *[]){"nothing leaves", NULL});
	says("It was broken: 23 uploads.");
	says("And 3 more.");
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, NULL, clear)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_day_that_was_watched_is_kept_or_broken),
		TEST(what_nobody_watched_is_told),
		TEST(what_was_told_again_is_held_against_promises_and_adds_up_once),
		TEST(a_days_total_takes_in_the_longest_telling_of_an_upload),
		TEST(where_nobody_watched_at_all_nothing_is_told),
		TEST(a_camera_that_is_not_known_keeps_nothing),
		TEST(a_camera_that_sent_nothing_kept_it),
		TEST(what_cannot_be_told_says_why),
		TEST(the_commonest_reason_of_doubt_comes_first),
		TEST(a_gap_makes_it_as_far_as_was_seen),
		TEST(a_days_total_takes_in_what_nothing_explains),
		TEST(and_is_not_known_where_it_would_be_over),
		TEST(where_records_were_lost_it_cannot_be_told),
		TEST(of_all_cameras_none_is_kept_while_a_declared_one_was_not_seen),
		TEST(what_a_recording_leaves_open_cannot_be_told),
		TEST(of_all_cameras_none_is_kept_while_one_may_send_elsewhere),
		TEST(what_gaps_tell_is_not_taken_from_the_summary_too),
		TEST(what_the_daemon_cannot_write_is_not_told_to_be_kept),
		TEST(what_a_camera_sent_and_nothing_explains_cannot_be_told),
		TEST(what_a_camera_sent_unseen_cannot_be_told),
		TEST(a_camera_that_was_taken_back_leaves_that_time_untold_and_no_other),
		TEST(while_something_is_being_sent_it_is_not_told_to_be_kept),
		TEST(after_records_were_erased_it_is_not_told_to_be_kept),
		TEST(a_days_total_needs_all_of_the_day),
		TEST(the_history_says_what_was_promised),
		TEST(many_breaches_are_counted),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
