// SPDX-License-Identifier: GPL-2.0-or-later
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <bpf/bpf.h>
#include <linux/bpf.h>
#include <linux/pkt_cls.h>
#include <netinet/in.h>
#include <pthread.h>

#include "support.h"
#include "support_kernel.h"

/* A packet of the camera's connection from local port `port`, that no other is a copy of. */
static void frame_build(struct kernel_stand *stand, uint16_t port, bool up, struct wire *wire)
{
	struct wire_spec spec = {
		.from_mac = up ? CAMERA_MAC : ROUTER_MAC,
		.to_mac = up ? ROUTER_MAC : CAMERA_MAC,
		.from = up ? CAMERA_IP : "198.51.100.7",
		.to = up ? "198.51.100.7" : CAMERA_IP,
		.from_port = up ? port : 443,
		.to_port = up ? 443 : port,
		.protocol = IPPROTO_TCP,
		.sequence = stand->sequence++,
		.payload = "0123456789",
		.payload_size = 10,
	};

	wire_build(&spec, wire);
}

static void pass(struct kernel_stand *stand, uint16_t port, bool up)
{
	struct wire wire;

	frame_build(stand, port, up, &wire);
	assert_int_equal(kernel_run(stand->kernel, KERNEL_XDP, wire.data, wire.captured, NULL), 0);
}

/* What was told of bytes up or down so far. */
static uint64_t heard_bytes(const struct kernel_stand *stand, bool up)
{
	uint64_t sum = 0;

	for (size_t i = 0; i < stand->heard.activity_count; i++) {
		const struct account_stretch *s = &stand->heard.activities[i].stretch;

		sum += up ? s->bytes_up : s->lead.bytes + s->within.bytes + s->tail.bytes;
	}
	return sum;
}

static void a_stretch_is_handed_over_a_second_after_it_began(void **state)
{
	struct kernel_stand *stand = kernel_stand_open(&(struct kernel_config){0});

	(void)state;
	if (!stand)
		skip();
	pass(stand, 50000, true);
	kernel_set_clock(stand->kernel, START + 999 * MILLISECOND);
	kernel_collect(stand->kernel);
	assert_int_equal(stand->heard.activity_count, 0);
	kernel_set_clock(stand->kernel, START + SECOND);
	kernel_collect(stand->kernel);
	assert_int_equal(stand->heard.activity_count, 1);
	assert_int_equal(stand->heard.activities[0].stretch.first_up_ns, START);
	pass(stand, 50000, true); /* closes it, and the ring tells it again */
	kernel_collect(stand->kernel);
	assert_int_equal(stand->heard.activity_count, 1);
	kernel_finish(stand->kernel);
	assert_int_equal(stand->heard.activity_count, 2);
	assert_int_equal(heard_bytes(stand, true), 100);
	assert_int_equal(stand->heard.loss_count, 0);
	assert_int_equal(stand->heard.state_count, 1);
	kernel_stand_close(stand);
}

static void stretches_come_in_order_of_their_first_packet(void **state)
{
	struct kernel_stand *stand = kernel_stand_open(&(struct kernel_config){0});
	struct activity supplied = {.hardware = true,
				    .stretch = {.first_up_ns = START + 50 * MILLISECOND,
						.last_up_ns = START + 60 * MILLISECOND}};

	(void)state;
	if (!stand)
		skip();
	for (uint16_t i = 0; i < 20; i++) {
		kernel_set_clock(stand->kernel, START + i * 10 * MILLISECOND + 1);
		pass(stand, (uint16_t)(50000 + i * 7919 % 1000), true);
	}
	kernel_supply(stand->kernel, &supplied);
	kernel_set_clock(stand->kernel, START + 5 * SECOND);
	kernel_collect(stand->kernel);
	assert_int_equal(stand->heard.activity_count, 21);
	for (size_t i = 1; i < 21; i++)
		assert_true(stand->heard.activities[i - 1].stretch.first_up_ns <
			    stand->heard.activities[i].stretch.first_up_ns);
	assert_true(stand->heard.activities[5].hardware);
	kernel_stand_close(stand);
}

static void a_full_table_is_told_as_a_loss(void **state)
{
	struct kernel_stand *stand = kernel_stand_open(&(struct kernel_config){.flow_limit = 8});
	struct source_load load;

	(void)state;
	if (!stand)
		skip();
	for (uint16_t i = 0; i < 100; i++)
		pass(stand, (uint16_t)(50000 + i), true);
	kernel_collect(stand->kernel);
	kernel_tell_usage(stand->kernel, &load);
	assert_true(load.flows >= 8 && load.flows < 100);
	assert_int_equal(load.flows_refused, 100 - load.flows);
	assert_int_equal(stand->heard.loss_count, 1);
	assert_int_equal(stand->heard.losses[0].cause, CAUSE_FLOWS_FULL);
	assert_int_equal(stand->heard.losses[0].packets, load.flows_refused);
	kernel_stand_close(stand);
}

/* The ring holds six samples of 608 bytes and eight bytes of its own. */
static void a_full_ring_loses_samples_but_no_stretch(void **state)
{
	struct kernel_stand *stand = kernel_stand_open(&(struct kernel_config){.ring_bytes = 4096});
	struct source_load load;

	(void)state;
	if (!stand)
		skip();
	for (unsigned second = 0; second < 5; second++) {
		kernel_set_clock(stand->kernel, START + second * SECOND + 1);
		for (uint16_t flow = 0; flow < 10; flow++)
			pass(stand, (uint16_t)(50000 + flow), true);
		kernel_set_clock(stand->kernel, START + second * SECOND + SECOND / 2);
		if (second)
			kernel_collect(stand->kernel);
	}
	kernel_finish(stand->kernel);
	kernel_tell_usage(stand->kernel, &load);
	assert_true(load.samples_lost > 0);
	assert_int_equal(load.stretches_lost, 0);
	assert_int_equal(stand->heard.activity_count, 50);
	assert_int_equal(heard_bytes(stand, true), 2500);
	assert_true(stand->heard.loss_count > 0);
	assert_int_equal(stand->heard.losses[0].cause, CAUSE_SAMPLES_LOST);
	kernel_stand_close(stand);
}

static void a_lost_stretch_is_noticed_by_its_number(void **state)
{
	struct kernel_stand *stand = kernel_stand_open(&(struct kernel_config){.ring_bytes = 4096});
	struct source_load load;
	uint64_t lost = 0;

	(void)state;
	if (!stand)
		skip();
	for (unsigned second = 0; second < 8; second++) {
		kernel_set_clock(stand->kernel, START + second * SECOND + 1);
		for (uint16_t flow = 0; flow < 10; flow++)
			pass(stand, (uint16_t)(50000 + flow), true);
	}
	kernel_finish(stand->kernel);
	kernel_tell_usage(stand->kernel, &load);
	assert_true(load.stretches_lost > 0);
	assert_int_equal(heard_bytes(stand, true), 8 * 10 * 50 - load.stretches_lost * 50);
	for (size_t i = 0; i < stand->heard.loss_count; i++)
		if (stand->heard.losses[i].cause == CAUSE_STRETCHES_LOST)
			lost += stand->heard.losses[i].packets;
	assert_int_equal(lost, load.stretches_lost);
	kernel_stand_close(stand);
}

static void a_super_packet_counts_each_of_its_headers(void **state)
{
	struct kernel_stand *stand = kernel_stand_open(&(struct kernel_config){0});
	struct wire_spec spec = {.from_mac = CAMERA_MAC,
				 .to_mac = ROUTER_MAC,
				 .from = CAMERA_IP,
				 .to = "198.51.100.7",
				 .from_port = 50000,
				 .to_port = 443,
				 .protocol = IPPROTO_TCP};
	static const uint8_t payload[1500];
	struct wire wire;
	const struct account_stretch *s;

	(void)state;
	if (!stand)
		skip();
	spec.payload = payload;
	spec.payload_size = sizeof(payload);
	wire_build(&spec, &wire);
	assert_int_equal(kernel_run_merged(stand->kernel, wire.data, wire.captured, 3, 500), 0);
	kernel_finish(stand->kernel);
	assert_int_equal(stand->heard.activity_count, 1);
	s = &stand->heard.activities[0].stretch;
	assert_int_equal(s->packets_up, 3);
	assert_int_equal(s->bytes_up, 3 * 540);
	assert_int_equal(s->largest_up, 540);
	assert_int_equal(s->merged, 0);
	kernel_stand_close(stand);
}

static void a_muted_flow_is_not_seen_any_more(void **state)
{
	struct kernel_stand *stand = kernel_stand_open(&(struct kernel_config){.mute_after = 3});

	(void)state;
	if (!stand)
		skip();
	for (int i = 0; i < 10; i++)
		pass(stand, 50000, true);
	kernel_finish(stand->kernel);
	assert_int_equal(heard_bytes(stand, true), 3 * 50);
	kernel_stand_close(stand);
}

static void frames_go_on_unless_they_come_from_a_mirror(void **state)
{
	static const int verdicts[2][KERNEL_HOOKS] = {
		{XDP_PASS, TC_ACT_UNSPEC, TC_ACT_UNSPEC},
		{XDP_DROP, TC_ACT_SHOT, TC_ACT_UNSPEC},
	};

	(void)state;
	for (int mirror = 0; mirror < 2; mirror++) {
		struct kernel_stand *stand =
			kernel_stand_open(&(struct kernel_config){.mirror = mirror});
		struct wire wire;
		int verdict = 99;

		if (!stand)
			skip();
		frame_build(stand, 50000, true, &wire);
		for (enum kernel_hook hook = 0; hook < KERNEL_HOOKS; hook++) {
			assert_int_equal(
				kernel_run(stand->kernel, hook, wire.data, wire.captured, &verdict),
				0);
			assert_int_equal(verdict, verdicts[mirror][hook]);
		}
		kernel_stand_close(stand);
	}
}

static void of_a_device_that_is_ruled_out_nothing_is_kept(void **state)
{
	struct kernel_stand *stand = kernel_stand_open(&(struct kernel_config){0});
	struct device_key camera = a_device(CAMERA_MAC);
	struct source_load load;

	(void)state;
	if (!stand)
		skip();
	kernel_decide(stand->kernel, &camera, DEVICE_OTHER);
	for (uint16_t i = 0; i < 50; i++)
		pass(stand, (uint16_t)(50000 + i), i & 1);
	kernel_finish(stand->kernel);
	kernel_tell_usage(stand->kernel, &load);
	assert_int_equal(load.flows, 0);
	assert_int_equal(load.ruled_out, 1);
	assert_int_equal(stand->heard.activity_count, 0);
	assert_int_equal(stand->heard.sample_count, 0);
	assert_int_equal(kernel_counters(stand->kernel)->ip_packets, 50);
	kernel_decide(stand->kernel, &camera, DEVICE_CAMERA);
	pass(stand, 50000, true);
	kernel_finish(stand->kernel);
	assert_int_equal(stand->heard.activity_count, 1);
	kernel_stand_close(stand);
}

/* The engine's answer for a device reaches the program with the first sample. */
static void a_device_is_asked_for_once(void **state)
{
	struct kernel_stand *stand = kernel_stand_open(&(struct kernel_config){0});

	(void)state;
	if (!stand)
		skip();
	stand->heard.answer = DEVICE_OTHER;
	pass(stand, 50000, true);
	kernel_read(stand->kernel);
	pass(stand, 50001, true);
	pass(stand, 50002, true);
	kernel_finish(stand->kernel);
	assert_int_equal(stand->heard.state_count, 1);
	assert_int_equal(stand->heard.activity_count, 1);
	kernel_stand_close(stand);
}

static void idle_flows_make_room_and_lose_no_byte(void **state)
{
	struct kernel_stand *stand = kernel_stand_open(&(struct kernel_config){.idle_s = 60});
	struct source_load load;

	(void)state;
	if (!stand)
		skip();
	for (uint16_t i = 0; i < 30; i++) {
		pass(stand, (uint16_t)(50000 + i), true);
		pass(stand, (uint16_t)(50000 + i), false);
		pass(stand, (uint16_t)(51000 + i), false); /* nothing but downstream */
	}
	kernel_set_clock(stand->kernel, START + 59 * SECOND);
	kernel_collect(stand->kernel);
	kernel_tell_usage(stand->kernel, &load);
	assert_int_equal(load.flows, 60);
	assert_int_equal(heard_bytes(stand, false), 30 * 50);
	kernel_set_clock(stand->kernel, START + 60 * SECOND);
	kernel_collect(stand->kernel);
	kernel_tell_usage(stand->kernel, &load);
	assert_int_equal(load.flows, 0);
	assert_int_equal(heard_bytes(stand, true), 30 * 50);
	assert_int_equal(heard_bytes(stand, false), 60 * 50);
	pass(stand, 50000, true); /* comes back as a new one */
	kernel_finish(stand->kernel);
	assert_int_equal(heard_bytes(stand, true), 31 * 50);
	assert_int_equal(stand->heard.loss_count, 0);
	kernel_stand_close(stand);
}

static void each_sum(void *context, const struct source_flow *flow)
{
	struct source_flow *sum = context;

	sum->bytes_up += flow->bytes_up;
	sum->bytes_down += flow->bytes_down;
	sum->packets_up += flow->packets_up;
	assert_int_equal(flow->began_ns, START);
}

static void a_flow_is_told_with_all_that_was_counted_of_it(void **state)
{
	struct kernel_stand *stand = kernel_stand_open(&(struct kernel_config){0});

	(void)state;
	if (!stand)
		skip();
	for (unsigned i = 0; i < 9; i++) {
		struct source_flow sum = {0};

		kernel_set_clock(stand->kernel, START + i * 400 * MILLISECOND);
		pass(stand, 50000, true);
		pass(stand, 50000, false);
		kernel_collect(stand->kernel);
		kernel_each(stand->kernel, each_sum, &sum);
		assert_int_equal(sum.packets_up, i + 1);
		assert_int_equal(sum.bytes_up, (i + 1) * 50);
		assert_int_equal(sum.bytes_down, (i + 1) * 50);
	}
	kernel_stand_close(stand);
}

static void each_last_up(void *context, const struct source_flow *flow)
{
	*(uint64_t *)context = flow->last_up_ns;
}

/* Its stretch is closed a second later, and what comes down then opens none. */
static void a_flow_is_told_with_when_something_last_went_up(void **state)
{
	struct kernel_stand *stand = kernel_stand_open(&(struct kernel_config){0});

	(void)state;
	if (!stand)
		skip();
	for (unsigned i = 0; i < 12; i++) {
		uint64_t last_ns = 1;

		kernel_set_clock(stand->kernel, START + i * 400 * MILLISECOND);
		pass(stand, 50000, i == 1 || i == 9);
		kernel_collect(stand->kernel);
		kernel_each(stand->kernel, each_last_up, &last_ns);
		assert_int_equal(last_ns, i == 0  ? 0
					  : i < 9 ? START + 400 * MILLISECOND
						  : START + 3600 * MILLISECOND);
	}
	kernel_stand_close(stand);
}

struct runner {
	struct kernel_stand *stand;
	struct wire wire;
};

#define REPEATS 20000U

static void *run_often(void *context)
{
	struct runner *r = context;
	LIBBPF_OPTS(bpf_test_run_opts, opts, .data_in = r->wire.data,
		    .data_size_in = r->wire.captured, .repeat = REPEATS);

	return bpf_prog_test_run_opts(kernel_program(r->stand->kernel, KERNEL_XDP), &opts) ? context
											   : NULL;
}

/* Frames without anything that tells a copy, so that each of them counts. */
static void two_processors_count_one_flow_exactly(void **state)
{
	struct kernel_stand *stand = kernel_stand_open(&(struct kernel_config){0});
	struct runner runner = {.stand = stand};
	struct wire_spec spec = {.from_mac = CAMERA_MAC,
				 .to_mac = ROUTER_MAC,
				 .from = CAMERA_IP,
				 .to = "198.51.100.7",
				 .from_port = 50000,
				 .to_port = 443,
				 .protocol = IPPROTO_UDP};
	pthread_t threads[2];

	(void)state;
	if (!stand)
		skip();
	wire_build(&spec, &runner.wire);
	for (int i = 0; i < 2; i++)
		assert_int_equal(pthread_create(&threads[i], NULL, run_often, &runner), 0);
	for (int i = 0; i < 2; i++) {
		void *failed;

		assert_int_equal(pthread_join(threads[i], &failed), 0);
		assert_null(failed);
	}
	kernel_finish(stand->kernel);
	assert_int_equal(kernel_counters(stand->kernel)->copies, 0);
	assert_int_equal(heard_bytes(stand, true), 2 * REPEATS * 28);
	kernel_stand_close(stand);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_stretch_is_handed_over_a_second_after_it_began),
		cmocka_unit_test(stretches_come_in_order_of_their_first_packet),
		cmocka_unit_test(a_full_table_is_told_as_a_loss),
		cmocka_unit_test(a_full_ring_loses_samples_but_no_stretch),
		cmocka_unit_test(a_lost_stretch_is_noticed_by_its_number),
		cmocka_unit_test(a_super_packet_counts_each_of_its_headers),
		cmocka_unit_test(a_muted_flow_is_not_seen_any_more),
		cmocka_unit_test(frames_go_on_unless_they_come_from_a_mirror),
		cmocka_unit_test(of_a_device_that_is_ruled_out_nothing_is_kept),
		cmocka_unit_test(a_device_is_asked_for_once),
		cmocka_unit_test(idle_flows_make_room_and_lose_no_byte),
		cmocka_unit_test(a_flow_is_told_with_all_that_was_counted_of_it),
		cmocka_unit_test(a_flow_is_told_with_when_something_last_went_up),
		cmocka_unit_test(two_processors_count_one_flow_exactly),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
