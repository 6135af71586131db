// SPDX-License-Identifier: GPL-2.0-or-later
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <errno.h>
#include <stdlib.h>
#include <time.h>

#include "commands/history/period.h"

#define SECOND UINT64_C(1000000000)
#define NOON (UINT64_C(1772452800) * SECOND) /* 2026-03-02 12:00 UTC */
#define DAY (UINT64_C(86400) * SECOND)

static void nothing_told_is_so_many_days_up_to_now(void **state)
{
	struct period period;

	(void)state;
	assert_int_equal(period_read(NULL, NULL, 7, NOON, &period), 0);
	assert_int_equal(period.to_ns, NOON);
	assert_int_equal(period.from_ns, NOON - 7 * DAY);
}

static void the_days_are_before_the_end_that_is_told(void **state)
{
	struct period period;

	(void)state;
	assert_int_equal(period_read(NULL, "2026-02-01T12:00", 7, NOON, &period), 0);
	assert_int_equal(period.to_ns, NOON - 29 * DAY);
	assert_int_equal(period.from_ns, NOON - 36 * DAY);
}

static void a_day_counts_with_all_its_hours(void **state)
{
	struct period period;

	(void)state;
	assert_int_equal(period_read("2026-03-01", "2026-03-01", 0, NOON, &period), 0);
	assert_int_equal(period.from_ns, NOON - 36 * 3600 * SECOND);
	assert_int_equal(period.to_ns - period.from_ns, DAY);
}

static void what_is_no_time_or_runs_back_is_refused_and_changes_nothing(void **state)
{
	struct period period = {1, 2};

	(void)state;
	assert_int_equal(period_read("once", NULL, 7, NOON, &period), -EINVAL);
	assert_int_equal(period_read(NULL, "later", 7, NOON, &period), -EINVAL);
	assert_int_equal(period_read("2026-03-02T11:00", "2026-03-02T10:00", 7, NOON, &period),
			 -EINVAL);
	assert_int_equal(period.from_ns, 1);
	assert_int_equal(period.to_ns, 2);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(nothing_told_is_so_many_days_up_to_now),
		cmocka_unit_test(the_days_are_before_the_end_that_is_told),
		cmocka_unit_test(a_day_counts_with_all_its_hours),
		cmocka_unit_test(what_is_no_time_or_runs_back_is_refused_and_changes_nothing),
	};

	setenv("TZ", "UTC", 1);
	tzset();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
