// SPDX-License-Identifier: GPL-2.0-or-later
#include "capture/offload/shortfall.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "support.h"

static struct shortfall_figures figures(uint64_t up, uint64_t down)
{
	return (struct shortfall_figures){up, down, up / 1000, down / 1000};
}

static void see(struct shortfall *s, uint64_t up, uint64_t down)
{
	struct shortfall_figures f = figures(up, down);

	shortfall_see(s, &f);
}

static void count(struct shortfall *s, uint64_t up, uint64_t down, bool earlier)
{
	struct shortfall_figures f = figures(up, down);

	shortfall_count(s, &f, earlier);
}

static uint64_t take(struct shortfall *s, bool hardware)
{
	struct shortfall_figures out;

	return shortfall_take(s, hardware ? 0 : SHORTFALL_LEAST_BYTES, &out) ? out.bytes_up : 0;
}

static void what_is_seen_a_moment_later_is_not_missed(void **state)
{
	struct shortfall s = {0};

	(void)state;
	see(&s, 1000000, 0);
	count(&s, 1500000, 0, false); /* read later: half a megabyte passed meanwhile */
	see(&s, 1600000, 0);
	assert_int_equal(take(&s, false), 0);
	assert_int_equal(take(&s, true), 0);
	assert_true(s.supplied);
}

static void a_flow_in_hardware_is_made_good_to_the_byte(void **state)
{
	struct shortfall s = {0};
	uint64_t sum = 0;

	(void)state;
	see(&s, 5000, 100);
	for (uint64_t second = 1; second <= 10; second++) {
		count(&s, 5000 + second * 250000, 100, false);
		sum += take(&s, true);
	}
	see(&s, 5400, 100); /* its last packets pass the processor again */
	count(&s, 5000 + 2500000 + 400, 100, false);
	sum += take(&s, true);
	assert_int_equal(sum, 2500000);
}

static void only_what_outruns_both_thresholds_is_supplied(void **state)
{
	struct shortfall s = {0};

	(void)state;
	count(&s, 65536, 0, false);
	assert_int_equal(take(&s, false), 0);
	count(&s, 65537, 0, false);
	assert_int_equal(take(&s, false), 65537);
	s = (struct shortfall){0};
	see(&s, 10000000, 0);
	count(&s, 10100000, 0, false);
	assert_int_equal(take(&s, false), 0);
	count(&s, 10600000, 0, false);
	assert_int_equal(take(&s, false), 600000);
	count(&s, 10600001, 0, false);
	assert_int_equal(take(&s, false), 1);
}

static void what_was_before_the_flow_is_not_told(void **state)
{
	struct shortfall s = {0};

	(void)state;
	see(&s, 1000, 0);
	count(&s, 90000000, 0, true);
	assert_int_equal(take(&s, true), 0);
	count(&s, 90100000, 0, true);
	assert_int_equal(take(&s, true), 100000);
}

static void what_was_dropped_on_the_way_hides_nothing(void **state)
{
	struct shortfall s = {0};

	(void)state;
	see(&s, 103000, 0); /* 3,000 of it were dropped before they were counted */
	count(&s, 100000, 0, false);
	count(&s, 600000, 0, false);
	assert_int_equal(take(&s, true), 500000);
}

/* A picture of 8 kB is the least that is told of; a few headers are not missed. */
static void of_what_may_be_forwarded_past_us_less_is_missed(void **state)
{
	struct shortfall s = {0};
	struct shortfall_figures out;

	(void)state;
	see(&s, 1000, 0);
	count(&s, 4000, 0, false);
	assert_false(shortfall_take(&s, SHORTFALL_LEAST_OFFLOADED, &out));
	count(&s, 9000, 0, false);
	assert_true(shortfall_take(&s, SHORTFALL_LEAST_OFFLOADED, &out));
	assert_int_equal(out.bytes_up, 8000);
}

static void what_came_down_waits_for_something_to_go_up(void **state)
{
	struct shortfall s = {0};
	struct shortfall_figures out;

	(void)state;
	count(&s, 0, 5000, false);
	assert_false(shortfall_take(&s, 0, &out));
	count(&s, 100, 6000, false);
	assert_true(shortfall_take(&s, 0, &out));
	assert_int_equal(out.bytes_down, 6000);
	assert_int_equal(out.packets_down, 6);
	assert_int_equal(out.packets_up, 1);
	assert_false(shortfall_take(&s, 0, &out));
}

static void flows_and_connections_that_begin_anew_are_one(void **state)
{
	struct shortfall s = {0};

	(void)state;
	see(&s, 5000, 0);
	count(&s, 205000, 0, false);
	assert_int_equal(take(&s, true), 200000);
	shortfall_forget(&s); /* idle to the program, which has no room for such */
	count(&s, 305000, 0, false);
	assert_int_equal(take(&s, true), 100000);
	see(&s, 700, 0);
	count(&s, 305700, 0, false);
	assert_int_equal(take(&s, true), 0);
	see(&s, 900, 0);
	count(&s, 70200, 0, false); /* another connection of the same ends; 200 of it were seen */
	assert_int_equal(take(&s, true), 70000);
}

static void pieces_add_up_and_leave_no_gap(void **state)
{
	struct shortfall_figures f = {1000003, 77, 911, 3};
	struct account_stretch s, sum = {0};
	uint64_t next = START + 1, last = START + 3 * SECOND + 7;
	unsigned int pieces = shortfall_pieces(next, last, f.bytes_up);

	(void)state;
	assert_int_equal(pieces, 4);
	for (unsigned int i = 0; i < pieces; i++) {
		shortfall_piece(&f, START + 1, last, pieces, i, &s);
		assert_int_equal(s.first_up_ns, next);
		assert_true(s.last_up_ns >= s.first_up_ns);
		assert_true(s.last_up_ns - s.first_up_ns < ACCOUNT_STRETCH_NS);
		assert_int_equal(s.largest_up, 1000003 / 911);
		next = s.last_up_ns + 1;
		sum.bytes_up += s.bytes_up;
		sum.packets_up += s.packets_up;
		sum.within.bytes += s.within.bytes;
		sum.within.packets += s.within.packets;
	}
	assert_int_equal(next, last + 1);
	assert_int_equal(sum.bytes_up, 1000003);
	assert_int_equal(sum.packets_up, 911);
	assert_int_equal(sum.within.bytes, 77);
	assert_int_equal(sum.within.packets, 3);
}

static void a_second_is_one_piece_and_a_night_is_a_minute(void **state)
{
	struct shortfall_figures f = {1000, 0, 1, 0};
	struct account_stretch s;

	(void)state;
	assert_int_equal(shortfall_pieces(START + 1, START + SECOND, 1000), 1);
	assert_int_equal(shortfall_pieces(START, START, 1), 1);
	assert_int_equal(shortfall_pieces(START, START + 9 * SECOND, 3), 3);
	assert_int_equal(shortfall_pieces(START, START + 30000 * SECOND, 1000), 60);
	shortfall_piece(&f, START, START + 30000 * SECOND, 60, 0, &s);
	assert_int_equal(s.first_up_ns, START + 29940 * SECOND + 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_seen_a_moment_later_is_not_missed),
		cmocka_unit_test(a_flow_in_hardware_is_made_good_to_the_byte),
		cmocka_unit_test(only_what_outruns_both_thresholds_is_supplied),
		cmocka_unit_test(what_was_before_the_flow_is_not_told),
		cmocka_unit_test(what_was_dropped_on_the_way_hides_nothing),
		cmocka_unit_test(of_what_may_be_forwarded_past_us_less_is_missed),
		cmocka_unit_test(what_came_down_waits_for_something_to_go_up),
		cmocka_unit_test(flows_and_connections_that_begin_anew_are_one),
		cmocka_unit_test(pieces_add_up_and_leave_no_gap),
		cmocka_unit_test(a_second_is_one_piece_and_a_night_is_a_minute),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
