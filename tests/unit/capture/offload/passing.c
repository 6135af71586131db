// SPDX-License-Identifier: GPL-2.0-or-later
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "capture/offload/passing.h"

#define SECOND UINT64_C(1000000000)
#define START (1600000000 * SECOND)
#define REST (5 * SECOND)
#define EVERY (600 * SECOND)

static bool weigh(struct passing *passing, bool counting, uint64_t second, struct loss *loss)
{
	return passing_weigh(passing, counting, REST, EVERY, START + second * SECOND, loss);
}

static void what_is_counted_is_told_only_while_nobody_counts(void **state)
{
	struct passing passing = {0};
	struct loss loss;

	(void)state;
	passing_begin(&passing, false, 0);
	assert_false(weigh(&passing, false, 0, &loss));
	passing_add(&passing, 7, true);
	assert_true(passing_find(&passing, 7)->counted);
	assert_null(passing_find(&passing, 8));
	assert_false(weigh(&passing, true, 1, &loss));
	assert_int_equal(passing.since_ns, 0);
	assert_true(weigh(&passing, false, 2, &loss));
	assert_int_equal(loss.cause, CAUSE_FORWARDED_PERHAPS);
	assert_int_equal(passing.since_ns, START + 2 * SECOND);
}

static void it_is_told_in_pieces_that_leave_nothing_out(void **state)
{
	struct passing passing = {0};
	struct loss loss;

	(void)state;
	passing_begin(&passing, true, START - SECOND);
	passing_add(&passing, 7, false);
	assert_true(weigh(&passing, true, 0, &loss));
	assert_int_equal(loss.cause, CAUSE_FORWARDED_UNHEARD);
	assert_int_equal(loss.from_ns, START - SECOND);
	assert_int_equal(loss.to_ns, START);
	assert_false(weigh(&passing, true, 599, &loss));
	assert_true(weigh(&passing, true, 600, &loss));
	assert_int_equal(loss.from_ns, START);
	passing_begin(&passing, false, START + 700 * SECOND);
	assert_true(weigh(&passing, true, 700, &loss));
	assert_int_equal(loss.from_ns, START + 600 * SECOND);
	assert_int_equal(loss.to_ns, START + 700 * SECOND);
	assert_int_equal(passing.since_ns, 0);
	assert_false(weigh(&passing, true, 701, &loss));
}

static void a_change_of_long_ago_is_not_when_it_began(void **state)
{
	struct passing passing = {0};
	struct loss loss;

	(void)state;
	passing_begin(&passing, false, START - 60 * SECOND);
	passing_add(&passing, 7, false);
	assert_true(weigh(&passing, true, 0, &loss));
	assert_int_equal(loss.from_ns, START);
}

static void a_clock_that_was_set_back_never_ends_before_it_begins(void **state)
{
	struct passing passing = {0};
	struct loss loss;

	(void)state;
	passing_add(&passing, 7, false);
	assert_true(weigh(&passing, true, 1000, &loss));
	assert_false(weigh(&passing, true, 10, &loss));
	passing_begin(&passing, false, 0);
	assert_true(weigh(&passing, true, 11, &loss));
	assert_int_equal(loss.from_ns, START + 11 * SECOND);
	assert_int_equal(loss.to_ns, START + 11 * SECOND);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_counted_is_told_only_while_nobody_counts),
		cmocka_unit_test(it_is_told_in_pieces_that_leave_nothing_out),
		cmocka_unit_test(a_change_of_long_ago_is_not_when_it_began),
		cmocka_unit_test(a_clock_that_was_set_back_never_ends_before_it_begins),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
