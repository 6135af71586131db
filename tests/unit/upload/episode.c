// SPDX-License-Identifier: GPL-2.0-or-later
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "upload/episode.h"

static void tallies_sum_and_keep_extremes(void **state)
{
	struct episode_sums sum = {0};
	struct episode_sums one = {.first_ns = 50,
				   .last_ns = 60,
				   .bytes_up = 1000,
				   .bytes_down = 10,
				   .packets_up = 5,
				   .packets_down = 2,
				   .largest = 900,
				   .merged = 1,
				   .bursts = 1,
				   .largest_burst = 800,
				   .seconds = 1,
				   .square = 4};
	struct episode_sums two = {.first_ns = 40,
				   .last_ns = 45,
				   .bytes_up = 1,
				   .largest = 1,
				   .bursts = 2,
				   .largest_burst = 801,
				   .square = 2};

	(void)state;
	episode_sums_add(&sum, &one);
	assert_int_equal(sum.first_ns, 50);
	assert_int_equal(sum.largest_burst, 800);
	episode_sums_add(&sum, &two);
	assert_int_equal(sum.first_ns, 40);
	assert_int_equal(sum.last_ns, 60);
	assert_int_equal(sum.bytes_up, 1001);
	assert_int_equal(sum.bytes_down, 10);
	assert_int_equal(sum.packets_up, 5);
	assert_int_equal(sum.packets_down, 2);
	assert_int_equal(sum.largest, 900);
	assert_int_equal(sum.merged, 1);
	assert_int_equal(sum.bursts, 3);
	assert_int_equal(sum.largest_burst, 801);
	assert_int_equal(sum.seconds, 1);
	assert_true(sum.square == 6);
}

static void a_tally_without_packets_does_not_move_the_beginning(void **state)
{
	struct episode_sums sum = {.first_ns = 50, .last_ns = 60}, nothing = {.bytes_down = 7};

	(void)state;
	episode_sums_add(&sum, &nothing);
	assert_int_equal(sum.first_ns, 50);
	assert_int_equal(sum.last_ns, 60);
	assert_int_equal(sum.bytes_down, 7);
}

static void a_record_owns_its_host(void **state)
{
	struct episode *episode = calloc(1, sizeof(*episode));

	(void)state;
	assert_non_null(episode);
	episode->host = strdup("media.example");
	episode_destroy(episode); /* a leak would fail the run */
	episode_destroy(NULL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(tallies_sum_and_keep_extremes),
		cmocka_unit_test(a_tally_without_packets_does_not_move_the_beginning),
		cmocka_unit_test(a_record_owns_its_host),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
