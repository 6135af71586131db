// SPDX-License-Identifier: GPL-2.0-or-later
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "attest/rate.h"
#include "json/reading.h"
#include "support_rules.h"

static void learn(struct rate *rate, const char *class, const char *end, unsigned long bytes,
		  const char *coverage, uint64_t number)
{
	struct json_object *record;
	char text[512];

	snprintf(text, sizeof(text),
		 "{\"class\":\"%s\",\"start\":\"2026-03-02T10:00:00.000000Z\",\"end\":\"2026-03-02T"
		 "%s.000000Z\",\"bytes_up\":%lu,\"coverage\":\"%s\"}",
		 class, end, bytes, coverage);
	record = reading_parse(text, strlen(text));
	assert_non_null(record);
	rate_learn(rate, record, number);
	json_object_put(record);
}

static void without_rules_it_is_that_of_any_camera(void **state)
{
	struct rate rate = rate_begin(NULL, "Blink");

	(void)state;
	assert_int_equal(rate.kbit, 500);
	assert_int_equal(rate.basis, RATE_ANY_CAMERA);
}

static void a_vendors_is_taken_from_its_rule(void **state)
{
	struct rules *rules =
		good_rules("vendor: Slow\nkind: camera\nbitrate: {low: 200, high: 525}\n", NULL);
	struct rate rate = rate_begin(rules, "Slow");

	(void)state;
	assert_int_equal(rate.kbit, 200);
	assert_int_equal(rate.basis, RATE_VENDOR);
	rate = rate_begin(rules, "Other");
	assert_int_equal(rate.kbit, 500);
	rate = rate_begin(rules, NULL);
	assert_int_equal(rate.basis, RATE_ANY_CAMERA);
	rules_destroy(rules);
}

static void its_own_live_views_count_where_they_are_slower(void **state)
{
	struct rate rate = rate_begin(NULL, NULL);

	(void)state;
	learn(&rate, "live", "10:00:20", 2000000, "exact", 3); /* 800 kbit/s */
	assert_int_equal(rate.basis, RATE_ANY_CAMERA);
	learn(&rate, "live", "10:00:20", 750000, "exact", 4);
	assert_int_equal(rate.kbit, 300);
	assert_int_equal(rate.basis, RATE_OWN);
	assert_int_equal(rate.number, 4);
	learn(&rate, "continuous", "10:10:00", 7500000, "exact", 5);
	assert_int_equal(rate.kbit, 100);
	learn(&rate, "continuous", "10:10:00", 9500000, "exact", 6);
	assert_int_equal(rate.number, 5);
}

static void what_has_no_pace_of_its_own_says_nothing(void **state)
{
	struct rate rate = rate_begin(NULL, NULL);

	(void)state;
	learn(&rate, "clip", "10:00:20", 750000, "exact", 1);
	learn(&rate, "live", "10:00:09", 1000, "exact", 2);
	learn(&rate, "live", "10:00:20", 750000, "lower-bound", 3);
	learn(&rate, "live", "09:00:00", 750000, "exact", 4);
	assert_int_equal(rate.basis, RATE_ANY_CAMERA);
}

static void seconds_are_rounded_up(void **state)
{
	struct rate rate = {.kbit = 500};

	(void)state;
	assert_int_equal(rate_seconds(&rate, 0), 0);
	assert_int_equal(rate_seconds(&rate, 1), 1);
	assert_int_equal(rate_seconds(&rate, 62500), 1);
	assert_int_equal(rate_seconds(&rate, 62501), 2);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(without_rules_it_is_that_of_any_camera),
		cmocka_unit_test(a_vendors_is_taken_from_its_rule),
		cmocka_unit_test(its_own_live_views_count_where_they_are_slower),
		cmocka_unit_test(what_has_no_pace_of_its_own_says_nothing),
		cmocka_unit_test(seconds_are_rounded_up),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
