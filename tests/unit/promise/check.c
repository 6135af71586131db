// SPDX-License-Identifier: GPL-2.0-or-later
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "promise/support_promise.h"

#define PROMISES 4

static struct promise promises[PROMISES];
static struct promise_list list;
static struct check *check;
static struct check_result last[PROMISES];
static unsigned firsts[PROMISES], told;

static void begin(const char *const *texts)
{
	zone_is("UTC0");
	memset(&list, 0, sizeof(list));
	for (size_t i = 0; texts[i]; i++) {
		promises[i] = promise_of(texts[i]);
		list.items[list.count++] = &promises[i];
	}
	assert_int_equal(check_create(&list, localtime_r, &check), 0);
	memset(last, 0, sizeof(last));
	memset(firsts, 0, sizeof(firsts));
	told = 0;
}

static int end(void **state)
{
	(void)state;
	check_destroy(check);
	check = NULL;
	return 0;
}

static void keep(void *context, const struct check_result *result)
{
	(void)context;
	last[result->index] = *result;
	firsts[result->index] += result->first && result->judgement.verdict == VERDICT_BROKEN;
	told++;
}

static void send_part(const char *series, unsigned part, const char *from, const char *to)
{
	struct event event = upload_at(from, to);

	snprintf(event.upload.series, sizeof(event.upload.series), "%s", series);
	event.upload.part = part;
	check_event(check, &event, keep, NULL);
}

static void a_promise_is_asked_about_its_own_camera_alone(void **state)
{
	(void)state;
	begin((const char *[]){"front door: only clips", "nursery: nothing leaves", "only clips",
			       NULL});
	send_part("a", 1, "2026-03-02T10:00:00", "2026-03-02T10:00:05");
	assert_int_equal(told, 2);
	assert_int_equal(last[0].judgement.verdict, VERDICT_KEPT);
	assert_int_equal(last[1].judgement.verdict, 0);
	assert_int_equal(last[2].judgement.verdict, VERDICT_KEPT);
}

static void only_uploads_are_held_against_promises(void **state)
{
	struct event event = upload_at("2026-03-02T10:00:00", "2026-03-02T10:00:05");

	(void)state;
	begin((const char *[]){"nothing leaves", NULL});
	event.kind = EVENT_LOCAL;
	check_event(check, &event, keep, NULL);
	event.kind = EVENT_UPLOADING;
	check_event(check, &event, keep, NULL);
	assert_int_equal(told, 0);
}

static void an_upload_breaks_a_promise_once(void **state)
{
	(void)state;
	begin((const char *[]){"nothing leaves", NULL});
	send_part("a", 1, "2026-03-02T10:00:00", "2026-03-02T10:10:00");
	assert_true(last[0].first);
	send_part("a", 2, "2026-03-02T10:10:00", "2026-03-02T10:20:00");
	assert_false(last[0].first);
	assert_int_equal(last[0].judgement.verdict, VERDICT_BROKEN);
	send_part("b", 1, "2026-03-02T10:15:00", "2026-03-02T10:16:00");
	assert_true(last[0].first);
	send_part("a", 3, "2026-03-02T10:20:00", "2026-03-02T10:21:00");
	assert_int_equal(firsts[0], 2);
}

static void a_days_total_is_broken_once_a_day(void **state)
{
	(void)state;
	begin((const char *[]){"at most 1 upload a day", NULL});
	send_part("a", 1, "2026-03-02T10:00:00", "2026-03-02T10:00:05");
	assert_int_equal(last[0].judgement.verdict, VERDICT_KEPT);
	send_part("b", 1, "2026-03-02T11:00:00", "2026-03-02T11:00:05");
	assert_true(last[0].first);
	send_part("c", 1, "2026-03-02T12:00:00", "2026-03-02T12:00:05");
	assert_false(last[0].first);
	send_part("d", 1, "2026-03-03T10:00:00", "2026-03-03T10:00:05");
	send_part("e", 1, "2026-03-03T11:00:00", "2026-03-03T11:00:05");
	assert_int_equal(firsts[0], 2);
}

static void today_is_what_status_shows(void **state)
{
	struct check_today today;

	(void)state;
	begin((const char *[]){"nothing leaves", "nursery: only clips", NULL});
	check_today(check, 0, moment_of("2026-03-02T12:00:00"), &today);
	assert_int_equal(today.verdict, VERDICT_UNKNOWN);
	assert_string_equal(reason_of(&today.reason), "no camera is known yet");
	send_part("a", 1, "2026-03-02T10:00:00", "2026-03-02T10:00:05");
	send_part("b", 1, "2026-03-02T11:00:00", "2026-03-02T11:00:05");
	check_today(check, 0, moment_of("2026-03-02T12:00:00"), &today);
	assert_int_equal(today.verdict, VERDICT_BROKEN);
	assert_int_equal(today.breaches, 2);
	assert_string_equal(reason_of(&today.reason), "footage left the home");
	check_today(check, 0, moment_of("2026-03-03T00:00:00"), &today);
	assert_int_equal(today.verdict, VERDICT_KEPT);
	assert_int_equal(today.breaches, 0);
	check_today(check, 1, moment_of("2026-03-02T12:00:00"), &today);
	assert_int_equal(today.verdict, VERDICT_UNKNOWN);
	assert_false(today.known);
	assert_string_equal(reason_of(&today.reason), "no camera of that name is known yet");
}

/* It may have sent anything; as soon as it is seen the promise stands again. */
static void of_all_cameras_nothing_is_known_while_a_declared_one_was_not_seen(void **state)
{
	struct event summary = {.kind = EVENT_SUMMARY, .summary.doubts = 1U << DOUBT_ABSENT};
	struct check_today today;

	(void)state;
	begin((const char *[]){"only clips", "front door: only clips", NULL});
	send_part("a", 1, "2026-03-02T10:00:00", "2026-03-02T10:00:05");
	check_event(check, &summary, NULL, NULL);
	check_today(check, 0, moment_of("2026-03-02T12:00:00"), &today);
	assert_int_equal(today.verdict, VERDICT_UNKNOWN);
	assert_string_equal(reason_of(&today.reason), "a camera that you declared was not seen");
	check_today(check, 1, moment_of("2026-03-02T12:00:00"), &today);
	assert_int_equal(today.verdict, VERDICT_KEPT);
	summary.summary.doubts = 0;
	check_event(check, &summary, NULL, NULL);
	check_today(check, 0, moment_of("2026-03-02T12:00:00"), &today);
	assert_int_equal(today.verdict, VERDICT_KEPT);
}

static void a_day_is_told_whatever_comes_late_or_the_clock_does(void **state)
{
	struct check_today today;

	(void)state;
	begin((const char *[]){"nothing leaves", NULL});
	send_part("a", 1, "2030-03-02T10:00:00", "2030-03-02T10:00:05");
	send_part("b", 1, "2026-03-02T10:00:00", "2026-03-02T10:00:05");
	send_part("c", 1, "2026-03-01T23:59:00", "2026-03-01T23:59:05");
	check_today(check, 0, moment_of("2026-03-02T12:00:00"), &today);
	assert_int_equal(today.breaches, 1);
	send_part("d", 1, "2026-03-02T13:00:00", "2026-03-02T13:00:05");
	check_today(check, 0, moment_of("2026-03-02T14:00:00"), &today);
	assert_int_equal(today.breaches, 2);
}

static void a_gap_leaves_open_whether_it_was_kept(void **state)
{
	struct event event = upload_at("2026-03-02T10:00:00", "2026-03-02T10:00:05");
	struct event gap = {.kind = EVENT_GAP};
	struct event_camera other = {.key = "x", .name = "Garden"};
	struct check_today today;

	(void)state;
	begin((const char *[]){"front door: only clips", NULL});
	check_event(check, &event, NULL, NULL);
	gap.gap = (struct event_gap){.from_ns = moment_of("2026-03-02T10:30:00"),
				     .to_ns = moment_of("2026-03-02T10:31:00"),
				     .cause = CAUSE_CARD_DROPPED,
				     .camera = &other};
	check_event(check, &gap, NULL, NULL);
	check_today(check, 0, moment_of("2026-03-02T12:00:00"), &today);
	assert_int_equal(today.verdict, VERDICT_KEPT);
	gap.gap.camera = NULL;
	check_event(check, &gap, NULL, NULL);
	check_today(check, 0, moment_of("2026-03-02T12:00:00"), &today);
	assert_int_equal(today.verdict, VERDICT_UNKNOWN);
	assert_string_equal(reason_of(&today.reason),
			    "not everything was seen: the network card dropped packets");
	event.upload.class = CLASS_LIVE;
	memcpy(event.upload.series, "b", 2);
	check_event(check, &event, NULL, NULL);
	check_today(check, 0, moment_of("2026-03-02T12:00:00"), &today);
	assert_int_equal(today.verdict, VERDICT_BROKEN);
}

static void what_nothing_explains_counts_to_a_days_total(void **state)
{
	struct event event = upload_at("2026-03-02T10:00:00", "2026-03-02T10:00:05");
	struct event gap = {.kind = EVENT_GAP};
	struct check_today today;

	(void)state;
	begin((const char *[]){"at most 1 MB a day", "only clips", NULL});
	event.upload.bytes_up = 500000;
	check_event(check, &event, keep, NULL);
	gap.gap = (struct event_gap){.from_ns = moment_of("2026-03-02T10:30:00"),
				     .to_ns = moment_of("2026-03-02T10:31:00"),
				     .cause = CAUSE_UNEXPLAINED,
				     .bytes = 400000,
				     .camera = &event.upload.camera};
	check_event(check, &gap, keep, NULL);
	check_today(check, 0, moment_of("2026-03-02T12:00:00"), &today);
	assert_int_equal(today.verdict, VERDICT_KEPT);
	check_today(check, 1, moment_of("2026-03-02T12:00:00"), &today);
	assert_int_equal(today.verdict, VERDICT_UNKNOWN);
	check_event(check, &gap, keep, NULL);
	check_today(check, 0, moment_of("2026-03-02T12:00:00"), &today);
	assert_int_equal(today.verdict, VERDICT_UNKNOWN);
	assert_int_equal(today.breaches, 0);
	assert_int_equal(today.doubts, 1);
	assert_string_equal(reason_of(&today.reason),
			    "0.5 MB left that day, and there may have been more");
}

static void doubts_are_counted_by_uploads(void **state)
{
	struct check_today today;

	(void)state;
	begin((const char *[]){"EU only", NULL});
	send_part("a", 1, "2026-03-02T10:00:00", "2026-03-02T10:10:00");
	send_part("a", 2, "2026-03-02T10:10:00", "2026-03-02T10:20:00");
	send_part("b", 1, "2026-03-03T10:00:00", "2026-03-03T10:00:05");
	check_today(check, 0, 0, &today);
	assert_int_equal(today.doubts, 2);
	assert_non_null(strstr(reason_of(&today.doubt), "registered in the US"));
}

static void promises_that_stay_keep_what_they_counted(void **state)
{
	struct check *fresh = NULL;
	struct check_today today;

	(void)state;
	begin((const char *[]){"at most 1 upload a day", "only clips", NULL});
	send_part("a", 1, "2026-03-02T10:00:00", "2026-03-02T10:00:05");
	promises[1] = promise_of("EU only");
	list.items[0] = &promises[1];
	list.items[1] = &promises[0];
	assert_int_equal(check_create(&list, localtime_r, &fresh), 0);
	check_begin(check, 1000);
	check_inherit(fresh, check);
	check_destroy(check);
	check = fresh;
	check_begin(check, 2000);
	check_today(check, 0, 0, &today);
	assert_int_equal(today.since_ns, 2000);
	check_today(check, 1, 0, &today);
	assert_int_equal(today.since_ns, 1000);
	assert_string_equal(check_promises(check)->items[0]->text, "EU only");
	send_part("b", 1, "2026-03-02T11:00:00", "2026-03-02T11:00:05");
	assert_int_equal(last[1].judgement.verdict, VERDICT_BROKEN);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, NULL, end)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_promise_is_asked_about_its_own_camera_alone),
		TEST(only_uploads_are_held_against_promises),
		TEST(an_upload_breaks_a_promise_once),
		TEST(a_days_total_is_broken_once_a_day),
		TEST(today_is_what_status_shows),
		TEST(of_all_cameras_nothing_is_known_while_a_declared_one_was_not_seen),
		TEST(a_day_is_told_whatever_comes_late_or_the_clock_does),
		TEST(a_gap_leaves_open_whether_it_was_kept),
		TEST(what_nothing_explains_counts_to_a_days_total),
		TEST(doubts_are_counted_by_uploads),
		TEST(promises_that_stay_keep_what_they_counted),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
