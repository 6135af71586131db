// SPDX-License-Identifier: GPL-2.0-or-later
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <time.h>
#include <cmocka.h>

#include "base/clock.h"

static void the_date_is_that_of_the_system(void **state)
{
	uint64_t before = (uint64_t)time(NULL), now_ns = clock_now_ns();

	(void)state;
	/* time(2) is of the last tick: a moment behind. */
	assert_in_range(now_ns / CLOCK_SECOND_NS, before, (uint64_t)time(NULL) + 1);
}

static void units_are_of_each_other(void **state)
{
	(void)state;
	assert_int_equal(CLOCK_DAY_NS, CLOCK_DAY_US * CLOCK_US_NS);
	assert_int_equal(CLOCK_DAY_NS, 24 * 60 * CLOCK_MINUTE_NS);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_date_is_that_of_the_system),
		cmocka_unit_test(units_are_of_each_other),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
