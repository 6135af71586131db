// SPDX-License-Identifier: GPL-2.0-or-later
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include <bpf/bpf.h>
#include <net/if.h>
#include <netinet/in.h>
#include <sched.h>
#include <stdio.h>
#include <unistd.h>

#include "../bpf/record.h"
#include "support.h"
#include "support_kernel.h"

/* `spec`, as it passes `interface` (0: any) by `hook`. */
static void pass_as(struct kernel_stand *stand, struct wire_spec spec, uint32_t interface,
		    enum kernel_hook hook)
{
	struct __sk_buff context = {.ifindex = interface};
	struct wire wire;
	LIBBPF_OPTS(bpf_test_run_opts, opts, .data_in = wire.data, .repeat = 1);

	spec.protocol = IPPROTO_TCP;
	spec.sequence = stand->sequence++;
	spec.payload = "hello";
	spec.payload_size = 5;
	wire_build(&spec, &wire);
	opts.data_size_in = wire.captured;
	if (interface) {
		opts.ctx_in = &context;
		opts.ctx_size_in = sizeof(context);
	}
	assert_int_equal(bpf_prog_test_run_opts(kernel_program(stand->kernel, hook), &opts), 0);
}

/* One packet of `mac` to `to`. */
static void pass_by(struct kernel_stand *stand, const char *mac, const char *to, uint32_t interface,
		    enum kernel_hook hook)
{
	struct wire_spec spec = {.from_mac = mac,
				 .to_mac = ROUTER_MAC,
				 .from = CAMERA_IP,
				 .to = to,
				 .from_port = 50000,
				 .to_port = 443};

	pass_as(stand, spec, interface, hook);
}

static void pass(struct kernel_stand *stand, const char *to, uint32_t interface)
{
	pass_by(stand, CAMERA_MAC, to, interface, KERNEL_TC_INGRESS);
}

static void learn(struct kernel_stand *stand, const char *text)
{
	struct prefix prefix;

	assert_int_equal(prefix_parse(text, &prefix), 0);
	assert_int_equal(home_add(stand->home, &prefix, HOME_ADVERTISED), 0);
	kernel_read(stand->kernel);
}

static enum flow_scope scope_of(struct kernel_stand *stand, const char *to)
{
	pass(stand, to, 0);
	kernel_finish(stand->kernel);
	assert_true(stand->heard.activity_count > 0);
	return stand->heard.activities[stand->heard.activity_count - 1].flow.scope;
}

static void what_the_home_learns_the_program_knows(void **state)
{
	struct kernel_stand *stand = kernel_stand_open(&(struct kernel_config){0});

	(void)state;
	if (!stand)
		skip();
	assert_int_equal(scope_of(stand, "198.51.100.7"), FLOW_OUTSIDE);
	learn(stand, "198.51.100.7");
	assert_int_equal(scope_of(stand, "198.51.100.7"), FLOW_HOME);
	assert_int_equal(scope_of(stand, "198.51.100.8"), FLOW_OUTSIDE);
	learn(stand, "203.0.113.0/25");
	assert_int_equal(scope_of(stand, "203.0.113.127"), FLOW_HOME);
	assert_int_equal(scope_of(stand, "203.0.113.128"), FLOW_OUTSIDE);
	for (unsigned i = 1; i < HOME_PREFIXES; i++) {
		char text[32];

		snprintf(text, sizeof(text), "100.%u.0.0/16", i);
		learn(stand, text);
	}
	assert_int_equal(scope_of(stand, "100.63.9.9"), FLOW_HOME);
	assert_int_equal(scope_of(stand, "100.64.9.9"), FLOW_OUTSIDE);
	kernel_stand_close(stand);
}

/* A viewer who comes in by a VPN: what the program is told of the home changes while it runs. */
static void what_is_reached_through_a_tunnel_is_outside_to_the_program_too(void **state)
{
	static const enum flow_scope scopes[] = {FLOW_HOME, FLOW_OUTSIDE, FLOW_HOME, FLOW_HOME};
	struct kernel_stand *stand = kernel_stand_open(&(struct kernel_config){0});
	struct wire_spec spec = {
		.from_mac = CAMERA_MAC,
		.to_mac = ROUTER_MAC,
		.from = CAMERA_IP,
		.to = "10.9.0.2",
		.protocol = IPPROTO_TCP,
		.to_port = 50001,
	};
	struct home_exception exception = {.vpn = true};
	struct prefix longer;

	(void)state;
	if (!stand)
		skip();
	assert_int_equal(prefix_parse("10.9.0.0/24", &exception.prefix), 0);
	assert_int_equal(prefix_parse("10.9.0.0/28", &longer), 0);
	for (uint16_t i = 0; i < 4; i++) {
		struct wire wire;

		if (i == 1)
			home_except(stand->home, &exception, 1);
		else if (i == 2)
			home_add(stand->home, &longer, HOME_LOCAL);
		else if (i == 3)
			home_except(stand->home, NULL, 0);
		kernel_read(stand->kernel);
		spec.from_port = (uint16_t)(554 + i);
		spec.sequence = i;
		wire_build(&spec, &wire);
		kernel_run(stand->kernel, KERNEL_XDP, wire.data, wire.captured, NULL);
	}
	kernel_finish(stand->kernel);
	assert_int_equal(stand->heard.activity_count, 4);
	for (size_t i = 0; i < 4; i++) {
		const struct flow_key *key = &stand->heard.activities[i].flow;

		assert_int_equal(key->scope, scopes[key->local_port - 554]);
	}
	kernel_stand_close(stand);
}

/* Two interfaces of a network name space of this program's own. False where it cannot be had. */
static bool two_interfaces(uint32_t out[2])
{
	if (unshare(CLONE_NEWNET) || system("ip link add lwa type veth peer name lwb"))
		return false;
	out[0] = if_nametoindex("lwa");
	out[1] = if_nametoindex("lwb");
	return out[0] && out[1];
}

static uint32_t heard_packets(const struct kernel_stand *stand)
{
	uint32_t sum = 0;

	for (size_t i = 0; i < stand->heard.activity_count; i++)
		sum += stand->heard.activities[i].stretch.packets_up;
	return sum;
}

static void a_port_is_believed_before_its_bridge(void **state)
{
	struct kernel_stand *stand;
	uint32_t interfaces[2];

	(void)state;
	if (!two_interfaces(interfaces)) {
		print_message("# netns: no network name space here\n");
		skip();
	}
	stand = kernel_stand_open(&(struct kernel_config){0});
	if (!stand)
		skip();
	assert_int_equal(kernel_rank(stand->kernel, interfaces[0], 0), 0);
	assert_int_equal(kernel_rank(stand->kernel, interfaces[1], 1), 0);
	pass(stand, "198.51.100.7", interfaces[0]);
	pass(stand, "198.51.100.7", interfaces[1]); /* a higher rank: moves there */
	pass(stand, "198.51.100.7", interfaces[0]); /* elsewhere */
	kernel_finish(stand->kernel);
	assert_int_equal(heard_packets(stand), 2);
	assert_int_equal(kernel_counters(stand->kernel)->copies, 1);
	assert_int_equal(stand->heard.activities[0].interface, interfaces[1]);
	kernel_stand_close(stand);
}

/*
 * A packet at an interface of rank `first`, and another at one of rank `then` at `time_ns`: how
 * many were counted. -1 where it cannot be tried here.
 */
static int moved(unsigned first, unsigned then, uint64_t time_ns)
{
	struct kernel_stand *stand;
	uint32_t interfaces[2];
	int packets;

	if (!two_interfaces(interfaces)) {
		print_message("# netns: no network name space here\n");
		return -1;
	}
	stand = kernel_stand_open(&(struct kernel_config){0});
	if (!stand)
		return -1;
	assert_int_equal(kernel_rank(stand->kernel, interfaces[0], first), 0);
	assert_int_equal(kernel_rank(stand->kernel, interfaces[1], then), 0);
	pass(stand, "198.51.100.7", interfaces[0]);
	kernel_set_clock(stand->kernel, START + time_ns);
	pass(stand, "198.51.100.7", interfaces[1]);
	kernel_finish(stand->kernel);
	packets = (int)heard_packets(stand);
	assert_int_equal(kernel_counters(stand->kernel)->copies, 2 - packets);
	kernel_stand_close(stand);
	return packets;
}

static void a_device_moves_once_what_it_sends_can_be_no_copy_any_more(void **state)
{
	int packets = moved(2, 2, 10 * MILLISECOND);

	(void)state;
	if (packets < 0)
		skip();
	assert_int_equal(packets, 1);
	assert_int_equal(moved(2, 2, 10 * MILLISECOND + 1), 2);
}

static void a_device_moves_from_a_port_to_its_bridge_later_and_back_at_once(void **state)
{
	int packets = moved(2, 0, 200 * MILLISECOND);

	(void)state;
	if (packets < 0)
		skip();
	assert_int_equal(packets, 1);
	assert_int_equal(moved(2, 0, 200 * MILLISECOND + 1), 2);
	assert_int_equal(moved(0, 2, 1), 2);
}

static void answer(struct kernel_stand *stand, uint16_t port, uint32_t interface)
{
	struct wire_spec down = {.from_mac = ROUTER_MAC,
				 .to_mac = CAMERA_MAC,
				 .from = "198.51.100.7",
				 .to = CAMERA_IP,
				 .from_port = 443,
				 .to_port = port};

	pass_as(stand, down, interface, KERNEL_TC_EGRESS);
}

/* A packet of the camera's connection from local port `port`, and its answer. */
static void ask(struct kernel_stand *stand, uint16_t port, uint32_t interface)
{
	struct wire_spec up = {.from_mac = CAMERA_MAC,
			       .to_mac = ROUTER_MAC,
			       .from = CAMERA_IP,
			       .to = "198.51.100.7",
			       .from_port = port,
			       .to_port = 443};

	pass_as(stand, up, interface, KERNEL_TC_INGRESS);
	answer(stand, port, interface);
}

static uint32_t heard_down(const struct kernel_stand *stand)
{
	uint32_t packets = 0;

	for (size_t i = 0; i < stand->heard.activity_count; i++) {
		const struct account_stretch *s = &stand->heard.activities[i].stretch;

		packets += s->lead.packets + s->within.packets + s->tail.packets;
	}
	return packets;
}

/* Two cables as one (LACP): each connection takes its own. */
static void two_connections_by_two_cables_at_a_time_lose_nothing(void **state)
{
	struct kernel_stand *stand;
	uint32_t interfaces[2];

	(void)state;
	if (!two_interfaces(interfaces)) {
		print_message("# netns: no network name space here\n");
		skip();
	}
	stand = kernel_stand_open(&(struct kernel_config){0});
	if (!stand)
		skip();
	for (unsigned i = 0; i < 2; i++)
		assert_int_equal(kernel_rank(stand->kernel, interfaces[i], 2), 0);
	for (unsigned i = 0; i < 50; i++) {
		kernel_set_clock(stand->kernel, START + i * 3 * MILLISECOND);
		ask(stand, 50000, interfaces[0]);
		ask(stand, 50001, interfaces[1]);
	}
	kernel_read(stand->kernel);
	assert_int_equal(kernel_counters(stand->kernel)->copies, 0);
	answer(stand, 50002, interfaces[1]); /* of nothing that was asked there */
	kernel_finish(stand->kernel);
	assert_int_equal(heard_packets(stand), 100);
	assert_int_equal(heard_down(stand), 100);
	assert_int_equal(kernel_counters(stand->kernel)->copies, 1);
	kernel_stand_close(stand);
}

/* A port, and another that is a mirror of it: the second connection is seen there first. */
static void what_two_equal_interfaces_see_of_two_connections_counts_once(void **state)
{
	struct kernel_stand *stand;
	uint32_t interfaces[2];

	(void)state;
	if (!two_interfaces(interfaces)) {
		print_message("# netns: no network name space here\n");
		skip();
	}
	stand = kernel_stand_open(&(struct kernel_config){0});
	if (!stand)
		skip();
	for (unsigned i = 0; i < 2; i++)
		assert_int_equal(kernel_rank(stand->kernel, interfaces[i], 2), 0);
	for (unsigned i = 0; i < 50; i++) {
		kernel_set_clock(stand->kernel, START + i * 3 * MILLISECOND);
		for (unsigned at = 0; at < 2; at++) {
			stand->sequence = i * 10;
			ask(stand, 50000, interfaces[at]);
		}
		for (unsigned at = 0; at < 2; at++) {
			stand->sequence = i * 10 + 5;
			ask(stand, 50001, interfaces[!at]);
		}
	}
	kernel_finish(stand->kernel);
	assert_int_equal(heard_packets(stand), 100);
	assert_int_equal(heard_down(stand), 100);
	kernel_stand_close(stand);
}

/* A port that is not watched has the camera; its bridge sends what is for a recorder to another. */
static void a_device_is_not_at_the_port_by_which_its_frames_leave(void **state)
{
	struct kernel_stand *stand;
	uint32_t interfaces[2];

	(void)state;
	if (!two_interfaces(interfaces)) {
		print_message("# netns: no network name space here\n");
		skip();
	}
	stand = kernel_stand_open(&(struct kernel_config){0});
	if (!stand)
		skip();
	assert_int_equal(kernel_rank(stand->kernel, interfaces[0], 0), 0);
	assert_int_equal(kernel_rank(stand->kernel, interfaces[1], 2), 0);
	for (unsigned i = 0; i < 5; i++) {
		pass_by(stand, CAMERA_MAC, "192.168.1.60", interfaces[1], KERNEL_TC_EGRESS);
		pass(stand, "198.51.100.7", interfaces[0]);
	}
	kernel_finish(stand->kernel);
	assert_int_equal(heard_packets(stand), 6);
	assert_int_equal(kernel_counters(stand->kernel)->copies, 4);
	kernel_stand_close(stand);
}

static void a_device_moves_at_once_when_its_interface_is_no_more(void **state)
{
	struct kernel_stand *stand;
	uint32_t interfaces[2];

	(void)state;
	if (!two_interfaces(interfaces)) {
		print_message("# netns: no network name space here\n");
		skip();
	}
	stand = kernel_stand_open(&(struct kernel_config){0});
	if (!stand)
		skip();
	assert_int_equal(kernel_rank(stand->kernel, interfaces[0], 1), 0);
	pass(stand, "198.51.100.7", interfaces[0]);
	kernel_unrank(stand->kernel, interfaces[0]);
	pass(stand, "198.51.100.7", interfaces[1]);
	kernel_finish(stand->kernel);
	assert_int_equal(heard_packets(stand), 2);
	assert_int_equal(kernel_counters(stand->kernel)->copies, 0);
	kernel_stand_close(stand);
}

static void devices_idle_for_a_day_are_forgotten_but_not_cameras(void **state)
{
	struct kernel_stand *stand = kernel_stand_open(&(struct kernel_config){0});
	struct device_key camera = a_device(PHONE_MAC);
	struct source_load load;

	(void)state;
	if (!stand)
		skip();
	pass(stand, "198.51.100.7", 0);
	kernel_decide(stand->kernel, &camera, DEVICE_CAMERA);
	kernel_collect(stand->kernel);
	kernel_tell_usage(stand->kernel, &load);
	assert_int_equal(load.devices, 2);
	kernel_set_clock(stand->kernel, START + 86401 * SECOND);
	kernel_collect(stand->kernel);
	kernel_tell_usage(stand->kernel, &load);
	assert_int_equal(load.devices, 1);
	assert_int_equal(load.cameras, 1);
	kernel_stand_close(stand);
}

static void made_up_macs_keep_a_camera_out_for_a_minute_at_most(void **state)
{
	struct kernel_stand *stand = kernel_stand_open(&(struct kernel_config){0});
	struct device_key stranger = {.kind = DEVICE_BY_MAC, .bytes = {0x06}};

	(void)state;
	if (!stand)
		skip();
	for (unsigned i = 0; i < 4096; i++) {
		stranger.bytes[4] = (uint8_t)(i >> 8);
		stranger.bytes[5] = (uint8_t)i;
		/* Names of phones can be made up too. */
		kernel_decide(stand->kernel, &stranger, i % 2 ? DEVICE_OTHER : DEVICE_UNDECIDED);
	}
	pass(stand, "198.51.100.7", 0);
	kernel_set_clock(stand->kernel, START + 2 * SECOND);
	kernel_collect(stand->kernel);
	assert_int_equal(stand->heard.activity_count, 0);
	assert_int_equal(stand->heard.loss_count, 1);
	assert_int_equal(stand->heard.losses[0].cause, CAUSE_DEVICES_FULL);
	kernel_set_clock(stand->kernel, START + 65 * SECOND);
	kernel_collect(stand->kernel);
	pass(stand, "198.51.100.7", 0);
	kernel_finish(stand->kernel);
	assert_int_equal(stand->heard.activity_count, 1);
	assert_int_equal(stand->heard.loss_count, 1);
	kernel_stand_close(stand);
}

/* Another MAC that may have the camera's seat. */
static struct device_key rival(void)
{
	struct device_key camera = a_device(CAMERA_MAC), other = camera;
	uint16_t mac[3], seat;

	memcpy(mac, camera.bytes, sizeof(mac));
	seat = (uint16_t)kernel_seat_of(mac);
	do {
		mac[2]++;
	} while (kernel_seat_of(mac) != seat);
	memcpy(other.bytes, mac, sizeof(mac));
	return other;
}

static void two_of_one_seat_are_told_apart(void **state)
{
	struct device_key camera = a_device(CAMERA_MAC), other = rival();

	(void)state;
	for (unsigned first = 0; first < 2; first++) {
		struct kernel_stand *stand = kernel_stand_open(&(struct kernel_config){0});

		if (!stand)
			skip();
		if (first)
			kernel_decide(stand->kernel, &camera, DEVICE_CAMERA);
		kernel_decide(stand->kernel, &other, DEVICE_OTHER);
		pass(stand, "198.51.100.7", 0);
		kernel_decide(stand->kernel, &camera, DEVICE_OTHER);
		kernel_decide(stand->kernel, &other, DEVICE_CAMERA);
		pass(stand, "198.51.100.7", 0);
		kernel_finish(stand->kernel);
		assert_int_equal(heard_packets(stand), 1);
		kernel_stand_close(stand);
	}
}

/* Undecided, ruled out, a camera, undecided: at each the next packet is treated so. */
static void what_a_device_is_holds_from_the_next_packet_on(void **state)
{
	static const enum device_state states[] = {DEVICE_OTHER, DEVICE_CAMERA, DEVICE_OTHER,
						   DEVICE_UNDECIDED};
	struct kernel_stand *stand = kernel_stand_open(&(struct kernel_config){0});
	struct device_key camera = a_device(CAMERA_MAC);

	(void)state;
	if (!stand)
		skip();
	for (size_t i = 0; i < sizeof(states) / sizeof(states[0]); i++) {
		kernel_decide(stand->kernel, &camera, states[i]);
		pass(stand, "198.51.100.7", 0);
		pass(stand, "198.51.100.7", 0);
	}
	kernel_finish(stand->kernel);
	assert_int_equal(heard_packets(stand), 4);
	kernel_stand_close(stand);
}

static void who_was_forgotten_has_no_seat(void **state)
{
	struct kernel_stand *stand = kernel_stand_open(&(struct kernel_config){0});
	struct device_key camera = a_device(CAMERA_MAC);
	struct device_key stranger = {.kind = DEVICE_BY_MAC, .bytes = {0x06}};

	(void)state;
	if (!stand)
		skip();
	kernel_decide(stand->kernel, &camera, DEVICE_OTHER);
	for (unsigned i = 1; i < 4096; i++) {
		stranger.bytes[4] = (uint8_t)(i >> 8);
		stranger.bytes[5] = (uint8_t)i;
		kernel_decide(stand->kernel, &stranger, DEVICE_UNDECIDED);
	}
	/* There is no room for it, so others are crowded out. */
	pass_by(stand, PHONE_MAC, "198.51.100.7", 0, KERNEL_XDP);
	kernel_set_clock(stand->kernel, START + 2 * SECOND);
	kernel_collect(stand->kernel);
	kernel_set_clock(stand->kernel, START + 65 * SECOND);
	kernel_collect(stand->kernel);
	pass(stand, "198.51.100.7", 0);
	kernel_finish(stand->kernel);
	assert_int_equal(heard_packets(stand), 1);
	kernel_stand_close(stand);
}

static void who_sends_from_a_seat_is_not_idle(void **state)
{
	struct kernel_stand *stand = kernel_stand_open(&(struct kernel_config){0});
	struct source_load load;

	(void)state;
	if (!stand)
		skip();
	for (uint64_t hours = 0; hours <= 40; hours += 20) {
		kernel_set_clock(stand->kernel, START + hours * 3600 * SECOND);
		pass(stand, "198.51.100.7", 0);
		pass(stand, "198.51.100.7", 0);
		kernel_collect(stand->kernel);
		kernel_tell_usage(stand->kernel, &load);
		assert_int_equal(load.devices, 1);
	}
	kernel_set_clock(stand->kernel, START + 63 * 3600 * SECOND);
	kernel_collect(stand->kernel);
	kernel_tell_usage(stand->kernel, &load);
	assert_int_equal(load.devices, 1);
	kernel_set_clock(stand->kernel, START + 65 * 3600 * SECOND);
	kernel_collect(stand->kernel);
	kernel_tell_usage(stand->kernel, &load);
	assert_int_equal(load.devices, 0);
	kernel_stand_close(stand);
}

/* When it last sent the seat knows, and `devices` does not. */
static void a_device_with_a_seat_moves_no_sooner(void **state)
{
	struct kernel_stand *stand;
	uint32_t interfaces[2];

	(void)state;
	if (!two_interfaces(interfaces)) {
		print_message("# netns: no network name space here\n");
		skip();
	}
	stand = kernel_stand_open(&(struct kernel_config){0});
	if (!stand)
		skip();
	assert_int_equal(kernel_rank(stand->kernel, interfaces[0], 1), 0);
	assert_int_equal(kernel_rank(stand->kernel, interfaces[1], 1), 0);
	pass(stand, "198.51.100.7", interfaces[0]);
	kernel_collect(stand->kernel);
	pass(stand, "198.51.100.7", interfaces[0]); /* its seat learns where it is */
	kernel_set_clock(stand->kernel, START + SECOND);
	pass(stand, "198.51.100.7", interfaces[0]);
	kernel_set_clock(stand->kernel, START + SECOND + 10 * MILLISECOND);
	pass(stand, "198.51.100.7", interfaces[1]);
	assert_int_equal(kernel_counters(stand->kernel)->copies, 1);
	kernel_set_clock(stand->kernel, START + SECOND + 10 * MILLISECOND + 1);
	pass(stand, "198.51.100.7", interfaces[1]); /* moves there, and its seat too */
	pass(stand, "198.51.100.7", interfaces[0]);
	assert_int_equal(kernel_counters(stand->kernel)->copies, 2);
	pass(stand, "198.51.100.7", interfaces[1]);
	kernel_finish(stand->kernel);
	assert_int_equal(kernel_counters(stand->kernel)->copies, 2);
	assert_int_equal(heard_packets(stand), 5);
	kernel_stand_close(stand);
}

/* 1,440 bytes of IP from an address that is nobody's here. */
static void pass_stray(struct kernel_stand *stand, unsigned count)
{
	uint8_t payload[1400] = {0};
	struct wire_spec spec = {.from_mac = CAMERA_MAC,
				 .to_mac = ROUTER_MAC,
				 .from = "198.51.100.77",
				 .to = "203.0.113.21",
				 .from_port = 50000,
				 .to_port = 443,
				 .protocol = IPPROTO_TCP,
				 .payload = payload,
				 .payload_size = sizeof(payload)};
	struct wire wire;

	for (unsigned i = 0; i < count; i++) {
		spec.sequence = stand->sequence++;
		wire_build(&spec, &wire);
		assert_int_equal(
			kernel_run(stand->kernel, KERNEL_XDP, wire.data, wire.captured, NULL), 0);
	}
}

static void what_a_device_sends_from_elsewhere_is_told(void **state)
{
	struct kernel_stand *stand = kernel_stand_open(&(struct kernel_config){0});
	const struct loss *loss;

	(void)state;
	if (!stand)
		skip();
	pass_stray(stand, 100); /* of who is not known here */
	pass(stand, "198.51.100.7", 0);
	kernel_set_clock(stand->kernel, START + 2 * SECOND);
	kernel_collect(stand->kernel);
	pass_stray(stand, 60); /* less than a clip */
	kernel_set_clock(stand->kernel, START + 700 * SECOND);
	kernel_collect(stand->kernel);
	assert_int_equal(stand->heard.loss_count, 0);
	pass_stray(stand, 70);
	kernel_set_clock(stand->kernel, START + 900 * SECOND);
	kernel_collect(stand->kernel);
	assert_int_equal(stand->heard.loss_count, 0);
	kernel_set_clock(stand->kernel, START + 1301 * SECOND);
	kernel_collect(stand->kernel);
	assert_int_equal(stand->heard.loss_count, 1);
	loss = &stand->heard.losses[0];
	assert_int_equal(loss->cause, CAUSE_STRAY);
	assert_int_equal(loss->bytes, 70 * 1440);
	assert_int_equal(loss->from_ns, START + 700 * SECOND);
	assert_int_equal(loss->to_ns, START + 1301 * SECOND);
	pass_stray(stand, 80);
	kernel_finish(stand->kernel);
	assert_int_equal(stand->heard.loss_count, 2);
	kernel_stand_close(stand);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_the_home_learns_the_program_knows),
		cmocka_unit_test(what_is_reached_through_a_tunnel_is_outside_to_the_program_too),
		cmocka_unit_test(two_of_one_seat_are_told_apart),
		cmocka_unit_test(what_a_device_is_holds_from_the_next_packet_on),
		cmocka_unit_test(who_was_forgotten_has_no_seat),
		cmocka_unit_test(who_sends_from_a_seat_is_not_idle),
		cmocka_unit_test(a_device_with_a_seat_moves_no_sooner),
		cmocka_unit_test(what_a_device_sends_from_elsewhere_is_told),
		cmocka_unit_test(two_connections_by_two_cables_at_a_time_lose_nothing),
		cmocka_unit_test(what_two_equal_interfaces_see_of_two_connections_counts_once),
		cmocka_unit_test(a_device_moves_at_once_when_its_interface_is_no_more),
		cmocka_unit_test(devices_idle_for_a_day_are_forgotten_but_not_cameras),
		cmocka_unit_test(made_up_macs_keep_a_camera_out_for_a_minute_at_most),
		cmocka_unit_test(a_port_is_believed_before_its_bridge),
		cmocka_unit_test(a_device_moves_once_what_it_sends_can_be_no_copy_any_more),
		cmocka_unit_test(a_device_moves_from_a_port_to_its_bridge_later_and_back_at_once),
		cmocka_unit_test(a_device_is_not_at_the_port_by_which_its_frames_leave),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
