// SPDX-License-Identifier: GPL-2.0-or-later
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "attest/hours.h"
#include "json/reading.h"

#define AT(text) reading_moment("2026-03-02T" text ".000000Z")

static struct hours hours;

static int clear(void **state)
{
	(void)state;
	hours_clear(&hours);
	return 0;
}

static void add(const char *from, const char *to, const char *coverage, const char *capture,
		uint64_t number)
{
	struct json_object *record;
	char text[512];

	snprintf(text, sizeof(text),
		 "{\"type\":\"traffic\",\"capture\":%s,\"from\":\"2026-03-02T%s.000000Z\","
		 "\"to\":\"2026-03-02T%s.000000Z\",\"bytes_up\":10,\"packets_up\":2,"
		 "\"bytes_across\":1,\"coverage\":\"%s\",\"on_path\":true,\"under_way\":false}",
		 capture, from, to, coverage);
	record = reading_parse(text, strlen(text));
	assert_non_null(record);
	assert_int_equal(hours_add(&hours, record, number), 0);
	json_object_put(record);
}

static void those_that_overlap_are_chosen_whatever_their_order(void **state)
{
	uint64_t from, to, before, after;

	(void)state;
	add("11:00:00", "12:00:00", "exact", "null", 9);
	add("09:00:00", "10:00:00", "exact", "null", 5);
	add("10:00:00", "11:00:00", "exact", "null", 7);
	hours_choose(&hours, AT("10:00:00"), AT("11:00:00"));
	assert_int_equal(hours.chosen, 1);
	assert_false(hours_hole(&hours, &from, &to));
	hours_around(&hours, &before, &after);
	assert_int_equal(before, 5);
	assert_int_equal(after, 9);
	hours_choose(&hours, AT("09:59:59"), AT("11:00:01"));
	assert_int_equal(hours.chosen, 3);
	hours_around(&hours, &before, &after);
	assert_int_equal(before, 0);
	assert_true(after == UINT64_MAX);
}

static void the_first_hole_is_found(void **state)
{
	uint64_t from, to;

	(void)state;
	hours_choose(&hours, AT("09:00:00"), AT("12:00:00"));
	assert_true(hours_hole(&hours, &from, &to));
	assert_int_equal(to - from, 3 * 3600 * UINT64_C(1000000000));
	add("09:30:00", "10:00:00", "exact", "null", 1);
	add("10:00:01", "11:00:00", "exact", "null", 2);
	hours_choose(&hours, AT("09:00:00"), AT("12:00:00"));
	assert_true(hours_hole(&hours, &from, &to));
	assert_int_equal(from, AT("09:00:00"));
	assert_int_equal(to, AT("09:30:00"));
	hours_choose(&hours, AT("09:30:00"), AT("10:30:00"));
	assert_true(hours_hole(&hours, &from, &to));
	assert_int_equal(from, AT("10:00:00"));
	assert_int_equal(to, AT("10:00:01"));
	hours_choose(&hours, AT("10:30:00"), AT("11:00:05"));
	assert_true(hours_hole(&hours, &from, &to));
	assert_int_equal(from, AT("11:00:00"));
	assert_int_equal(to, AT("11:00:05"));
}

static void two_captures_of_the_same_time_cover_it_together(void **state)
{
	uint64_t from, to;

	(void)state;
	add("09:00:00", "10:00:00", "exact", "\"a.pcap\"", 1);
	add("09:30:00", "09:40:00", "exact", "\"b.pcap\"", 2);
	add("09:50:00", "11:00:00", "exact", "\"b.pcap\"", 3);
	hours_choose(&hours, AT("09:00:00"), AT("11:00:00"));
	assert_int_equal(hours.chosen, 3);
	assert_false(hours_hole(&hours, &from, &to));
	assert_ptr_equal(
		hours_within(&hours, hours.items[0].capture, AT("09:35:00"), AT("09:36:00")),
		&hours.items[0]);
	assert_null(hours_within(&hours, hours.items[1].capture, AT("09:35:00"), AT("09:45:00")));
	assert_null(hours_within(&hours, 0, AT("09:35:00"), AT("09:36:00")));
}

static void only_what_joins_goes_on(void **state)
{
	(void)state;
	add("09:00:00", "10:00:00", "exact", "null", 1);
	add("10:00:00", "11:00:00", "exact", "\"a.pcap\"", 2);
	add("11:00:00", "12:00:00", "exact", "\"a.pcap\"", 3);
	hours_choose(&hours, AT("09:00:00"), AT("12:00:00"));
	assert_null(hours_next(&hours, &hours.items[0]));
	assert_ptr_equal(hours_next(&hours, &hours.items[1]), &hours.items[2]);
}

static void what_hardware_counted_near_it_widens_the_time(void **state)
{
	uint64_t from, to;

	(void)state;
	add("09:00:00", "10:00:00", "exact", "null", 1);
	add("10:00:00", "11:00:00", "exact", "null", 2);
	add("11:00:00", "12:00:00", "hardware", "null", 3);
	hours_choose(&hours, AT("10:00:00"), AT("10:58:00"));
	assert_int_equal(hours.chosen, 1);
	hours_choose(&hours, AT("10:00:00"), AT("10:59:30"));
	assert_int_equal(hours.chosen, 3);
	hours_choose(&hours, AT("11:00:00"), AT("12:00:00"));
	assert_true(hours_hole(&hours, &from, &to)); /* what is dated a minute late is not known */
	assert_int_equal(from, AT("12:00:00"));
	assert_int_equal(to, AT("12:01:00"));
}

static void an_hour_that_ends_before_it_begins_is_none(void **state)
{
	(void)state;
	add("10:00:00", "09:00:00", "exact", "null", 1);
	add("10:00:00", "10:00:00", "exact", "null", 2);
	assert_int_equal(hours.count, 0);
}

static void a_coverage_that_is_not_known_is_the_least(void **state)
{
	(void)state;
	add("09:00:00", "10:00:00", "guessed", "null", 1);
	assert_true(hours_rough(&hours.items[0]));
	assert_true(hours_merged(&hours.items[0]));
}

#define TEST(name) cmocka_unit_test_teardown(name, clear)

static void an_hour_that_is_told_again_is_one_hour(void **state)
{
	(void)state;
	add("10:00:00", "11:00:00", "exact", "\"a.pcap\"", 5);
	add("10:00:00", "11:00:00", "exact", "\"b.pcap\"", 6);
	add("10:00:00", "11:00:00", "merged", "\"a.pcap\"", 7);
	add("11:00:00", "12:00:00", "exact", "\"a.pcap\"", 8);
	hours_choose(&hours, AT("10:00:00"), AT("12:00:00"));
	assert_int_equal(hours.count, 3);
	assert_int_equal(hours.chosen, 3);
	assert_int_equal(hours.items[0].number, 7);
	assert_int_equal(hours.items[0].coverage, COVERAGE_MERGED);
	assert_int_equal(hours.items[0].bytes, 10);
	assert_int_equal(hours.items[1].number, 6);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_teardown(an_hour_that_is_told_again_is_one_hour, clear),
		TEST(those_that_overlap_are_chosen_whatever_their_order),
		TEST(the_first_hole_is_found),
		TEST(two_captures_of_the_same_time_cover_it_together),
		TEST(only_what_joins_goes_on),
		TEST(what_hardware_counted_near_it_widens_the_time),
		TEST(an_hour_that_ends_before_it_begins_is_none),
		TEST(a_coverage_that_is_not_known_is_the_least),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
