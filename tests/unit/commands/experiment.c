// SPDX-License-Identifier: GPL-2.0-or-later
#include "commands/experiment.h"

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

static void each_threshold_is_set_by_its_name(void **state)
{
	struct rule_thresholds set = {0};

	(void)state;
	assert_int_equal(experiment_set("footage_bytes=50000", &set), 0);
	assert_int_equal(experiment_set("footage_ratio=2.5", &set), 0);
	assert_int_equal(experiment_set("behaviour_ratio=4", &set), 0);
	assert_int_equal(experiment_set("mean_packet=200", &set), 0);
	assert_int_equal(experiment_set("snapshot_bytes=9000", &set), 0);
	assert_int_equal(set.footage_bytes, 50000);
	assert_true(set.footage_ratio == 2.5 && set.behaviour_ratio == 4);
	assert_int_equal(set.mean_packet, 200);
	assert_int_equal(set.snapshot_bytes, 9000);
}

static void what_is_no_threshold_or_no_number_changes_nothing(void **state)
{
	static const char *const wrong[] = {
		"footage_byte=1",
		"footage_bytes",
		"footage_bytes=",
		"footage_bytes=0",
		"footage_bytes=-3",
		"footage_bytes=1.5",
		"footage_bytes=x",
		"footage_bytes=1x",
		"footage_ratio=nan",
		"mean_packet=1e300",
		"=3",
		"",
		"footage_ratio=inf",
		"footage_bytes=1e12",
	};
	struct rule_thresholds set = {0};

	(void)state;
	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++)
		assert_int_equal(experiment_set(wrong[i], &set), -EINVAL);
	assert_int_equal(set.footage_bytes, 0);
	assert_int_equal(set.mean_packet, 0);
	assert_true(set.footage_ratio == 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_threshold_is_set_by_its_name),
		cmocka_unit_test(what_is_no_threshold_or_no_number_changes_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
