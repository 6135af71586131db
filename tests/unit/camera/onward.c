// SPDX-License-Identifier: GPL-2.0-or-later
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "camera/onward.h"

#define SECOND UINT64_C(1000000000)

static void what_was_sent_in_a_time_is_summed_in_parts(void **state)
{
	struct onward onward = {0};

	(void)state;
	onward_count(&onward, 1000 * SECOND, 5);
	onward_count(&onward, 1009 * SECOND, 7);
	onward_count(&onward, 1010 * SECOND, 100);
	assert_int_equal(onward_sum(&onward, 1000 * SECOND, 1009 * SECOND), 12);
	assert_int_equal(onward_sum(&onward, 1000 * SECOND, 1019 * SECOND), 112);
	assert_int_equal(onward_sum(&onward, 1020 * SECOND, 2000 * SECOND), 0);
}

static void what_is_long_past_is_forgotten(void **state)
{
	struct onward onward = {0};

	(void)state;
	onward_count(&onward, 1000 * SECOND, 5);
	onward_count(&onward, 100000 * SECOND, 7);
	assert_int_equal(onward_sum(&onward, 0, 200000 * SECOND), 7);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_was_sent_in_a_time_is_summed_in_parts),
		cmocka_unit_test(what_is_long_past_is_forgotten),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
