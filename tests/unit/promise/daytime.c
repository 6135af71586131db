// SPDX-License-Identifier: GPL-2.0-or-later
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "promise/daytime.h"
#include "promise/support_promise.h"

static bool meets(const char *promise, const char *from, const char *to)
{
	struct promise made = promise_of(promise);
	uint64_t at = 0, start = moment_of(from), end = moment_of(to);
	bool met = daytime_meet(&made, start, end, localtime_r, &at);

	if (met && (at < start || at > end))
		fail_msg("a moment outside of what was asked");
	return met;
}

static void a_window_over_midnight(void **state)
{
	static const char night[] = "no uploads 22:00-07:00";

	(void)state;
	zone_is("UTC0");
	assert_false(meets(night, "2026-03-02T21:00:00", "2026-03-02T21:59:59"));
	assert_true(meets(night, "2026-03-02T21:59:50", "2026-03-02T22:00:00"));
	assert_true(meets(night, "2026-03-02T23:59:00", "2026-03-03T00:01:00"));
	assert_true(meets(night, "2026-03-03T06:59:59", "2026-03-03T07:10:00"));
	assert_false(meets(night, "2026-03-03T07:00:00", "2026-03-03T07:10:00"));
}

static void a_window_inside_a_day(void **state)
{
	static const char noon[] = "no uploads 12:00-13:00";

	(void)state;
	zone_is("UTC0");
	assert_false(meets(noon, "2026-03-02T11:00:00", "2026-03-02T11:59:59"));
	assert_true(meets(noon, "2026-03-02T12:30:00", "2026-03-02T12:30:01"));
	assert_false(meets(noon, "2026-03-02T13:00:00", "2026-03-02T23:00:00"));
}

static void a_window_that_lies_wholly_inside_an_upload_is_met(void **state)
{
	(void)state;
	zone_is("UTC0");
	assert_true(meets("no uploads 12:00-12:01", "2026-03-02T11:59:59", "2026-03-02T12:01:00"));
	assert_true(meets("no uploads 12:00-12:01", "2026-03-02T11:00:17", "2026-03-02T13:00:00"));
	assert_true(meets("no uploads 12:00-12:01", "2026-03-02T13:00:00", "2026-03-09T13:00:00"));
}

static void until_the_end_of_the_day(void **state)
{
	(void)state;
	zone_is("UTC0");
	assert_true(meets("no uploads 23:00-24:00", "2026-03-02T23:59:59", "2026-03-02T23:59:59"));
	assert_false(meets("no uploads 23:00-24:00", "2026-03-03T00:00:00", "2026-03-03T01:00:00"));
}

static void hours_are_those_of_the_clock_on_the_wall(void **state)
{
	static const char night[] = "no uploads 22:00-07:00";

	(void)state;
	zone_is(BERLIN);
	assert_true(meets(night, "2026-03-02T21:00:00", "2026-03-02T21:00:01")); /* 22:00 */
	assert_true(meets(night, "2026-07-02T20:00:00", "2026-07-02T20:00:01")); /* 22:00 */
	assert_false(meets(night, "2026-07-02T19:59:00", "2026-07-02T19:59:59"));
	zone_is("IST-5:30");
	assert_true(meets(night, "2026-03-02T16:30:00", "2026-03-02T16:30:01")); /* 22:00 */
	assert_false(meets(night, "2026-03-02T16:29:00", "2026-03-02T16:29:59"));
}

/* In 2026 Berlin's clocks go from 02:00 to 03:00 on 29 March, and from 03:00 to 02:00 on 25
 * October. */
static void an_hour_that_does_not_come_is_not_forbidden(void **state)
{
	(void)state;
	zone_is(BERLIN);
	assert_false(meets("no uploads 02:00-03:00", "2026-03-29T00:00:00", "2026-03-29T02:00:00"));
	assert_true(meets("no uploads 02:00-03:30", "2026-03-29T01:00:00", "2026-03-29T01:00:01"));
}

static void an_hour_that_comes_twice_is_forbidden_twice(void **state)
{
	static const char hour[] = "no uploads 02:00-03:00";

	(void)state;
	zone_is(BERLIN);
	assert_false(meets(hour, "2026-10-24T23:50:00", "2026-10-24T23:59:59"));
	assert_true(meets(hour, "2026-10-25T00:00:00", "2026-10-25T00:00:01"));
	assert_true(meets(hour, "2026-10-25T00:59:59", "2026-10-25T00:59:59"));
	assert_true(meets(hour, "2026-10-25T01:00:00", "2026-10-25T01:30:00"));
	assert_false(meets(hour, "2026-10-25T02:00:00", "2026-10-25T02:30:00"));
}

static void a_clock_and_a_day_are_local(void **state)
{
	(void)state;
	zone_is(BERLIN);
	assert_int_equal(hours_minute(moment_of("2026-03-02T22:30:00"), localtime_r), 1410);
	assert_int_equal(daytime_day(moment_of("2026-03-02T22:59:59"), localtime_r), 20260302);
	assert_int_equal(daytime_day(moment_of("2026-03-02T23:00:00"), localtime_r), 20260303);
}

static struct tm *no_time(const time_t *time, struct tm *out)
{
	(void)time;
	(void)out;
	return NULL;
}

static void a_time_that_has_no_date_is_never_forbidden(void **state)
{
	struct promise promise = promise_of("no uploads 00:00-24:00");
	uint64_t at;

	(void)state;
	assert_false(daytime_meet(&promise, 0, 1, no_time, &at));
	assert_int_equal(daytime_day(0, no_time), 0);
	assert_int_equal(hours_minute(0, no_time), -1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_window_over_midnight),
		cmocka_unit_test(a_window_inside_a_day),
		cmocka_unit_test(a_window_that_lies_wholly_inside_an_upload_is_met),
		cmocka_unit_test(until_the_end_of_the_day),
		cmocka_unit_test(hours_are_those_of_the_clock_on_the_wall),
		cmocka_unit_test(an_hour_that_does_not_come_is_not_forbidden),
		cmocka_unit_test(an_hour_that_comes_twice_is_forbidden_twice),
		cmocka_unit_test(a_clock_and_a_day_are_local),
		cmocka_unit_test(a_time_that_has_no_date_is_never_forbidden),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
