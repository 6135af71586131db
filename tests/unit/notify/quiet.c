// SPDX-License-Identifier: GPL-2.0-or-later
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "notify/quiet.h"

/* 2026-03-02 in UTC. */
static time_t at(int hour, int minute)
{
	return 1772409600 + 3600 * hour + 60 * minute;
}

static void utc(void)
{
	setenv("TZ", "UTC", 1);
	tzset();
}

static void what_comes_while_it_is_quiet_waits_until_its_end(void **state)
{
	const struct notify_target night = {
		.quiet_from = 22 * 60, .quiet_to = 7 * 60, .digest = -1, .loud = 2};

	(void)state;
	utc();
	assert_int_equal(quiet_until(&night, 1, at(23, 0)), at(31, 0));
	assert_int_equal(quiet_until(&night, 1, at(6, 59)), at(7, 0));
	assert_int_equal(quiet_until(&night, 1, at(7, 0)), 0);
	assert_int_equal(quiet_until(&night, 1, at(21, 59)), 0);
	assert_int_equal(quiet_until(&night, 3, at(23, 0)), 0); /* louder than that */
}

static void hours_of_one_day_are_quiet_too(void **state)
{
	const struct notify_target nap = {.quiet_from = 13 * 60, .quiet_to = 14 * 60, .digest = -1};

	(void)state;
	utc();
	assert_int_equal(quiet_until(&nap, 1, at(13, 30)), at(14, 0));
	assert_int_equal(quiet_until(&nap, 1, at(12, 59)), 0);
	assert_int_equal(quiet_until(&nap, 1, at(14, 0)), 0);
}

static void a_digest_comes_once_a_day(void **state)
{
	const struct notify_target daily = {.digest = 8 * 60};

	(void)state;
	utc();
	assert_int_equal(quiet_until(&daily, 1, at(7, 0)), at(8, 0));
	assert_int_equal(quiet_until(&daily, 1, at(8, 0)), at(32, 0));
}

static void the_clock_on_the_wall_counts_on_the_day_it_is_changed(void **state)
{
	const struct notify_target daily = {.digest = 8 * 60};

	(void)state;
	setenv("TZ", "CET-1CEST,M3.5.0,M10.5.0/3", 1);
	tzset();
	/* 2026-03-28 20:00 CET; the next day's 8:00 is 11 hours later. */
	assert_int_equal(quiet_until(&daily, 1, 1774724400), 1774724400 + 11 * 3600);
	utc();
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_comes_while_it_is_quiet_waits_until_its_end),
		cmocka_unit_test(hours_of_one_day_are_quiet_too),
		cmocka_unit_test(a_digest_comes_once_a_day),
		cmocka_unit_test(the_clock_on_the_wall_counts_on_the_day_it_is_changed),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
