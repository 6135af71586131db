// SPDX-License-Identifier: GPL-2.0-or-later
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <cmocka.h>

#include "json/reading.h"
#include "base/zone.h"

static int64_t utc(const char *text)
{
	return (int64_t)(reading_moment(text) / 1000000000U);
}

static void in(const char *zone)
{
	assert_int_equal(setenv("TZ", zone, 1), 0);
	tzset();
}

static void shown(const char *wall, const char *first, const char *last)
{
	int64_t one, other;
	struct tm tm = {0};

	assert_non_null(strptime(wall, "%Y-%m-%dT%H:%M:%S", &tm));
	assert_int_equal(zone_moments(&tm, &one, &other), 0);
	assert_int_equal(one, utc(first));
	assert_int_equal(other, utc(last));
}

static void a_time_of_the_hour_that_comes_twice_is_two_moments(void **state)
{
	(void)state;
	in("America/New_York");
	shown("2026-11-01T01:30:00", "2026-11-01T05:30:00Z", "2026-11-01T06:30:00Z");
	shown("2026-11-01T00:59:59", "2026-11-01T04:59:59Z", "2026-11-01T04:59:59Z");
	shown("2026-11-01T02:00:00", "2026-11-01T07:00:00Z", "2026-11-01T07:00:00Z");
	assert_true(zone_is_twice(utc("2026-11-01T05:30:20Z")));
	assert_true(zone_is_twice(utc("2026-11-01T06:30:20Z")));
	assert_false(zone_is_twice(utc("2026-11-01T07:00:00Z")));
}

/* glibc's mktime() answers by what it was asked last. */
static void no_answer_hangs_on_the_one_before(void **state)
{
	(void)state;
	in("America/New_York");
	shown("2026-12-01T00:00:00", "2026-12-01T05:00:00Z", "2026-12-01T05:00:00Z");
	shown("2026-11-01T01:30:00", "2026-11-01T05:30:00Z", "2026-11-01T06:30:00Z");
	shown("2026-07-01T00:00:00", "2026-07-01T04:00:00Z", "2026-07-01T04:00:00Z");
	shown("2026-11-01T01:30:00", "2026-11-01T05:30:00Z", "2026-11-01T06:30:00Z");
}

static void a_time_that_is_left_out_is_when_the_clocks_were_set(void **state)
{
	(void)state;
	in("Europe/Berlin");
	shown("2026-03-29T02:30:00", "2026-03-29T01:00:00Z", "2026-03-29T01:00:00Z");
}

static void a_day_begins_with_the_first_of_two_midnights_or_without_one(void **state)
{
	int64_t begin;

	(void)state;
	in("America/Havana"); /* at 01:00 it is 00:00 again */
	assert_int_equal(zone_day(utc("2026-11-01T12:00:00Z"), 0, &begin), 0);
	assert_int_equal(begin, utc("2026-11-01T04:00:00Z"));
	assert_int_equal(zone_day(utc("2026-10-31T12:00:00Z"), 1, &begin), 0);
	assert_int_equal(begin, utc("2026-11-01T04:00:00Z"));
	in("America/Asuncion"); /* on 2023-10-01 clocks went from 00:00 to 01:00 */
	assert_int_equal(zone_day(utc("2023-10-01T15:00:00Z"), 0, &begin), 0);
	assert_int_equal(begin, utc("2023-10-01T04:00:00Z"));
}

static void what_is_no_date_is_refused(void **state)
{
	struct tm tm = {.tm_year = 126, .tm_mon = 1, .tm_mday = 31};
	int64_t first, last;

	(void)state;
	in("UTC");
	assert_true(zone_moments(&tm, &first, &last) < 0);
	tm.tm_mday = 28;
	assert_int_equal(zone_moments(&tm, &first, &last), 0);
	tm.tm_year = 60;
	assert_true(zone_moments(&tm, &first, &last) < 0);
}

static void zones_have_names(void **state)
{
	char text[ZONE_NAME];

	(void)state;
	in("Europe/Berlin");
	assert_string_equal(zone_name(utc("2026-10-25T00:55:00Z"), text), "CEST");
	assert_string_equal(zone_name(utc("2026-10-25T01:15:00Z"), text), "CET");
}

static void a_time_over_which_clocks_are_set_has_both_names(void **state)
{
	char text[ZONE_NAMES];

	(void)state;
	in("America/Havana");
	assert_string_equal(
		zone_names(utc("2021-11-07T03:00:00Z"), utc("2021-11-07T06:00:00Z"), text),
		"CDT to CST");
	assert_string_equal(
		zone_names(utc("2021-11-07T05:00:00Z"), utc("2021-11-07T06:00:00Z"), text), "CST");
}

static void copy_zone(const char *zone, const char *path)
{
	char command[256];

	snprintf(command, sizeof(command), "cp /usr/share/zoneinfo/%s %s.new && mv %s.new %s", zone,
		 path, path, path);
	assert_int_equal(system(command), 0); /* NOLINT(cert-env33-c): names of our own */
}

static void a_zone_that_was_exchanged_is_taken_under_the_same_name(void **state)
{
	char folder[] = "/tmp/zone-XXXXXX", path[64], named[72], text[ZONE_NAME];

	(void)state;
	assert_non_null(mkdtemp(folder));
	snprintf(path, sizeof(path), "%s/localtime", folder);
	snprintf(named, sizeof(named), ":%s", path);
	copy_zone("Europe/Berlin", path);
	in(named);
	assert_string_equal(zone_name(utc("2026-01-01T00:00:00Z"), text), "CET");
	copy_zone("America/New_York", path);
	zone_renew();
	assert_string_equal(zone_name(utc("2026-01-01T00:00:00Z"), text), "EST");
	assert_string_equal(getenv("TZ"), named);
	unlink(path);
	rmdir(folder);
}

static void the_house_keeps_its_hours_while_times_are_shown_in_utc(void **state)
{
	time_t at = (time_t)utc("2026-07-01T21:30:00Z");
	char text[ZONE_NAME];
	struct tm tm;

	(void)state;
	in("Europe/Berlin");
	assert_non_null(zone_house(&at, &tm));
	assert_int_equal(tm.tm_hour, 23);
	zone_utc();
	assert_string_equal(zone_name(at, text), "UTC");
	assert_non_null(zone_house(&at, &tm));
	assert_int_equal(tm.tm_hour, 23);
	assert_int_equal(zone_house_offset(at), 2 * 3600);
	assert_non_null(localtime_r(&at, &tm));
	assert_int_equal(tm.tm_hour, 21);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_time_of_the_hour_that_comes_twice_is_two_moments),
		cmocka_unit_test(no_answer_hangs_on_the_one_before),
		cmocka_unit_test(a_time_that_is_left_out_is_when_the_clocks_were_set),
		cmocka_unit_test(a_day_begins_with_the_first_of_two_midnights_or_without_one),
		cmocka_unit_test(what_is_no_date_is_refused),
		cmocka_unit_test(zones_have_names),
		cmocka_unit_test(a_time_over_which_clocks_are_set_has_both_names),
		cmocka_unit_test(a_zone_that_was_exchanged_is_taken_under_the_same_name),
		cmocka_unit_test(the_house_keeps_its_hours_while_times_are_shown_in_utc),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
