// SPDX-License-Identifier: GPL-2.0-or-later
/* Several interfaces that see the same packets, or between which a device moves. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "capture/support_meter.h"

/* All bytes that went up, once the capture has ended. */
static uint64_t heard_up(struct meter_stand *stand)
{
	uint64_t bytes = 0;

	meter_finish(stand->meter);
	for (size_t i = 0; i < stand->heard.activity_count; i++)
		bytes += stand->heard.activities[i].stretch.bytes_up;
	return bytes;
}

/* A packet at an interface of rank `first`, and another at one of rank `then` at `time_ns`. */
static uint64_t moved(unsigned first, unsigned then, uint64_t time_ns)
{
	struct meter_stand *stand = meter_stand_open(0);
	struct wire_spec spec = meter_up;
	uint64_t bytes;

	spec.sequence = 1;
	meter_interface(stand->meter, 2, first);
	meter_stand_show(stand, 0, &spec);
	spec.sequence = 2;
	meter_interface(stand->meter, 3, then);
	meter_stand_show(stand, time_ns, &spec);
	bytes = heard_up(stand);
	assert_int_equal(meter_counters(stand->meter)->copies, bytes == 1000);
	meter_stand_close(stand);
	return bytes;
}

static void a_device_moves_once_what_it_sends_can_be_no_copy_any_more(void **state)
{
	(void)state;
	assert_int_equal(moved(2, 2, 10 * MILLISECOND), 1000);
	assert_int_equal(moved(2, 2, 10 * MILLISECOND + 1), 2000);
	assert_int_equal(moved(2, 2, 60 * SECOND), 2000);
}

static void a_device_moves_from_a_port_to_its_bridge_later_and_back_at_once(void **state)
{
	(void)state;
	assert_int_equal(moved(2, 0, 200 * MILLISECOND), 1000);
	assert_int_equal(moved(2, 0, 200 * MILLISECOND + 1), 2000);
	assert_int_equal(moved(0, 2, 1), 2000);
}

static uint64_t heard_down(const struct meter_stand *stand)
{
	uint64_t bytes = 0;

	for (size_t i = 0; i < stand->heard.activity_count; i++) {
		const struct account_stretch *s = &stand->heard.activities[i].stretch;

		bytes += s->lead.bytes + s->within.bytes + s->tail.bytes;
	}
	return bytes;
}

/* The packet of a millisecond, or its answer: a smaller number of `interface` is nearer to the
 * device. */
static void show_at(struct meter_stand *stand, uint32_t interface, unsigned i, bool answer)
{
	struct wire_spec spec = answer ? meter_down : meter_up;

	spec.sequence = i;
	spec.identity = (uint16_t)(i + 1);
	meter_stand_show(stand,
			 answer ? i * MILLISECOND + MILLISECOND / 2 - interface * 1000
				: i * MILLISECOND + interface * 1000,
			 &spec);
}

/* `count` packets and their answers, one each millisecond from the millisecond `from` on, as
 * libpcap hands over a block of an interface. */
static void show_block(struct meter_stand *stand, uint32_t interface, unsigned rank, unsigned from,
		       unsigned count)
{
	meter_interface(stand->meter, interface, rank);
	for (unsigned i = from; i < from + count; i++) {
		show_at(stand, interface, i, false);
		show_at(stand, interface, i, true);
	}
}

/* A pause of a second parts bursts: it was too short by as much as the other block reached ahead.
 */
static void live_a_packet_keeps_its_time_where_another_interface_is_read_first(void **state)
{
	struct meter_stand *stand = meter_stand_open_as((struct meter_config){.supplied = true});
	struct wire_spec spec = meter_up, other = meter_up;
	const struct activity *heard = stand->heard.activities;

	(void)state;
	other.from_mac = PHONE_MAC;
	other.from = "192.168.1.131";
	meter_interface(stand->meter, 3, 2);
	meter_stand_show(stand, 80 * MILLISECOND, &other);
	meter_interface(stand->meter, 2, 2);
	meter_stand_show(stand, 0, &spec);
	spec.sequence = 1000;
	meter_stand_show(stand, 20 * MILLISECOND, &spec);
	meter_interface(stand->meter, 3, 2);
	meter_stand_show(stand, 1090 * MILLISECOND, &other);
	meter_interface(stand->meter, 2, 2);
	spec.sequence = 2000;
	meter_stand_show(stand, 1025 * MILLISECOND, &spec);
	meter_finish(stand->meter);
	assert_int_equal(stand->heard.activity_count, 4);
	assert_int_equal(heard[0].stretch.first_up_ns, START);
	assert_int_equal(heard[0].stretch.last_up_ns, START + 20 * MILLISECOND);
	assert_int_equal(heard[2].stretch.first_up_ns, START + 1025 * MILLISECOND);
	meter_stand_close(stand);
}

static void what_two_interfaces_see_in_blocks_counts_once(void **state)
{
	(void)state;
	for (unsigned rank = 0; rank < 3; rank++) {
		struct meter_stand *stand = meter_stand_open(0);

		/* Now one and now the other is read first, and reaches further. */
		show_block(stand, 2, 1, 0, 100);
		show_block(stand, 3, rank, 0, 150);
		show_block(stand, 2, 1, 100, 100);
		show_block(stand, 3, rank, 150, 40);
		show_block(stand, 2, 1, 200, 50);
		show_block(stand, 3, rank, 190, 110);
		show_block(stand, 2, 1, 250, 50);
		assert_int_equal(heard_up(stand), 300 * 1000);
		assert_int_equal(heard_down(stand), 300 * 100);
		assert_int_equal(meter_counters(stand->meter)->copies, 600);
		meter_stand_close(stand);
	}
}

/* An upload that begins after a silence: its first block may be read at the bridge first. */
static void a_block_of_the_bridge_that_is_read_first_counts_once(void **state)
{
	struct meter_stand *stand = meter_stand_open(0);

	(void)state;
	show_block(stand, 2, 2, 0, 10);
	show_block(stand, 3, 0, 0, 10);
	show_block(stand, 3, 0, 6000, 100);
	show_block(stand, 2, 2, 6000, 110);
	show_block(stand, 3, 0, 6100, 100);
	show_block(stand, 2, 2, 6110, 90);
	assert_int_equal(heard_up(stand), 210 * 1000);
	assert_int_equal(heard_down(stand), 210 * 100);
	meter_stand_close(stand);
}

static void a_device_that_changes_in_mid_upload_loses_nothing(void **state)
{
	struct meter_stand *stand = meter_stand_open(0);

	(void)state;
	show_block(stand, 2, 2, 0, 100);
	show_block(stand, 3, 2, 130, 100);
	show_block(stand, 2, 2, 250, 100);
	assert_int_equal(heard_up(stand), 300 * 1000);
	assert_int_equal(heard_down(stand), 300 * 100);
	assert_int_equal(meter_counters(stand->meter)->copies, 0);
	meter_stand_close(stand);
}

/* The block of the new interface is read before the last one of the old. */
static void what_was_sent_before_the_change_and_is_read_after_it_counts(void **state)
{
	struct meter_stand *stand = meter_stand_open(0);

	(void)state;
	show_block(stand, 2, 2, 0, 100);
	show_block(stand, 3, 2, 160, 30);
	show_block(stand, 4, 0, 0, 140); /* the bridge of both */
	show_block(stand, 2, 2, 100, 40);
	show_block(stand, 4, 0, 160, 130);
	show_block(stand, 3, 2, 190, 100);
	assert_int_equal(heard_up(stand), 270 * 1000);
	assert_int_equal(heard_down(stand), 270 * 100);
	assert_int_equal(meter_counters(stand->meter)->copies, 540);
	meter_stand_close(stand);
}

/* The same where it changed twice meanwhile, between three ports. */
static void what_was_sent_before_two_changes_and_is_read_after_them_counts(void **state)
{
	struct meter_stand *stand = meter_stand_open(0);

	(void)state;
	show_block(stand, 2, 2, 0, 100);
	show_block(stand, 3, 2, 160, 30);
	show_block(stand, 4, 2, 210, 30);
	show_block(stand, 2, 2, 100, 40);
	assert_int_equal(heard_up(stand), 200 * 1000);
	assert_int_equal(heard_down(stand), 200 * 100);
	meter_stand_close(stand);
}

/* A VLAN of a bridge, the bridge, its port: the VLAN's first block ends before an answer, and both
 * others are read, and reach further, before the one that holds it. */
static void an_answer_at_the_end_of_a_block_counts_where_three_interfaces_are_read(void **state)
{
	struct meter_stand *stand = meter_stand_open(0);

	(void)state;
	show_block(stand, 4, 1, 0, 9);
	show_at(stand, 4, 9, false);
	show_block(stand, 3, 2, 0, 20);
	show_block(stand, 2, 5, 0, 30);
	meter_interface(stand->meter, 4, 1);
	show_at(stand, 4, 9, true);
	show_block(stand, 4, 1, 10, 30);
	show_block(stand, 3, 2, 20, 20);
	show_block(stand, 2, 5, 30, 10);
	assert_int_equal(heard_up(stand), 40 * 1000);
	assert_int_equal(heard_down(stand), 40 * 100);
	assert_int_equal(meter_counters(stand->meter)->copies, 160);
	meter_stand_close(stand);
}

/* As show_block, of the packets of a connection alone, at one of two cables. */
static void show_cable(struct meter_stand *stand, uint32_t interface, uint16_t port, unsigned from,
		       unsigned count)
{
	meter_interface(stand->meter, interface, 2);
	for (unsigned i = from; i < from + count; i++) {
		struct wire_spec up = meter_up, down = meter_down;

		up.from_port = down.to_port = port;
		up.sequence = down.sequence = i;
		up.identity = down.identity = (uint16_t)(i + 1);
		meter_stand_show(stand, i * MILLISECOND + interface * 1000, &up);
		meter_stand_show(stand, i * MILLISECOND + MILLISECOND / 2, &down);
	}
}

/* Two cables as one (LACP): each connection takes its own. */
static void two_connections_by_two_cables_at_a_time_lose_nothing(void **state)
{
	struct meter_stand *stand = meter_stand_open(0);

	(void)state;
	for (unsigned i = 0; i < 100; i++) {
		show_cable(stand, 2, 50000, i, 1);
		show_cable(stand, 3, 50001, i, 1);
	}
	show_cable(stand, 2, 50000, 100, 60);
	show_cable(stand, 3, 50001, 100, 90);
	show_cable(stand, 2, 50000, 160, 40);
	show_cable(stand, 3, 50001, 190, 10);
	assert_int_equal(heard_up(stand), 2 * 200 * 1000);
	assert_int_equal(heard_down(stand), 2 * 200 * 100);
	assert_int_equal(meter_counters(stand->meter)->copies, 0);
	meter_stand_close(stand);
}

static void what_begins_by_one_cable_right_after_a_question_by_the_other_counts(void **state)
{
	struct meter_stand *stand = meter_stand_open(0);

	(void)state;
	show_cable(stand, 3, 40000, 0, 1);
	show_cable(stand, 2, 50000, 2, 5);
	assert_int_equal(heard_up(stand), 6 * 1000);
	assert_int_equal(heard_down(stand), 6 * 100);
	meter_stand_close(stand);
}

/* A port, and another that is a mirror of it. */
static void what_two_equal_interfaces_see_of_two_connections_counts_once(void **state)
{
	static const unsigned reach[2][4] = {{50, 120, 200, 300}, {80, 100, 260, 300}};
	struct meter_stand *stand = meter_stand_open(0);
	unsigned seen[2] = {0};

	(void)state;
	for (unsigned i = 0; i < 8; i++) {
		unsigned at = i % 2;

		for (unsigned to = reach[at][i / 2]; seen[at] < to; seen[at]++) {
			show_cable(stand, 2 + at, 50000, seen[at], 1);
			if (seen[at] >= 60) /* begins where the other has read further */
				show_cable(stand, 2 + at, 50001, seen[at], 1);
		}
	}
	assert_int_equal(heard_up(stand), (300 + 240) * 1000);
	assert_int_equal(heard_down(stand), (300 + 240) * 100);
	meter_stand_close(stand);
}

static void two_interfaces_go_on_counting_once_after_the_clock_was_set_back(void **state)
{
	struct meter_stand *stand = meter_stand_open(0);

	(void)state;
	show_block(stand, 2, 1, 60000, 10);
	show_block(stand, 3, 1, 60000, 10);
	for (unsigned i = 0; i < 10; i++) {
		show_block(stand, 2, 1, i, 1);
		show_block(stand, 3, 1, i, 1);
	}
	assert_int_equal(heard_up(stand), 20 * 1000);
	assert_int_equal(heard_down(stand), 20 * 100);
	meter_stand_close(stand);
}

static void a_device_moves_at_once_when_its_interface_is_no_more(void **state)
{
	struct meter_stand *stand = meter_stand_open(0);
	struct wire_spec spec = meter_up;

	(void)state;
	spec.interface = 2;
	spec.sequence = 1;
	meter_stand_show(stand, 0, &spec);
	meter_unrank(stand->meter, 2);
	spec.interface = 3;
	spec.sequence = 2;
	meter_stand_show(stand, MILLISECOND, &spec);
	meter_finish(stand->meter);
	assert_int_equal(meter_counters(stand->meter)->copies, 0);
	meter_stand_close(stand);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_device_moves_once_what_it_sends_can_be_no_copy_any_more),
		cmocka_unit_test(a_device_moves_from_a_port_to_its_bridge_later_and_back_at_once),
		cmocka_unit_test(
			live_a_packet_keeps_its_time_where_another_interface_is_read_first),
		cmocka_unit_test(what_two_interfaces_see_in_blocks_counts_once),
		cmocka_unit_test(a_block_of_the_bridge_that_is_read_first_counts_once),
		cmocka_unit_test(a_device_that_changes_in_mid_upload_loses_nothing),
		cmocka_unit_test(what_was_sent_before_the_change_and_is_read_after_it_counts),
		cmocka_unit_test(what_was_sent_before_two_changes_and_is_read_after_them_counts),
		cmocka_unit_test(
			an_answer_at_the_end_of_a_block_counts_where_three_interfaces_are_read),
		cmocka_unit_test(two_connections_by_two_cables_at_a_time_lose_nothing),
		cmocka_unit_test(
			what_begins_by_one_cable_right_after_a_question_by_the_other_counts),
		cmocka_unit_test(what_two_equal_interfaces_see_of_two_connections_counts_once),
		cmocka_unit_test(two_interfaces_go_on_counting_once_after_the_clock_was_set_back),
		cmocka_unit_test(a_device_moves_at_once_when_its_interface_is_no_more),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
