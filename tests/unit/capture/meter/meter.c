// SPDX-License-Identifier: GPL-2.0-or-later
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include <netinet/in.h>

#include "support.h"

struct stand {
	struct heard heard;
	struct home *home;
	struct meter *meter;
};

static struct stand *stand_open_as(struct meter_config config)
{
	struct stand *stand = calloc(1, sizeof(*stand));

	assert_non_null(stand);
	assert_int_equal(home_create(&stand->home), 0);
	config.home = stand->home;
	config.observer = heard_observer(&stand->heard);
	assert_int_equal(meter_create(&config, &stand->meter), 0);
	return stand;
}

static struct stand *stand_open(size_t flow_limit)
{
	return stand_open_as((struct meter_config){.flow_limit = flow_limit});
}

static void stand_close(struct stand *stand)
{
	meter_destroy(stand->meter);
	home_destroy(stand->home);
	free(stand);
}

static void show(struct stand *stand, uint64_t time_ns, const struct wire_spec *spec)
{
	struct wire wire;

	wire_build(spec, &wire);
	meter_frame(stand->meter, wire.link_type, START + time_ns, wire.data, wire.captured,
		    wire.length);
}

static const struct wire_spec up = {.from_mac = CAMERA_MAC,
				    .to_mac = ROUTER_MAC,
				    .from = CAMERA_IP,
				    .to = "198.51.100.7",
				    .from_port = 51000,
				    .to_port = 443,
				    .protocol = IPPROTO_TCP,
				    .length = 1000};
static const struct wire_spec down = {.from_mac = ROUTER_MAC,
				      .to_mac = CAMERA_MAC,
				      .from = "198.51.100.7",
				      .to = CAMERA_IP,
				      .from_port = 443,
				      .to_port = 51000,
				      .protocol = IPPROTO_TCP,
				      .length = 100};

static void direction_comes_from_the_device(void **state)
{
	struct stand *stand = stand_open(0);
	const struct account_stretch *s = &stand->heard.activities[0].stretch;

	(void)state;
	show(stand, 0, &up);
	show(stand, MILLISECOND, &down);
	show(stand, 20 * MILLISECOND, &up);
	show(stand, 21 * MILLISECOND, &down);
	meter_finish(stand->meter);
	assert_int_equal(stand->heard.activity_count, 1);
	assert_memory_equal(stand->heard.activities[0].flow.device.bytes,
			    a_device(CAMERA_MAC).bytes, 16);
	assert_int_equal(stand->heard.activities[0].flow.local_port, 51000);
	assert_int_equal(stand->heard.activities[0].flow.scope, FLOW_OUTSIDE);
	assert_int_equal(s->bytes_up, 2000);
	assert_int_equal(s->packets_up, 2);
	assert_int_equal(s->within.bytes, 100);
	assert_int_equal(s->tail.bytes, 100);
	assert_int_equal(s->first_up_ns, START);
	assert_int_equal(s->last_up_ns, START + 20 * MILLISECOND);
	assert_int_equal(stand->heard.state_count, 1);
	stand_close(stand);
}

static void what_is_ruled_out_costs_one_question_and_leaves_nothing(void **state)
{
	struct stand *stand = stand_open(0);

	(void)state;
	stand->heard.answer = DEVICE_OTHER;
	for (unsigned i = 0; i < 5; i++)
		show(stand, i * SECOND, &up);
	meter_finish(stand->meter);
	assert_int_equal(stand->heard.state_count, 1);
	assert_int_equal(stand->heard.activity_count, 0);
	assert_int_equal(stand->heard.sample_count, 0);
	assert_int_equal(meter_counters(stand->meter)->ip_packets, 5);
	stand_close(stand);
}

/* By libpcap an upload was told half a second later than need be. */
static void live_every_pass_tells_that_time_has_passed_and_a_replay_once_a_second(void **state)
{
	struct stand *stand = stand_open(0);
	size_t before;

	(void)state;
	show(stand, 0, &up);
	before = stand->heard.tick_count;
	show(stand, 500 * MILLISECOND, &up);
	assert_int_equal(stand->heard.tick_count, before);
	meter_pass(stand->meter, START + 700 * MILLISECOND);
	assert_int_equal(stand->heard.tick_count, before + 1);
	meter_pass(stand->meter, START + 1200 * MILLISECOND);
	assert_int_equal(stand->heard.tick_count, before + 2);
	stand_close(stand);
}

static void a_decision_takes_effect_at_once(void **state)
{
	struct stand *stand = stand_open(0);
	struct device_key key = a_device(CAMERA_MAC);

	(void)state;
	show(stand, 0, &up);
	meter_decide(stand->meter, &key, DEVICE_OTHER);
	show(stand, 100 * MILLISECOND, &up);
	meter_decide(stand->meter, &key, DEVICE_CAMERA);
	show(stand, 200 * MILLISECOND, &up);
	meter_finish(stand->meter);
	assert_int_equal(stand->heard.activities[0].stretch.bytes_up, 2000);
	stand_close(stand);
}

/* A bridge and its port, or a mirror port of both ways: each packet comes twice within
 * microseconds. */
static void copies_are_skipped_and_counted(void **state)
{
	struct stand *stand = stand_open(0);
	struct wire_spec spec = up;

	(void)state;
	for (unsigned i = 0; i < 20; i++) {
		spec.sequence = i;
		spec.identity = (uint16_t)(i + 1);
		show(stand, i * 20 * MILLISECOND, &spec);
		show(stand, i * 20 * MILLISECOND + 30000, &spec);
	}
	meter_finish(stand->meter);
	assert_int_equal(stand->heard.activities[0].stretch.bytes_up, 20000);
	assert_int_equal(meter_counters(stand->meter)->copies, 20);
	stand_close(stand);
}

static void retransmissions_crossed_the_wire_and_count(void **state)
{
	struct stand *stand = stand_open(0);

	(void)state;
	show(stand, 0, &up);
	show(stand, 200 * MILLISECOND, &up);
	meter_finish(stand->meter);
	assert_int_equal(stand->heard.activities[0].stretch.bytes_up, 2000);
	assert_int_equal(meter_counters(stand->meter)->copies, 0);
	stand_close(stand);
}

static void equal_acknowledgements_without_identification_count(void **state)
{
	struct stand *stand = stand_open(0);
	struct wire_spec ack = up;

	(void)state;
	ack.length = 40;
	for (unsigned i = 0; i < 10; i++)
		show(stand, i * MILLISECOND, &ack);
	meter_finish(stand->meter);
	assert_int_equal(stand->heard.activities[0].stretch.packets_up, 10);
	assert_int_equal(meter_counters(stand->meter)->copies, 0);
	stand_close(stand);
}

/* All bytes that went up, once the capture has ended. */
static uint64_t heard_up(struct stand *stand)
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
	struct stand *stand = stand_open(0);
	struct wire_spec spec = up;
	uint64_t bytes;

	spec.sequence = 1;
	meter_interface(stand->meter, 2, first);
	show(stand, 0, &spec);
	spec.sequence = 2;
	meter_interface(stand->meter, 3, then);
	show(stand, time_ns, &spec);
	bytes = heard_up(stand);
	assert_int_equal(meter_counters(stand->meter)->copies, bytes == 1000);
	stand_close(stand);
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

static uint64_t heard_down(const struct stand *stand)
{
	uint64_t bytes = 0;

	for (size_t i = 0; i < stand->heard.activity_count; i++) {
		const struct account_stretch *s = &stand->heard.activities[i].stretch;

		bytes += s->lead.bytes + s->within.bytes + s->tail.bytes;
	}
	return bytes;
}

/* `count` packets and their answers, one each millisecond from the millisecond `from` on, as
 * libpcap hands over a block of an interface. */
static void show_block(struct stand *stand, uint32_t interface, unsigned rank, unsigned from,
		       unsigned count)
{
	struct wire_spec spec = up, answer = down;

	meter_interface(stand->meter, interface, rank);
	for (unsigned i = from; i < from + count; i++) {
		spec.sequence = answer.sequence = i;
		spec.identity = answer.identity = (uint16_t)(i + 1);
		show(stand, i * MILLISECOND + interface * 1000, &spec);
		show(stand, i * MILLISECOND + MILLISECOND / 2 - interface * 1000, &answer);
	}
}

/* A pause of a second parts bursts: it was too short by as much as the other block reached ahead.
 */
static void live_a_packet_keeps_its_time_where_another_interface_is_read_first(void **state)
{
	struct stand *stand = stand_open_as((struct meter_config){.supplied = true});
	struct wire_spec spec = up, other = up;
	const struct activity *heard = stand->heard.activities;

	(void)state;
	other.from_mac = PHONE_MAC;
	other.from = "192.168.1.131";
	meter_interface(stand->meter, 3, 2);
	show(stand, 80 * MILLISECOND, &other);
	meter_interface(stand->meter, 2, 2);
	show(stand, 0, &spec);
	spec.sequence = 1000;
	show(stand, 20 * MILLISECOND, &spec);
	meter_interface(stand->meter, 3, 2);
	show(stand, 1090 * MILLISECOND, &other);
	meter_interface(stand->meter, 2, 2);
	spec.sequence = 2000;
	show(stand, 1025 * MILLISECOND, &spec);
	meter_finish(stand->meter);
	assert_int_equal(stand->heard.activity_count, 4);
	assert_int_equal(heard[0].stretch.first_up_ns, START);
	assert_int_equal(heard[0].stretch.last_up_ns, START + 20 * MILLISECOND);
	assert_int_equal(heard[2].stretch.first_up_ns, START + 1025 * MILLISECOND);
	stand_close(stand);
}

static void each_last_up(void *context, const struct source_flow *flow)
{
	*(uint64_t *)context = flow->last_up_ns;
}

static void a_flow_is_told_with_when_something_last_went_up(void **state)
{
	struct stand *stand = stand_open(0);
	uint64_t last_ns = 1;

	(void)state;
	show(stand, 0, &down);
	meter_each(stand->meter, each_last_up, &last_ns);
	assert_int_equal(last_ns, 0);
	show(stand, MILLISECOND, &up);
	show(stand, 3 * SECOND, &down);
	show(stand, 5 * SECOND, &down);
	meter_each(stand->meter, each_last_up, &last_ns);
	assert_int_equal(last_ns, START + MILLISECOND);
	stand_close(stand);
}

static void what_two_interfaces_see_in_blocks_counts_once(void **state)
{
	(void)state;
	for (unsigned rank = 0; rank < 3; rank++) {
		struct stand *stand = stand_open(0);

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
		stand_close(stand);
	}
}

/* An upload that begins after a silence: its first block may be read at the bridge first. */
static void a_block_of_the_bridge_that_is_read_first_counts_once(void **state)
{
	struct stand *stand = stand_open(0);

	(void)state;
	show_block(stand, 2, 2, 0, 10);
	show_block(stand, 3, 0, 0, 10);
	show_block(stand, 3, 0, 6000, 100);
	show_block(stand, 2, 2, 6000, 110);
	show_block(stand, 3, 0, 6100, 100);
	show_block(stand, 2, 2, 6110, 90);
	assert_int_equal(heard_up(stand), 210 * 1000);
	assert_int_equal(heard_down(stand), 210 * 100);
	stand_close(stand);
}

static void a_device_that_changes_in_mid_upload_loses_nothing(void **state)
{
	struct stand *stand = stand_open(0);

	(void)state;
	show_block(stand, 2, 2, 0, 100);
	show_block(stand, 3, 2, 130, 100);
	show_block(stand, 2, 2, 250, 100);
	assert_int_equal(heard_up(stand), 300 * 1000);
	assert_int_equal(heard_down(stand), 300 * 100);
	assert_int_equal(meter_counters(stand->meter)->copies, 0);
	stand_close(stand);
}

/* The block of the new interface is read before the last one of the old. */
static void what_was_sent_before_the_change_and_is_read_after_it_counts(void **state)
{
	struct stand *stand = stand_open(0);

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
	stand_close(stand);
}

static void two_interfaces_go_on_counting_once_after_the_clock_was_set_back(void **state)
{
	struct stand *stand = stand_open(0);

	(void)state;
	show_block(stand, 2, 1, 60000, 10);
	show_block(stand, 3, 1, 60000, 10);
	for (unsigned i = 0; i < 10; i++) {
		show_block(stand, 2, 1, i, 1);
		show_block(stand, 3, 1, i, 1);
	}
	assert_int_equal(heard_up(stand), 20 * 1000);
	assert_int_equal(heard_down(stand), 20 * 100);
	stand_close(stand);
}

static void a_device_moves_at_once_when_its_interface_is_no_more(void **state)
{
	struct stand *stand = stand_open(0);
	struct wire_spec spec = up;

	(void)state;
	spec.interface = 2;
	spec.sequence = 1;
	show(stand, 0, &spec);
	meter_unrank(stand->meter, 2);
	spec.interface = 3;
	spec.sequence = 2;
	show(stand, MILLISECOND, &spec);
	meter_finish(stand->meter);
	assert_int_equal(meter_counters(stand->meter)->copies, 0);
	stand_close(stand);
}

/* Cooked v1 on a router: what it forwards is seen coming in and going out. Without interfaces only
 * the way tells. */
static void what_a_router_forwards_counts_once_and_is_a_copy(void **state)
{
	struct stand *stand = stand_open(0);
	struct wire_spec in = up, out = up;

	(void)state;
	in.interface = 2;
	out.interface = 3;
	out.from_mac = ROUTER_MAC;
	out.sent_here = true;
	for (uint32_t i = 0; i < 10; i++) {
		in.sequence = out.sequence = i;
		in.identity = out.identity = (uint16_t)(i + 1);
		show(stand, i * 20 * MILLISECOND, &in);
		show(stand, i * 20 * MILLISECOND + 20000, &out);
	}
	meter_finish(stand->meter);
	assert_int_equal(stand->heard.activity_count, 1);
	assert_int_equal(stand->heard.activities[0].stretch.bytes_up, 10000);
	assert_int_equal(meter_counters(stand->meter)->copies, 10);
	stand_close(stand);
}

static void stretches_come_in_order_of_their_first_upstream_packet(void **state)
{
	struct stand *stand = stand_open(0);
	struct wire_spec spec = up;

	(void)state;
	for (unsigned i = 0; i < 60; i++) {
		spec.from_port = (uint16_t)(1000 + i * 7 % 10);
		spec.sequence = i;
		show(stand, i * 170 * MILLISECOND, &spec);
	}
	meter_finish(stand->meter);
	for (size_t i = 1; i < stand->heard.activity_count; i++)
		assert_true(stand->heard.activities[i].stretch.first_up_ns >
			    stand->heard.activities[i - 1].stretch.first_up_ns);
	stand_close(stand);
}

static void a_small_step_back_is_jitter_and_a_large_one_a_loss(void **state)
{
	struct stand *stand = stand_open(0);

	(void)state;
	show(stand, 10 * SECOND, &up);
	show(stand, 9 * SECOND, &down);
	assert_int_equal(stand->heard.loss_count, 0);
	assert_int_equal(stand->heard.activity_count, 0);
	show(stand, 9 * SECOND - 1, &up);
	assert_int_equal(stand->heard.loss_count, 1);
	assert_int_equal(stand->heard.losses[0].cause, CAUSE_CLOCK_BACK);
	assert_int_equal(stand->heard.activity_count, 1);
	assert_int_equal(stand->heard.activities[0].stretch.last_up_ns, START + 10 * SECOND);
	assert_int_equal(meter_counters(stand->meter)->first_ns, START + 9 * SECOND - 1);
	assert_int_equal(meter_counters(stand->meter)->last_ns, START + 10 * SECOND);
	stand_close(stand);
}

/* 100 packets go by unseen. */
static struct stand *stand_with_hole(void)
{
	struct stand *stand = stand_open_as((struct meter_config){.supplied = true});
	struct wire_spec spec = up;

	spec.sequence = 1;
	show(stand, 0, &spec);
	spec.sequence += 101 * 960;
	show(stand, SECOND, &spec);
	return stand;
}

static void live_a_hole_waits_for_who_else_may_have_counted_it(void **state)
{
	struct stand *stand = stand_with_hole();

	(void)state;
	meter_pass(stand->meter, START + 8 * SECOND);
	assert_int_equal(stand->heard.loss_count, 0);
	meter_pass(stand->meter, START + 9 * SECOND);
	assert_int_equal(stand->heard.loss_count, 1);
	assert_int_equal(stand->heard.losses[0].cause, CAUSE_HOLES);
	assert_int_equal(stand->heard.losses[0].bytes, 100 * 960);
	stand_close(stand);
}

static void what_connection_tracking_counted_leaves_no_hole(void **state)
{
	struct stand *stand = stand_with_hole();
	struct activity activity = {.hardware = true};

	(void)state;
	meter_pass(stand->meter, START + 3 * SECOND);
	assert_true(stand->heard.activity_count > 0);
	activity.flow = stand->heard.activities[0].flow;
	activity.stretch.first_up_ns = START + 1;
	activity.stretch.last_up_ns = START + SECOND;
	activity.stretch.bytes_up = 100 * 1000;
	activity.stretch.packets_up = 100;
	meter_supply(stand->meter, &activity);
	meter_pass(stand->meter, START + 12 * SECOND);
	meter_finish(stand->meter);
	assert_int_equal(stand->heard.loss_count, 0);
	stand_close(stand);
}

static void a_full_table_is_told_as_a_loss(void **state)
{
	struct stand *stand = stand_open(8);
	struct wire_spec spec = up;

	(void)state;
	for (unsigned i = 0; i < 9; i++) {
		spec.from_port = (uint16_t)(1000 + i);
		show(stand, i, &spec);
	}
	meter_finish(stand->meter);
	assert_int_equal(stand->heard.loss_count, 1);
	assert_int_equal(stand->heard.losses[0].cause, CAUSE_FLOWS_FULL);
	assert_int_equal(stand->heard.losses[0].packets, 1);
	assert_int_equal(meter_counters(stand->meter)->lost, 1);
	assert_int_equal(stand->heard.activity_count, 8);
	stand_close(stand);
}

static void the_first_eight_packets_with_payload_of_a_direction_are_samples(void **state)
{
	struct stand *stand = stand_open(0);
	struct wire_spec spec = up;
	size_t first = 0;

	(void)state;
	for (unsigned i = 0; i < 20; i++) {
		spec.sequence = i;
		spec.length = i ? 100 : 40;
		show(stand, i * MILLISECOND, &spec);
	}
	assert_int_equal(stand->heard.sample_count, 8);
	for (size_t i = 0; i < 8; i++) {
		assert_int_equal(stand->heard.samples[i].began_ns, START);
		assert_true(stand->heard.samples[i].upstream);
		first += stand->heard.samples[i].first;
	}
	assert_int_equal(first, 1);
	assert_true(stand->heard.samples[0].first);
	stand_close(stand);
}

static void what_cannot_be_read_is_counted(void **state)
{
	struct stand *stand = stand_open(0);
	static const uint8_t spanning_tree[60] = {1, 0x80, 0xc2, 0, 0, 0, 2, 0, 0, 0, 0, 1, 0, 39};
	struct wire wire;

	(void)state;
	meter_frame(stand->meter, 1, START, spanning_tree, 60, 60);
	wire_build(&up, &wire);
	meter_frame(stand->meter, wire.link_type, START, wire.data, 20, wire.length);
	assert_int_equal(meter_counters(stand->meter)->packets, 2);
	assert_int_equal(meter_counters(stand->meter)->not_ip, 1);
	assert_int_equal(meter_counters(stand->meter)->unreadable, 1);
	assert_int_equal(meter_counters(stand->meter)->ip_packets, 0);
	stand_close(stand);
}

static void between_outside_addresses_nobody_is_counted(void **state)
{
	struct stand *stand = stand_open(0);
	struct wire_spec spec = up;

	(void)state;
	spec.from = "192.0.2.9";
	show(stand, 0, &spec);
	meter_finish(stand->meter);
	assert_int_equal(meter_counters(stand->meter)->outside, 1);
	assert_int_equal(stand->heard.activity_count, 0);
	stand_close(stand);
}

/* Home may become known later: what was outside before is counted from then on. */
static void what_is_learned_of_home_changes_what_is_known_of_paths(void **state)
{
	struct stand *stand = stand_open(0);
	struct wire_spec spec = up;
	struct prefix prefix;

	(void)state;
	spec.from = "192.0.2.9";
	show(stand, 0, &spec);
	assert_int_equal(prefix_parse("192.0.2.0/24", &prefix), 0);
	assert_int_equal(home_add(stand->home, &prefix, HOME_ADVERTISED), 0);
	show(stand, SECOND, &spec);
	meter_finish(stand->meter);
	assert_int_equal(stand->heard.activity_count, 1);
	assert_int_equal(stand->heard.activities[0].stretch.bytes_up, 1000);
	stand_close(stand);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(direction_comes_from_the_device),
		cmocka_unit_test(what_is_ruled_out_costs_one_question_and_leaves_nothing),
		cmocka_unit_test(
			live_every_pass_tells_that_time_has_passed_and_a_replay_once_a_second),
		cmocka_unit_test(a_decision_takes_effect_at_once),
		cmocka_unit_test(copies_are_skipped_and_counted),
		cmocka_unit_test(retransmissions_crossed_the_wire_and_count),
		cmocka_unit_test(equal_acknowledgements_without_identification_count),
		cmocka_unit_test(a_device_moves_once_what_it_sends_can_be_no_copy_any_more),
		cmocka_unit_test(a_device_moves_from_a_port_to_its_bridge_later_and_back_at_once),
		cmocka_unit_test(
			live_a_packet_keeps_its_time_where_another_interface_is_read_first),
		cmocka_unit_test(a_flow_is_told_with_when_something_last_went_up),
		cmocka_unit_test(what_two_interfaces_see_in_blocks_counts_once),
		cmocka_unit_test(a_block_of_the_bridge_that_is_read_first_counts_once),
		cmocka_unit_test(a_device_that_changes_in_mid_upload_loses_nothing),
		cmocka_unit_test(what_was_sent_before_the_change_and_is_read_after_it_counts),
		cmocka_unit_test(two_interfaces_go_on_counting_once_after_the_clock_was_set_back),
		cmocka_unit_test(a_device_moves_at_once_when_its_interface_is_no_more),
		cmocka_unit_test(what_a_router_forwards_counts_once_and_is_a_copy),
		cmocka_unit_test(stretches_come_in_order_of_their_first_upstream_packet),
		cmocka_unit_test(a_small_step_back_is_jitter_and_a_large_one_a_loss),
		cmocka_unit_test(live_a_hole_waits_for_who_else_may_have_counted_it),
		cmocka_unit_test(what_connection_tracking_counted_leaves_no_hole),
		cmocka_unit_test(a_full_table_is_told_as_a_loss),
		cmocka_unit_test(the_first_eight_packets_with_payload_of_a_direction_are_samples),
		cmocka_unit_test(what_cannot_be_read_is_counted),
		cmocka_unit_test(between_outside_addresses_nobody_is_counted),
		cmocka_unit_test(what_is_learned_of_home_changes_what_is_known_of_paths),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
