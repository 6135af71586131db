// SPDX-License-Identifier: GPL-2.0-or-later
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <cmocka.h>

#include "capture/support_meter.h"

static void direction_comes_from_the_device(void **state)
{
	struct meter_stand *stand = meter_stand_open(0);
	const struct account_stretch *s = &stand->heard.activities[0].stretch;

	(void)state;
	meter_stand_show(stand, 0, &meter_up);
	meter_stand_show(stand, MILLISECOND, &meter_down);
	meter_stand_show(stand, 20 * MILLISECOND, &meter_up);
	meter_stand_show(stand, 21 * MILLISECOND, &meter_down);
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
	meter_stand_close(stand);
}

static void what_is_ruled_out_costs_one_question_and_leaves_nothing(void **state)
{
	struct meter_stand *stand = meter_stand_open(0);

	(void)state;
	stand->heard.answer = DEVICE_OTHER;
	for (unsigned i = 0; i < 5; i++)
		meter_stand_show(stand, i * SECOND, &meter_up);
	meter_finish(stand->meter);
	assert_int_equal(stand->heard.state_count, 1);
	assert_int_equal(stand->heard.activity_count, 0);
	assert_int_equal(stand->heard.sample_count, 0);
	assert_int_equal(meter_counters(stand->meter)->ip_packets, 5);
	meter_stand_close(stand);
}

/* By libpcap an upload was told half a second later than need be. */
static void live_every_pass_tells_that_time_has_passed_and_a_replay_once_a_second(void **state)
{
	struct meter_stand *stand = meter_stand_open(0);
	size_t before;

	(void)state;
	meter_stand_show(stand, 0, &meter_up);
	before = stand->heard.tick_count;
	meter_stand_show(stand, 500 * MILLISECOND, &meter_up);
	assert_int_equal(stand->heard.tick_count, before);
	meter_pass(stand->meter, START + 700 * MILLISECOND);
	assert_int_equal(stand->heard.tick_count, before + 1);
	meter_pass(stand->meter, START + 1200 * MILLISECOND);
	assert_int_equal(stand->heard.tick_count, before + 2);
	meter_stand_close(stand);
}

static void a_decision_takes_effect_at_once(void **state)
{
	struct meter_stand *stand = meter_stand_open(0);
	struct device_key key = a_device(CAMERA_MAC);

	(void)state;
	meter_stand_show(stand, 0, &meter_up);
	meter_decide(stand->meter, &key, DEVICE_OTHER);
	meter_stand_show(stand, 100 * MILLISECOND, &meter_up);
	meter_decide(stand->meter, &key, DEVICE_CAMERA);
	meter_stand_show(stand, 200 * MILLISECOND, &meter_up);
	meter_finish(stand->meter);
	assert_int_equal(stand->heard.activities[0].stretch.bytes_up, 2000);
	meter_stand_close(stand);
}

/* A bridge and its port, or a mirror port of both ways: each packet comes twice within
 * microseconds. */
static void copies_are_skipped_and_counted(void **state)
{
	struct meter_stand *stand = meter_stand_open(0);
	struct wire_spec spec = meter_up;

	(void)state;
	for (unsigned i = 0; i < 20; i++) {
		spec.sequence = i;
		spec.identity = (uint16_t)(i + 1);
		meter_stand_show(stand, i * 20 * MILLISECOND, &spec);
		meter_stand_show(stand, i * 20 * MILLISECOND + 30000, &spec);
	}
	meter_finish(stand->meter);
	assert_int_equal(stand->heard.activities[0].stretch.bytes_up, 20000);
	assert_int_equal(meter_counters(stand->meter)->copies, 20);
	meter_stand_close(stand);
}

static void retransmissions_crossed_the_wire_and_count(void **state)
{
	struct meter_stand *stand = meter_stand_open(0);

	(void)state;
	meter_stand_show(stand, 0, &meter_up);
	meter_stand_show(stand, 200 * MILLISECOND, &meter_up);
	meter_finish(stand->meter);
	assert_int_equal(stand->heard.activities[0].stretch.bytes_up, 2000);
	assert_int_equal(meter_counters(stand->meter)->copies, 0);
	meter_stand_close(stand);
}

static void equal_acknowledgements_without_identification_count(void **state)
{
	struct meter_stand *stand = meter_stand_open(0);
	struct wire_spec ack = meter_up;

	(void)state;
	ack.length = 40;
	for (unsigned i = 0; i < 10; i++)
		meter_stand_show(stand, i * MILLISECOND, &ack);
	meter_finish(stand->meter);
	assert_int_equal(stand->heard.activities[0].stretch.packets_up, 10);
	assert_int_equal(meter_counters(stand->meter)->copies, 0);
	meter_stand_close(stand);
}

static void each_last_up(void *context, const struct source_flow *flow)
{
	*(uint64_t *)context = flow->last_up_ns;
}

static void a_flow_is_told_with_when_something_last_went_up(void **state)
{
	struct meter_stand *stand = meter_stand_open(0);
	uint64_t last_ns = 1;

	(void)state;
	meter_stand_show(stand, 0, &meter_down);
	meter_each(stand->meter, each_last_up, &last_ns);
	assert_int_equal(last_ns, 0);
	meter_stand_show(stand, MILLISECOND, &meter_up);
	meter_stand_show(stand, 3 * SECOND, &meter_down);
	meter_stand_show(stand, 5 * SECOND, &meter_down);
	meter_each(stand->meter, each_last_up, &last_ns);
	assert_int_equal(last_ns, START + MILLISECOND);
	meter_stand_close(stand);
}

/* Cooked v1 on a router: what it forwards is seen coming in and going out. Without interfaces only
 * the way tells. */
static void what_a_router_forwards_counts_once_and_is_a_copy(void **state)
{
	struct meter_stand *stand = meter_stand_open(0);
	struct wire_spec in = meter_up, out = meter_up;

	(void)state;
	in.interface = 2;
	out.interface = 3;
	out.from_mac = ROUTER_MAC;
	out.sent_here = true;
	for (uint32_t i = 0; i < 10; i++) {
		in.sequence = out.sequence = i;
		in.identity = out.identity = (uint16_t)(i + 1);
		meter_stand_show(stand, i * 20 * MILLISECOND, &in);
		meter_stand_show(stand, i * 20 * MILLISECOND + 20000, &out);
	}
	meter_finish(stand->meter);
	assert_int_equal(stand->heard.activity_count, 1);
	assert_int_equal(stand->heard.activities[0].stretch.bytes_up, 10000);
	assert_int_equal(meter_counters(stand->meter)->copies, 10);
	meter_stand_close(stand);
}

/* A line to the provider (PPP), where frames hold no MAC: all that the home sent was left out. */
static void who_comes_in_with_an_address_of_the_home_makes_no_router(void **state)
{
	struct meter_stand *stand = meter_stand_open(0);
	struct wire_spec spec = meter_up;
	struct wire wire;

	(void)state;
	spec.interface = 2;
	spec.from = "10.0.0.1";
	for (unsigned i = 0; i < 4; i++) {
		wire_build(&spec, &wire);
		wire.data[11] = 0; /* so long is the MAC */
		meter_frame(stand->meter, wire.link_type, START + i * MILLISECOND, wire.data,
			    wire.captured, wire.length);
		spec.from = CAMERA_IP;
		spec.sent_here = true;
		spec.sequence++;
	}
	meter_finish(stand->meter);
	assert_int_equal(stand->heard.activity_count, 2);
	assert_int_equal(stand->heard.activities[1].stretch.bytes_up, 3000);
	meter_stand_close(stand);
}

/* A computer with a camera that is an access point too: what it sends came in from nobody. */
static void what_a_camera_that_forwards_sends_of_its_own_counts(void **state)
{
	struct meter_stand *stand = meter_stand_open(0);
	struct wire_spec in = meter_up, own = meter_up;
	uint64_t sum = 0;

	(void)state;
	stand->heard.answer = DEVICE_CAMERA;
	in.interface = own.interface = 2;
	in.from_mac = PHONE_MAC;
	in.from = PHONE_IP;
	own.sent_here = true;
	meter_stand_show(stand, 0, &in);
	for (uint32_t i = 0; i < 10; i++) {
		own.sequence = i;
		meter_stand_show(stand, (i + 1) * 20 * MILLISECOND, &own);
	}
	meter_finish(stand->meter);
	for (size_t i = 0; i < stand->heard.activity_count; i++)
		sum += stand->heard.activities[i].stretch.bytes_up;
	assert_int_equal(sum, 11 * 1000);
	meter_stand_close(stand);
}

/* What was sent before is nobody's; afterwards it is nobody's again. */
static void a_camera_that_forwards_is_one_as_soon_as_it_is_known(void **state)
{
	struct meter_stand *stand = meter_stand_open(0);
	struct wire_spec in = meter_up, own = meter_up;
	struct device_key key = a_device(CAMERA_MAC);
	uint64_t sum = 0;

	(void)state;
	in.interface = own.interface = 2;
	in.from_mac = PHONE_MAC;
	in.from = PHONE_IP;
	own.sent_here = true;
	meter_stand_show(stand, 0, &in);
	for (uint32_t i = 0; i < 30; i++) {
		own.sequence = i;
		if (i == 10 || i == 20)
			meter_decide(stand->meter, &key,
				     i == 10 ? DEVICE_CAMERA : DEVICE_UNDECIDED);
		meter_stand_show(stand, (i + 1) * 20 * MILLISECOND, &own);
	}
	meter_finish(stand->meter);
	for (size_t i = 0; i < stand->heard.activity_count; i++)
		sum += stand->heard.activities[i].stretch.bytes_up;
	assert_int_equal(sum, 11 * 1000);
	meter_stand_close(stand);
}

/* Somebody announced the receiver's network, and nobody the one that the camera sends from. */
static void what_a_camera_sends_from_elsewhere_to_what_is_said_to_be_home_is_a_loss(void **state)
{
	struct meter_stand *stand = meter_stand_open(0);
	struct wire_spec spec = meter_up;
	struct prefix prefix;

	(void)state;
	stand->heard.answer = DEVICE_CAMERA;
	meter_stand_show(stand, 0, &spec);
	assert_int_equal(prefix_parse("203.0.113.0/24", &prefix), 0);
	assert_int_equal(home_add(stand->home, &prefix, HOME_ADVERTISED), 0);
	spec.from = "198.51.100.50";
	spec.to = "203.0.113.9";
	for (uint32_t i = 0; i < 200; i++) {
		spec.sequence = i;
		meter_stand_show(stand, (i + 1) * MILLISECOND, &spec);
	}
	meter_finish(stand->meter);
	assert_int_equal(stand->heard.loss_count, 1);
	assert_int_equal(stand->heard.losses[0].cause, CAUSE_STRAY);
	assert_int_equal(stand->heard.losses[0].bytes, 200 * 1000);
	meter_stand_close(stand);
}

static void stretches_come_in_order_of_their_first_upstream_packet(void **state)
{
	struct meter_stand *stand = meter_stand_open(0);
	struct wire_spec spec = meter_up;

	(void)state;
	for (unsigned i = 0; i < 60; i++) {
		spec.from_port = (uint16_t)(1000 + i * 7 % 10);
		spec.sequence = i;
		meter_stand_show(stand, i * 170 * MILLISECOND, &spec);
	}
	meter_finish(stand->meter);
	for (size_t i = 1; i < stand->heard.activity_count; i++)
		assert_true(stand->heard.activities[i].stretch.first_up_ns >
			    stand->heard.activities[i - 1].stretch.first_up_ns);
	meter_stand_close(stand);
}

static void a_small_step_back_is_jitter_and_a_large_one_a_loss(void **state)
{
	struct meter_stand *stand = meter_stand_open(0);

	(void)state;
	meter_stand_show(stand, 10 * SECOND, &meter_up);
	meter_stand_show(stand, 9 * SECOND, &meter_down);
	assert_int_equal(stand->heard.loss_count, 0);
	assert_int_equal(stand->heard.activity_count, 0);
	meter_stand_show(stand, 9 * SECOND - 1, &meter_up);
	assert_int_equal(stand->heard.loss_count, 1);
	assert_int_equal(stand->heard.losses[0].cause, CAUSE_CLOCK_BACK);
	assert_int_equal(stand->heard.activity_count, 1);
	assert_int_equal(stand->heard.activities[0].stretch.last_up_ns, START + 10 * SECOND);
	assert_int_equal(meter_counters(stand->meter)->first_ns, START + 9 * SECOND - 1);
	assert_int_equal(meter_counters(stand->meter)->last_ns, START + 10 * SECOND);
	meter_stand_close(stand);
}

/* 100 packets go by unseen. */
static struct meter_stand *stand_with_hole(void)
{
	struct meter_stand *stand = meter_stand_open_as((struct meter_config){.supplied = true});
	struct wire_spec spec = meter_up;

	spec.sequence = 1;
	meter_stand_show(stand, 0, &spec);
	spec.sequence += 101 * 960;
	meter_stand_show(stand, SECOND, &spec);
	return stand;
}

static void live_a_hole_waits_for_who_else_may_have_counted_it(void **state)
{
	struct meter_stand *stand = stand_with_hole();

	(void)state;
	meter_pass(stand->meter, START + 8 * SECOND);
	assert_int_equal(stand->heard.loss_count, 0);
	meter_pass(stand->meter, START + 9 * SECOND);
	assert_int_equal(stand->heard.loss_count, 1);
	assert_int_equal(stand->heard.losses[0].cause, CAUSE_HOLES);
	assert_int_equal(stand->heard.losses[0].bytes, 100 * 960);
	meter_stand_close(stand);
}

static void what_connection_tracking_counted_leaves_no_hole(void **state)
{
	struct meter_stand *stand = stand_with_hole();
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
	meter_stand_close(stand);
}

static void a_full_table_is_told_as_a_loss(void **state)
{
	struct meter_stand *stand = meter_stand_open(8);
	struct wire_spec spec = meter_up;

	(void)state;
	for (unsigned i = 0; i < 9; i++) {
		spec.from_port = (uint16_t)(1000 + i);
		meter_stand_show(stand, i, &spec);
	}
	meter_finish(stand->meter);
	assert_int_equal(stand->heard.loss_count, 1);
	assert_int_equal(stand->heard.losses[0].cause, CAUSE_FLOWS_FULL);
	assert_int_equal(stand->heard.losses[0].packets, 1);
	assert_int_equal(meter_counters(stand->meter)->lost, 1);
	assert_int_equal(stand->heard.activity_count, 8);
	meter_stand_close(stand);
}

/* As many as one likes can be made up. What is known of others' packets is not of who came since.
 */
static void a_camera_is_counted_beside_made_up_macs_without_end(void **state)
{
	struct meter_stand *stand = meter_stand_open(0);
	struct wire_spec made_up = meter_up, later = meter_up;
	char mac[MAC_TEXT];
	struct device_key camera = a_device(CAMERA_MAC);

	(void)state;
	made_up.from_mac = mac;
	made_up.from = "192.168.1.77";
	meter_stand_show(stand, 0, &meter_up);
	stand->heard.answer = DEVICE_OTHER;
	for (unsigned i = 0; i < 5000; i++) {
		snprintf(mac, sizeof(mac), "06:00:00:00:%02x:%02x", i >> 8, i & 0xff);
		meter_stand_show(stand, MILLISECOND, &made_up);
		stand->heard.answer = DEVICE_UNDECIDED;
		later.sequence = 1;
		if (i == 4500)
			meter_stand_show(stand, MILLISECOND, &later);
		stand->heard.answer = DEVICE_OTHER;
	}
	stand->heard.answer = DEVICE_UNDECIDED;
	later.sequence = 2;
	meter_stand_show(stand, 2 * MILLISECOND, &later);
	meter_finish(stand->meter);
	assert_int_equal(stand->heard.loss_count, 0);
	assert_int_equal(stand->heard.activity_count, 1);
	assert_memory_equal(&stand->heard.activities[0].flow.device, &camera, sizeof(camera));
	assert_int_equal(stand->heard.activities[0].stretch.bytes_up, 3000);
	meter_stand_close(stand);
}

static void the_first_eight_packets_with_payload_of_a_direction_are_samples(void **state)
{
	struct meter_stand *stand = meter_stand_open(0);
	struct wire_spec spec = meter_up;
	size_t first = 0;

	(void)state;
	for (unsigned i = 0; i < 20; i++) {
		spec.sequence = i;
		spec.length = i ? 100 : 40;
		meter_stand_show(stand, i * MILLISECOND, &spec);
	}
	assert_int_equal(stand->heard.sample_count, 8);
	for (size_t i = 0; i < 8; i++) {
		assert_int_equal(stand->heard.samples[i].began_ns, START);
		assert_true(stand->heard.samples[i].upstream);
		first += stand->heard.samples[i].first;
	}
	assert_int_equal(first, 1);
	assert_true(stand->heard.samples[0].first);
	meter_stand_close(stand);
}

static void what_cannot_be_read_is_counted(void **state)
{
	struct meter_stand *stand = meter_stand_open(0);
	static const uint8_t spanning_tree[60] = {1, 0x80, 0xc2, 0, 0, 0, 2, 0, 0, 0, 0, 1, 0, 39};
	struct wire wire;

	(void)state;
	meter_frame(stand->meter, 1, START, spanning_tree, 60, 60);
	wire_build(&meter_up, &wire);
	meter_frame(stand->meter, wire.link_type, START, wire.data, 20, wire.length);
	assert_int_equal(meter_counters(stand->meter)->packets, 2);
	assert_int_equal(meter_counters(stand->meter)->not_ip, 1);
	assert_int_equal(meter_counters(stand->meter)->unreadable, 1);
	assert_int_equal(meter_counters(stand->meter)->ip_packets, 0);
	meter_stand_close(stand);
}

static void between_outside_addresses_nobody_is_counted(void **state)
{
	struct meter_stand *stand = meter_stand_open(0);
	struct wire_spec spec = meter_up;

	(void)state;
	spec.from = "192.0.2.9";
	meter_stand_show(stand, 0, &spec);
	meter_finish(stand->meter);
	assert_int_equal(meter_counters(stand->meter)->outside, 1);
	assert_int_equal(stand->heard.activity_count, 0);
	meter_stand_close(stand);
}

/* Home may become known later: what was outside before is counted from then on. */
static void what_is_learned_of_home_changes_what_is_known_of_paths(void **state)
{
	struct meter_stand *stand = meter_stand_open(0);
	struct wire_spec spec = meter_up;
	struct prefix prefix;

	(void)state;
	spec.from = "192.0.2.9";
	meter_stand_show(stand, 0, &spec);
	assert_int_equal(prefix_parse("192.0.2.0/24", &prefix), 0);
	assert_int_equal(home_add(stand->home, &prefix, HOME_ADVERTISED), 0);
	meter_stand_show(stand, SECOND, &spec);
	meter_finish(stand->meter);
	assert_int_equal(stand->heard.activity_count, 1);
	assert_int_equal(stand->heard.activities[0].stretch.bytes_up, 1000);
	meter_stand_close(stand);
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
		cmocka_unit_test(a_flow_is_told_with_when_something_last_went_up),
		cmocka_unit_test(what_a_router_forwards_counts_once_and_is_a_copy),
		cmocka_unit_test(what_a_camera_that_forwards_sends_of_its_own_counts),
		cmocka_unit_test(a_camera_that_forwards_is_one_as_soon_as_it_is_known),
		cmocka_unit_test(
			what_a_camera_sends_from_elsewhere_to_what_is_said_to_be_home_is_a_loss),
		cmocka_unit_test(who_comes_in_with_an_address_of_the_home_makes_no_router),
		cmocka_unit_test(stretches_come_in_order_of_their_first_upstream_packet),
		cmocka_unit_test(a_small_step_back_is_jitter_and_a_large_one_a_loss),
		cmocka_unit_test(live_a_hole_waits_for_who_else_may_have_counted_it),
		cmocka_unit_test(what_connection_tracking_counted_leaves_no_hole),
		cmocka_unit_test(a_full_table_is_told_as_a_loss),
		cmocka_unit_test(a_camera_is_counted_beside_made_up_macs_without_end),
		cmocka_unit_test(the_first_eight_packets_with_payload_of_a_direction_are_samples),
		cmocka_unit_test(what_cannot_be_read_is_counted),
		cmocka_unit_test(between_outside_addresses_nobody_is_counted),
		cmocka_unit_test(what_is_learned_of_home_changes_what_is_known_of_paths),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
