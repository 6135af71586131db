// SPDX-License-Identifier: GPL-2.0-or-later
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "attest/support_case.h"

static struct attest_check checks[ATTEST_CONDITIONS];

static int set_up(void **state)
{
	(void)state;
	setenv("TZ", "UTC", 1);
	memset(checks, 0, sizeof(checks));
	return 0;
}

static void says_where(enum attest_condition condition, bool nothing, bool ends, const char *wanted)
{
	char *text = NULL;
	size_t length;
	FILE *file = open_memstream(&text, &length);

	assert_non_null(file);
	attested_condition(condition, &checks[condition], nothing, ends, file);
	assert_int_equal(fclose(file), 0);
	assert_string_equal(text, wanted);
	free(text);
}

static void says(enum attest_condition condition, const char *wanted)
{
	says_where(condition, false, false, wanted);
}

static struct attest_check *fails(enum attest_condition condition, uint64_t from_ns, uint64_t to_ns)
{
	checks[condition] =
		(struct attest_check){.failures = 1, .from_ns = from_ns, .to_ns = to_ns};
	return &checks[condition];
}

static void what_holds_is_said_of_each(void **state)
{
	(void)state;
	says(ATTEST_GENUINE, "the history is as it was written");
	says(ATTEST_CLOCK, "the clock was not set");
	for (int i = 0; i < ATTEST_CONDITIONS; i++) {
		char *text = NULL;
		size_t length;
		FILE *file = open_memstream(&text, &length);

		assert_non_null(file);
		attested_condition((enum attest_condition)i, &checks[i], false, false, file);
		assert_int_equal(fclose(file), 0);
		assert_true(length > 10);
		free(text);
	}
}

static void a_gap_is_told_with_its_time_reason_and_packets(void **state)
{
	struct attest_check *check = fails(ATTEST_SEEN, CASE_AT(2, 0), CASE_AT(2, 100));

	(void)state;
	check->why = ATTEST_WHY_GAP;
	check->cause = CAUSE_CARD_DROPPED;
	says(ATTEST_SEEN,
	     "Monday 8 March 2021 11:00:00 to 11:01:40 UTC, the network card dropped packets");
	check->count = 12;
	check->failures = 3;
	says(ATTEST_SEEN, "Monday 8 March 2021 11:00:00 to 11:01:40 UTC, the network card dropped "
			  "packets (12 packets); and 2 more like it");
}

static void what_was_never_seen_to_pass_has_no_time(void **state)
{
	(void)state;
	fails(ATTEST_ON_PATH, 0, 0)->why = ATTEST_WHY_NEVER_BEFORE;
	says(ATTEST_ON_PATH,
	     "nothing that it sends was seen to pass before, so it may take another way");
}

static void a_time_without_a_watch_names_days_where_there_are_two(void **state)
{
	(void)state;
	fails(ATTEST_WATCHED, CASE_AT(14, 0), CASE_AT(15, 30));
	says(ATTEST_WATCHED, "no record shows Lenswatch watching from Monday 8 March 2021 "
			     "23:00:00 to Tuesday 9 March 2021 00:00:30 UTC");
}

static void what_is_not_counted_yet_is_told_apart_from_what_never_was(void **state)
{
	(void)state;
	fails(ATTEST_COUNTED, CASE_AT(2, 0), CASE_AT(3, 0));
	says_where(ATTEST_COUNTED, true, true,
		   "this history counts nothing of what the camera sends: it is of an "
		   "older Lenswatch, or no full hour has passed");
	says(ATTEST_COUNTED, "what it sent was not counted from Monday 8 March 2021 11:00:00 to "
			     "12:00:00 UTC: it was "
			     "not known as a camera, or nothing of anybody was recorded");
	fails(ATTEST_COUNTED, CASE_AT(4, 0), CASE_AT(5, 0));
	says_where(ATTEST_COUNTED, false, true,
		   "what it sent was not counted from Monday 8 March 2021 13:00:00 to "
		   "14:00:00 UTC; counts "
		   "are written at each full hour and when Lenswatch ends");
}

static void what_is_wrong_with_a_history_is_counted_and_the_first_told(void **state)
{
	struct attest_check *check = fails(ATTEST_GENUINE, 0, 0);

	(void)state;
	check->count = 2;
	check->why = ATTEST_WHY_SAID;
	strcpy(check->text, "Record 3 was changed.");
	says(ATTEST_GENUINE, "the history is not as it was written: 2 things wrong, first: Record "
			     "3 was changed");
}

static void what_was_erased_is_counted(void **state)
{
	(void)state;
	fails(ATTEST_KEPT, 0, 0)->count = 2;
	checks[ATTEST_KEPT].failures = 2;
	says(ATTEST_KEPT, "its owner erased 2 records of uploads or gaps of that time; which "
			  "camera they were of is no longer known");
}

static void who_was_sending_is_to_be_asked_of_later(void **state)
{
	(void)state;
	fails(ATTEST_REPORTED, CASE_AT(4, 0), CASE_AT(4, 0));
	says(ATTEST_REPORTED, "it was sending when the count ended at 13:00:00, and what that was "
			      "is still unknown: ask again in an hour");
}

static void one_byte_of_one_record_is_one(void **state)
{
	char *text = NULL, room[ATTEST_DETAIL];
	size_t length;
	FILE *file = open_memstream(&text, &length);

	(void)state;
	attested_sum(&(struct attested_sum){.bytes = 1, .counted = 1, .records = 1}, file);
	assert_int_equal(fclose(file), 0);
	assert_string_equal(text, "At most 1 byte left. 1 byte is counted in 1 record of the "
				  "history that covers the time.");
	free(text);
	assert_string_equal(attested_limit(ATTESTED_UNREADABLE, 1, room),
			    "What 1 packet of these runs was, whoever's, that could not be read.");
}

#define TEST(name) cmocka_unit_test_setup(name, set_up)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(what_holds_is_said_of_each),
		TEST(a_gap_is_told_with_its_time_reason_and_packets),
		TEST(what_was_never_seen_to_pass_has_no_time),
		TEST(a_time_without_a_watch_names_days_where_there_are_two),
		TEST(what_is_not_counted_yet_is_told_apart_from_what_never_was),
		TEST(what_is_wrong_with_a_history_is_counted_and_the_first_told),
		TEST(what_was_erased_is_counted),
		TEST(one_byte_of_one_record_is_one),
		TEST(who_was_sending_is_to_be_asked_of_later),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
