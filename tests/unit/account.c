// SPDX-License-Identifier: GPL-2.0-or-later
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "../bpf/account.h"
#include "support.h"

static void up(struct account_flow *flow, uint64_t now_ns, uint32_t length)
{
	struct account_packet packet = account_whole(length);

	account_up(flow, now_ns, &packet);
}

static void down(struct account_flow *flow, uint64_t now_ns, uint32_t length)
{
	struct account_packet packet = account_whole(length);

	account_down(flow, now_ns, &packet);
}

static void a_super_packet_counts_the_headers_that_crossed_the_wire(void **state)
{
	/* 4,000 bytes of TCP in three segments of 1,448, 1,448 and 1,104, each with 52 of header.
	 */
	struct account_packet packet = account_segments(4052, 3, 1448, 52);
	struct account_flow flow = {0};

	(void)state;
	account_up(&flow, START, &packet);
	assert_int_equal(flow.open.bytes_up, 4000 + 3 * 52);
	assert_int_equal(flow.open.packets_up, 3);
	assert_int_equal(flow.open.largest_up, 1500);
	assert_int_equal(flow.open.merged, 0);
}

static void downstream_packets_are_parted_by_where_they_lie(void **state)
{
	struct account_flow flow = {0};
	struct account_stretch s;

	(void)state;
	down(&flow, START, 1);
	down(&flow, START + 1, 2);
	up(&flow, START + 2, 100);
	down(&flow, START + 3, 4);
	up(&flow, START + 4, 200);
	down(&flow, START + 5, 8);
	down(&flow, START + 6, 16);
	account_close(&flow, &s);
	assert_int_equal(s.lead.bytes, 3);
	assert_int_equal(s.lead.packets, 2);
	assert_int_equal(s.lead_first_ns, START);
	assert_int_equal(s.within.bytes, 4);
	assert_int_equal(s.within.packets, 1);
	assert_int_equal(s.tail.bytes, 24);
	assert_int_equal(s.tail.packets, 2);
	assert_int_equal(s.tail_last_ns, START + 6);
	assert_int_equal(s.first_up_ns, START + 2);
	assert_int_equal(s.last_up_ns, START + 4);
	assert_int_equal(s.bytes_up, 300);
	assert_int_equal(s.packets_up, 2);
	assert_int_equal(s.largest_up, 200);
	assert_int_equal(s.merged, 0);
}

static void a_tail_that_an_upstream_packet_follows_has_no_last_time(void **state)
{
	struct account_flow flow = {0};

	(void)state;
	up(&flow, START, 100);
	down(&flow, START + 1, 50);
	up(&flow, START + 2, 100);
	assert_int_equal(flow.open.within.bytes, 50);
	assert_int_equal(flow.open.tail.bytes, 0);
	assert_int_equal(flow.open.tail_last_ns, 0);
}

static void a_stretch_that_begins_after_now_is_not_due(void **state)
{
	struct account_flow flow = {0};

	(void)state;
	up(&flow, START, 100);
	assert_false(account_is_due(&flow, START - 1));
	assert_false(account_is_due(&flow, 1));
}

static void a_stretch_is_due_a_second_after_its_first_upstream_packet(void **state)
{
	struct account_flow flow = {0};

	(void)state;
	down(&flow, START, 100);
	assert_false(account_is_due(&flow, START + 10 * SECOND));
	up(&flow, START + SECOND, 100);
	up(&flow, START + SECOND + 900 * MILLISECOND, 100);
	assert_false(account_is_due(&flow, START + 2 * SECOND - 1));
	assert_true(account_is_due(&flow, START + 2 * SECOND));
}

static void packets_above_1500_bytes_are_merged_ones_both_ways(void **state)
{
	struct account_flow flow = {0};

	(void)state;
	up(&flow, START, 1500);
	down(&flow, START, 1500);
	assert_int_equal(flow.open.merged, 0);
	up(&flow, START, 1501);
	down(&flow, START, 65535);
	assert_int_equal(flow.open.merged, 2);
	assert_int_equal(flow.open.largest_up, 1501);
}

static void closing_begins_an_empty_stretch_of_the_next_number(void **state)
{
	struct account_stretch closed, empty = {.sequence = 1};
	struct account_flow flow = {0};

	(void)state;
	up(&flow, START, 100);
	down(&flow, START, 100);
	account_close(&flow, &closed);
	assert_int_equal(closed.sequence, 0);
	assert_memory_equal(&flow.open, &empty, sizeof(empty));
}

static void segments_without_payload_are_told_apart_unless_options_may_hold_some(void **state)
{
	struct account_packet bare = account_whole(100), wide = account_whole(101);
	struct account_flow flow = {0};

	(void)state;
	up(&flow, START, 100);
	account_bare(&flow, &bare);
	up(&flow, START, 101);
	account_bare(&flow, &wide);
	assert_int_equal(flow.open.bytes_up, 201);
	assert_int_equal(flow.open.bare_up, 100);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
			segments_without_payload_are_told_apart_unless_options_may_hold_some),
		cmocka_unit_test(a_super_packet_counts_the_headers_that_crossed_the_wire),
		cmocka_unit_test(downstream_packets_are_parted_by_where_they_lie),
		cmocka_unit_test(a_tail_that_an_upstream_packet_follows_has_no_last_time),
		cmocka_unit_test(a_stretch_that_begins_after_now_is_not_due),
		cmocka_unit_test(a_stretch_is_due_a_second_after_its_first_upstream_packet),
		cmocka_unit_test(packets_above_1500_bytes_are_merged_ones_both_ways),
		cmocka_unit_test(closing_begins_an_empty_stretch_of_the_next_number),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
