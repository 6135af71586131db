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

static void what_passed_is_counted_from_the_start_of_the_machine(void **state)
{
	struct timespec up;
	uint64_t before_s = clock_up_s();

	(void)state;
	clock_gettime(CLOCK_BOOTTIME, &up);
	assert_in_range((uint64_t)up.tv_sec, before_s, clock_up_s());
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_date_is_that_of_the_system),
		cmocka_unit_test(units_are_of_each_other),
		cmocka_unit_test(what_passed_is_counted_from_the_start_of_the_machine),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
