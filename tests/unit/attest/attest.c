// SPDX-License-Identifier: GPL-2.0-or-later
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "attest/support_case.h"
#include "output/support_events.h"

static struct kept kept;

static int set_up(void **state)
{
	(void)state;
	case_open(&kept);
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	case_close(&kept);
	return 0;
}

static void clip(uint64_t start_ns, uint64_t end_ns, uint64_t bytes)
{
	struct event event = case_clip(start_ns, end_ns, bytes);

	case_add(&kept, &event, kept.late_ns > end_ns ? kept.late_ns : end_ns);
}

static void hour(unsigned index, uint64_t bytes, uint64_t across, enum coverage coverage)
{
	struct event event = case_hour(index, bytes);

	event.traffic.bytes_across = across;
	event.traffic.coverage = coverage;
	case_add(&kept, &event, event.traffic.to_ns);
}

static uint64_t most(uint64_t from_ns, uint64_t to_ns)
{
	struct attest *attest = case_attest(&kept, from_ns, to_ns);
	uint64_t bytes = attest->bound.bytes;

	case_holds(attest);
	attest_destroy(attest);
	return bytes;
}

static void the_bound_is_all_that_left_in_the_hours_that_cover_the_time(void **state)
{
	struct attest *attest;

	(void)state;
	case_quiet(&kept);
	assert_int_equal(most(CASE_AT(1, 0), CASE_AT(2, 0)), 1000);
	assert_int_equal(most(CASE_AT(1, 0), CASE_AT(2, 1)), 2000);
	assert_int_equal(most(CASE_AT(1, 3599), CASE_AT(2, 1)), 2000);
	attest = case_attest(&kept, CASE_AT(0, 0), CASE_AT(5, 0));
	case_holds(attest);
	assert_int_equal(attest->bound.bytes, 5000);
	assert_int_equal(attest->hours.chosen, 5);
	assert_int_equal(attest->bound.seconds, 1); /* rounded up */
	assert_int_equal(attest->bound.pictures, 0);
	assert_string_equal(attest->camera.name, ROOM_NAME);
	attest_destroy(attest);
}

static void not_a_byte_is_no_second(void **state)
{
	struct attest *attest;

	(void)state;
	case_run(&kept, CASE_AT(0, 0), 0);
	hour(0, 1000, 0, COVERAGE_EXACT);
	hour(1, 0, 0, COVERAGE_EXACT);
	hour(2, 1000, 0, COVERAGE_EXACT);
	attest = case_attest(&kept, CASE_AT(1, 0), CASE_AT(2, 0));
	case_holds(attest);
	assert_int_equal(attest->bound.bytes, 0);
	assert_int_equal(attest->bound.seconds, 0);
	attest_destroy(attest);
}

static void uploads_before_and_after_the_time_are_taken_off(void **state)
{
	(void)state;
	case_run(&kept, CASE_AT(0, 0), 0);
	hour(0, 1000, 0, COVERAGE_EXACT);
	clip(CASE_AT(1, 10), CASE_AT(1, 20), 500000);
	clip(CASE_AT(1, 3000), CASE_AT(1, 3010), 200000);
	hour(1, 701234, 0, COVERAGE_EXACT);
	hour(2, 1000, 0, COVERAGE_EXACT);
	assert_int_equal(most(CASE_AT(1, 100), CASE_AT(1, 2000)), 1234);
}

static void an_upload_that_is_in_no_hour_as_a_whole_is_not_taken_off(void **state)
{
	(void)state;
	case_run(&kept, CASE_AT(0, 0), 0);
	clip(CASE_AT(0, 3590), CASE_AT(1, 10), 500000);
	hour(0, 300000, 0, COVERAGE_EXACT);
	hour(1, 201000, 0, COVERAGE_EXACT);
	assert_int_equal(most(CASE_AT(1, 100), CASE_AT(1, 2000)), 201000);
}

static void the_same_upload_under_two_names_is_taken_off_once(void **state)
{
	struct event event = case_clip(CASE_AT(1, 10), CASE_AT(1, 20), 500000);

	(void)state;
	case_run(&kept, CASE_AT(0, 0), 0);
	case_add(&kept, &event, CASE_AT(1, 30));
	event.upload.confidence = 0.8;
	case_add(&kept, &event, CASE_AT(1, 31));
	event.capture = "elsewhere.pcap";
	event.upload.part = 2;
	case_add(&kept, &event, CASE_AT(1, 31));
	hour(1, 1300000, 0, COVERAGE_EXACT);
	assert_int_equal(most(CASE_AT(1, 100), CASE_AT(1, 2000)), 800000);
}

static void what_began_to_leave_the_second_before_is_added(void **state)
{
	(void)state;
	case_run(&kept, CASE_AT(0, 0), 0);
	hour(0, 9000, 0, COVERAGE_EXACT);
	hour(1, 1000, 300, COVERAGE_EXACT);
	hour(2, 1000, 70, COVERAGE_EXACT);
	assert_int_equal(most(CASE_AT(1, 0), CASE_AT(2, 0)), 1300);
	/* It is in the hour before: where that counts too it is not added. */
	assert_int_equal(most(CASE_AT(1, 0), CASE_AT(3, 0)), 2300);
}

static void headers_of_merged_packets_are_added(void **state)
{
	(void)state;
	case_run(&kept, CASE_AT(0, 0), 0);
	hour(1, 10005, 0, COVERAGE_MERGED);
	hour(2, 1000, 0, COVERAGE_EXACT);
	assert_int_equal(most(CASE_AT(1, 0), CASE_AT(2, 0)), 10005 + 1001);
	assert_int_equal(most(CASE_AT(1, 0), CASE_AT(3, 0)), 11005 + 1001);
}

static void hardware_counts_to_the_minute_so_that_hours_beside_it_count_too(void **state)
{
	(void)state;
	case_run(&kept, CASE_AT(0, 0), 0);
	hour(0, 100, 0, COVERAGE_EXACT);
	hour(1, 2000, 0, COVERAGE_EXACT);
	clip(CASE_AT(2, 2000), CASE_AT(2, 2010), 500000);
	hour(2, 30000 + 500000, 0, COVERAGE_HARDWARE);
	hour(3, 400, 0, COVERAGE_EXACT);
	/* Nor is anything taken off whose bytes may be dated into another minute. */
	assert_int_equal(most(CASE_AT(1, 0), CASE_AT(2, 0)), 100 + 2000 + 530000 + 53000);
	assert_int_equal(most(CASE_AT(1, 0), CASE_AT(1, 3000)), 2000);
}

static void an_upload_in_the_time_is_footage_that_left(void **state)
{
	struct attest *attest;

	(void)state;
	case_quiet(&kept);
	clip(CASE_AT(2, 10), CASE_AT(2, 20), 500000);
	clip(CASE_AT(2, 3590), CASE_AT(3, 10), 600000);
	clip(CASE_AT(4, 3590), CASE_AT(4, 3599), 700000);
	attest = case_attest(&kept, CASE_AT(2, 15), CASE_AT(3, 0));
	assert_int_equal(attest->verdict, ATTEST_FOOTAGE_LEFT);
	assert_int_equal(attest->upload_count, 2);
	assert_int_equal(attest->upload_bytes, 1100000);
	attest_destroy(attest);
	attest = case_attest(&kept, CASE_AT(2, 21), CASE_AT(2, 3590));
	case_holds(attest);
	attest_destroy(attest);
}

static void an_upload_is_told_although_conditions_fail_but_not_of_a_changed_history(void **state)
{
	struct event gap = case_gap(CASE_AT(2, 0), CASE_AT(2, 100), CAUSE_CARD_DROPPED);
	struct attest *attest;

	(void)state;
	case_quiet(&kept);
	clip(CASE_AT(2, 10), CASE_AT(2, 20), 500000);
	case_add(&kept, &gap, CASE_AT(6, 0));
	attest = case_attest(&kept, CASE_AT(2, 0), CASE_AT(3, 0));
	assert_int_equal(attest->verdict, ATTEST_FOOTAGE_LEFT);
	assert_int_equal(attest->checks[ATTEST_SEEN].failures, 1);
	attest_destroy(attest);
	room_sql(&kept.room, "UPDATE record SET written = written + 1 WHERE number = 2");
	attest = case_attest(&kept, CASE_AT(2, 0), CASE_AT(3, 0));
	assert_int_equal(attest->verdict, ATTEST_CANNOT_TELL);
	attest_destroy(attest);
}

static void what_stayed_home_is_no_footage_that_left(void **state)
{
	struct event local;
	struct attest *attest;

	(void)state;
	case_quiet(&kept);
	events_local(&local);
	local.upload.start_ns = CASE_AT(2, 0);
	local.upload.end_ns = CASE_AT(2, 60);
	case_add(&kept, &local, kept.late_ns);
	attest = case_attest(&kept, CASE_AT(2, 0), CASE_AT(3, 0));
	case_holds(attest);
	assert_int_equal(attest->local_count, 1);
	assert_int_equal(attest->local_bytes, local.upload.bytes_up);
	attest_destroy(attest);
}

/* A recorder, or a way in for a viewer from outside. */
static void what_was_passed_on_meanwhile_may_have_left(void **state)
{
	struct event local;
	struct attest *attest;

	(void)state;
	case_quiet(&kept);
	events_local(&local);
	local.upload.start_ns = CASE_AT(2, 0);
	local.upload.end_ns = CASE_AT(2, 60);
	local.upload.passed_on = PASSED_ON_YES;
	case_add(&kept, &local, kept.late_ns);
	attest = case_attest(&kept, CASE_AT(2, 0), CASE_AT(3, 0));
	assert_int_equal(attest->verdict, ATTEST_CANNOT_TELL);
	assert_int_equal(attest->checks[ATTEST_SEEN].failures, 1);
	attest_destroy(attest);
}

static void its_own_slow_live_view_makes_more_seconds_of_the_same_bytes(void **state)
{
	struct event event = case_clip(CASE_AT(4, 0), CASE_AT(4, 100), 1000000); /* 80 kbit/s */
	struct attest *attest;

	(void)state;
	event.upload.class = CLASS_LIVE;
	case_quiet(&kept);
	case_add(&kept, &event, kept.late_ns);
	attest = case_attest(&kept, CASE_AT(0, 0), CASE_AT(4, 0));
	assert_int_equal(attest->rate.basis, RATE_OWN);
	assert_int_equal(attest->rate.kbit, 80);
	assert_int_equal(attest->rate.number, 7);
	assert_int_equal(attest->bound.seconds, 1);
	attest_destroy(attest);
}

static void what_was_written_after_the_check_is_not_relied_on(void **state)
{
	struct records source = records_of(kept.ledger);
	struct attest *attest = NULL;
	struct attest_order order = {.camera = ROOM_MAC,
				     .from_ns = CASE_AT(4, 0),
				     .to_ns = CASE_AT(6, 0),
				     .proof = &kept.proof};

	(void)state;
	case_quiet(&kept);
	attest = case_attest(&kept, CASE_AT(4, 0), CASE_AT(5, 0));
	case_holds(attest);
	attest_destroy(attest);
	hour(5, 1000, 0, COVERAGE_EXACT);
	assert_int_equal(ledger_commit(kept.ledger), 0);
	assert_int_equal(attest_make(&order, &source, &attest, kept.error), 0);
	assert_int_equal(attest->verdict, ATTEST_CANNOT_TELL);
	assert_int_equal(attest->hours.count, 5);
	attest_destroy(attest);
	attest = case_attest(&kept, CASE_AT(4, 0), CASE_AT(6, 0));
	case_holds(attest);
	attest_destroy(attest);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(the_bound_is_all_that_left_in_the_hours_that_cover_the_time),
		TEST(not_a_byte_is_no_second),
		TEST(uploads_before_and_after_the_time_are_taken_off),
		TEST(an_upload_that_is_in_no_hour_as_a_whole_is_not_taken_off),
		TEST(the_same_upload_under_two_names_is_taken_off_once),
		TEST(what_began_to_leave_the_second_before_is_added),
		TEST(headers_of_merged_packets_are_added),
		TEST(hardware_counts_to_the_minute_so_that_hours_beside_it_count_too),
		TEST(an_upload_in_the_time_is_footage_that_left),
		TEST(an_upload_is_told_although_conditions_fail_but_not_of_a_changed_history),
		TEST(what_stayed_home_is_no_footage_that_left),
		TEST(what_was_passed_on_meanwhile_may_have_left),
		TEST(what_was_written_after_the_check_is_not_relied_on),
		TEST(its_own_slow_live_view_makes_more_seconds_of_the_same_bytes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
