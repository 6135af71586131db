// SPDX-License-Identifier: GPL-2.0-or-later
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "promise/day.h"
#include "promise/support_promise.h"

static struct days days;
static struct promise promise;

static void begin(const char *text)
{
	zone_is("UTC0");
	memset(&days, 0, sizeof(days));
	promise = promise_of(text);
}

static struct judgement add(const char *from, const char *to, uint64_t bytes, double confidence,
			    enum coverage coverage)
{
	struct event event = upload_at(from, to);
	struct judgement judgement;
	struct day *day;

	event.upload.bytes_up = bytes;
	event.upload.confidence = confidence;
	event.upload.coverage = coverage;
	days_judge(&days, &promise, &event.upload, localtime_r, &judgement, &day);
	return judgement;
}

static enum verdict sure(const char *from, const char *to, uint64_t bytes)
{
	return add(from, to, bytes, 0.97, COVERAGE_EXACT).verdict;
}

static void parts_add_up_over_a_day(void **state)
{
	struct judgement judgement;

	(void)state;
	begin("at most 1 MB a day");
	assert_int_equal(sure("2026-03-02T10:00:00", "2026-03-02T10:10:00", 400000), VERDICT_KEPT);
	assert_int_equal(sure("2026-03-02T10:10:00", "2026-03-02T10:20:00", 600000), VERDICT_KEPT);
	judgement = add("2026-03-02T10:20:00", "2026-03-02T10:20:01", 1, 0.96, COVERAGE_EXACT);
	assert_int_equal(judgement.verdict, VERDICT_BROKEN);
	assert_string_equal(reason_of(&judgement.reason), "1.0 MB left that day");
	assert_true(judgement.confidence == 0.96); /* the weakest link of the sum */
	assert_int_equal(sure("2026-03-03T00:00:00", "2026-03-03T00:10:00", 900000), VERDICT_KEPT);
	assert_int_equal(sure("2026-03-02T23:50:00", "2026-03-02T23:59:00", 1), VERDICT_BROKEN);
}

static void days_are_local_and_may_have_23_or_25_hours(void **state)
{
	(void)state;
	begin("at most 1 MB a day");
	zone_is(BERLIN);
	/* 29 March 2026 goes from 23:00 to 22:00 UTC, 25 October from 22:00 to 23:00. */
	assert_int_equal(sure("2026-03-28T23:00:00", "2026-03-28T23:01:00", 600000), VERDICT_KEPT);
	assert_int_equal(sure("2026-03-29T21:59:00", "2026-03-29T21:59:30", 600000),
			 VERDICT_BROKEN);
	assert_int_equal(sure("2026-03-29T22:00:00", "2026-03-29T22:01:00", 600000), VERDICT_KEPT);
	assert_int_equal(sure("2026-10-24T22:00:00", "2026-10-24T22:01:00", 600000), VERDICT_KEPT);
	assert_int_equal(sure("2026-10-25T22:59:00", "2026-10-25T22:59:30", 600000),
			 VERDICT_BROKEN);
	assert_int_equal(sure("2026-10-25T23:00:00", "2026-10-25T23:01:00", 600000), VERDICT_KEPT);
}

static void of_a_part_over_midnight_nobody_knows_which_day_it_was(void **state)
{
	(void)state;
	begin("at most 1 MB a day");
	assert_int_equal(sure("2026-03-02T22:00:00", "2026-03-02T22:01:00", 600000), VERDICT_KEPT);
	assert_int_equal(sure("2026-03-02T23:55:00", "2026-03-03T00:05:00", 600000),
			 VERDICT_UNKNOWN);
	assert_int_equal(sure("2026-03-03T01:00:00", "2026-03-03T01:01:00", 300000), VERDICT_KEPT);
	assert_int_equal(sure("2026-03-03T02:00:00", "2026-03-03T02:01:00", 300000),
			 VERDICT_UNKNOWN);
	assert_int_equal(sure("2026-03-03T03:00:00", "2026-03-03T03:01:00", 600000),
			 VERDICT_BROKEN);
}

static void what_was_not_certain_is_told_so(void **state)
{
	struct judgement judgement;

	(void)state;
	begin("at most 1 MB a day");
	assert_int_equal(sure("2026-03-02T10:00:00", "2026-03-02T10:01:00", 900000), VERDICT_KEPT);
	judgement = add("2026-03-02T11:00:00", "2026-03-02T11:01:00", 200000, 0.5, COVERAGE_EXACT);
	assert_int_equal(judgement.verdict, VERDICT_UNKNOWN);
	assert_string_equal(reason_of(&judgement.reason),
			    "0.9 MB left that day, and there may have been more");
	judgement = add("2026-03-02T12:00:00", "2026-03-02T12:01:00", 200000, 0.8, COVERAGE_EXACT);
	assert_int_equal(judgement.verdict, VERDICT_BROKEN);
	assert_true(judgement.confidence == 0.8);
	assert_int_equal(sure("2026-03-02T13:00:00", "2026-03-02T13:01:00", 200000),
			 VERDICT_BROKEN);
}

static void losses_leave_room_for_more(void **state)
{
	(void)state;
	begin("at most 1 MB a day");
	assert_int_equal(add("2026-03-02T10:00:00", "2026-03-02T10:01:00", 400000, 0.97,
			     COVERAGE_LOWER_BOUND)
				 .verdict,
			 VERDICT_KEPT);
	assert_int_equal(sure("2026-03-02T10:02:00", "2026-03-02T10:03:00", 200000),
			 VERDICT_UNKNOWN);
	assert_int_equal(sure("2026-03-02T10:04:00", "2026-03-02T10:05:00", 500000),
			 VERDICT_BROKEN);
}

static void joined_packets_may_be_a_little_more(void **state)
{
	(void)state;
	begin("at most 1 MB a day");
	assert_int_equal(
		add("2026-03-02T10:00:00", "2026-03-02T10:01:00", 950000, 0.97, COVERAGE_MERGED)
			.verdict,
		VERDICT_KEPT);
	assert_int_equal(
		add("2026-03-03T10:00:00", "2026-03-03T10:01:00", 990000, 0.97, COVERAGE_MERGED)
			.verdict,
		VERDICT_UNKNOWN);
}

static void an_upload_counts_once_whatever_its_parts(void **state)
{
	struct event event = upload_at("2026-03-02T10:00:00", "2026-03-02T10:10:00");
	struct judgement judgement;
	struct day *day;

	(void)state;
	begin("at most 1 upload a day");
	for (event.upload.part = 1; event.upload.part < 5; event.upload.part++) {
		days_judge(&days, &promise, &event.upload, localtime_r, &judgement, &day);
		assert_int_equal(judgement.verdict, VERDICT_KEPT);
	}
	event.upload.part = 1;
	days_judge(&days, &promise, &event.upload, localtime_r, &judgement, &day);
	assert_int_equal(judgement.verdict, VERDICT_BROKEN);
	assert_string_equal(reason_of(&judgement.reason), "2 uploads began that day");
}

static void a_day_comes_back_when_the_clock_is_set_back(void **state)
{
	(void)state;
	begin("at most 1 MB a day");
	assert_int_equal(sure("2026-03-02T10:00:00", "2026-03-02T10:01:00", 900000), VERDICT_KEPT);
	assert_int_equal(sure("2030-01-01T10:00:00", "2030-01-01T10:01:00", 900000), VERDICT_KEPT);
	assert_int_equal(sure("2026-03-02T11:00:00", "2026-03-02T11:01:00", 900000),
			 VERDICT_BROKEN);
}

static void only_the_last_days_are_kept(void **state)
{
	char from[32], to[32];

	(void)state;
	begin("at most 1 MB a day");
	for (unsigned i = 1; i <= DAYS + 1; i++) {
		snprintf(from, sizeof(from), "2026-03-0%uT10:00:00", i);
		snprintf(to, sizeof(to), "2026-03-0%uT10:01:00", i);
		assert_int_equal(sure(from, to, 900000), VERDICT_KEPT);
	}
	assert_int_equal(sure("2026-03-01T11:00:00", "2026-03-01T11:01:00", 900000), VERDICT_KEPT);
	assert_int_equal(sure(from, to, 900000), VERDICT_BROKEN);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(parts_add_up_over_a_day),
		cmocka_unit_test(days_are_local_and_may_have_23_or_25_hours),
		cmocka_unit_test(of_a_part_over_midnight_nobody_knows_which_day_it_was),
		cmocka_unit_test(what_was_not_certain_is_told_so),
		cmocka_unit_test(losses_leave_room_for_more),
		cmocka_unit_test(joined_packets_may_be_a_little_more),
		cmocka_unit_test(an_upload_counts_once_whatever_its_parts),
		cmocka_unit_test(a_day_comes_back_when_the_clock_is_set_back),
		cmocka_unit_test(only_the_last_days_are_kept),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
