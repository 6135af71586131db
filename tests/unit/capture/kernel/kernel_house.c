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

#include "support.h"
#include "support_kernel.h"

struct stand {
	struct heard heard;
	struct home *home;
	struct kernel *kernel;
	uint32_t sequence;
};

static void stand_close(struct stand *stand)
{
	kernel_destroy(stand->kernel);
	home_destroy(stand->home);
	free(stand);
}

static struct stand *stand_open(void)
{
	struct stand *stand = calloc(1, sizeof(*stand));
	struct kernel_config config = {.clock_told = true};

	assert_non_null(stand);
	assert_int_equal(home_create(&stand->home), 0);
	config.home = stand->home;
	config.observer = heard_observer(&stand->heard);
	stand->kernel = kernel_or_skip(&config);
	if (stand->kernel) {
		kernel_set_clock(stand->kernel, START);
		return stand;
	}
	stand_close(stand);
	return NULL;
}

/* One packet from the camera to `to`, as it passes `interface` (0: any) by `hook`. */
static void pass_by(struct stand *stand, const char *to, uint32_t interface, enum kernel_hook hook)
{
	struct wire_spec spec = {.from_mac = CAMERA_MAC,
				 .to_mac = ROUTER_MAC,
				 .from = CAMERA_IP,
				 .to = to,
				 .from_port = 50000,
				 .to_port = 443,
				 .protocol = IPPROTO_TCP,
				 .sequence = stand->sequence++,
				 .payload = "hello",
				 .payload_size = 5};
	struct __sk_buff context = {.ifindex = interface};
	struct wire wire;
	LIBBPF_OPTS(bpf_test_run_opts, opts, .data_in = wire.data, .repeat = 1);

	wire_build(&spec, &wire);
	opts.data_size_in = wire.captured;
	if (interface) {
		opts.ctx_in = &context;
		opts.ctx_size_in = sizeof(context);
	}
	assert_int_equal(bpf_prog_test_run_opts(kernel_program(stand->kernel, hook), &opts), 0);
}

static void pass(struct stand *stand, const char *to, uint32_t interface)
{
	pass_by(stand, to, interface, KERNEL_TC_INGRESS);
}

static void learn(struct stand *stand, const char *text)
{
	struct prefix prefix;

	assert_int_equal(prefix_parse(text, &prefix), 0);
	assert_int_equal(home_add(stand->home, &prefix, HOME_ADVERTISED), 0);
	kernel_read(stand->kernel);
}

static enum flow_scope scope_of(struct stand *stand, const char *to)
{
	pass(stand, to, 0);
	kernel_finish(stand->kernel);
	assert_true(stand->heard.activity_count > 0);
	return stand->heard.activities[stand->heard.activity_count - 1].flow.scope;
}

static void what_the_home_learns_the_program_knows(void **state)
{
	struct stand *stand = stand_open();

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
	stand_close(stand);
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

static uint32_t heard_packets(const struct stand *stand)
{
	uint32_t sum = 0;

	for (size_t i = 0; i < stand->heard.activity_count; i++)
		sum += stand->heard.activities[i].stretch.packets_up;
	return sum;
}

static void a_port_is_believed_before_its_bridge(void **state)
{
	struct stand *stand;
	uint32_t interfaces[2];

	(void)state;
	if (!two_interfaces(interfaces)) {
		print_message("# netns: no network name space here\n");
		skip();
	}
	stand = stand_open();
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
	stand_close(stand);
}

/*
 * A packet at an interface of rank `first`, and another at one of rank `then` at `time_ns`: how
 * many were counted. -1 where it cannot be tried here.
 */
static int moved(unsigned first, unsigned then, uint64_t time_ns)
{
	struct stand *stand;
	uint32_t interfaces[2];
	int packets;

	if (!two_interfaces(interfaces)) {
		print_message("# netns: no network name space here\n");
		return -1;
	}
	stand = stand_open();
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
	stand_close(stand);
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

/* A port that is not watched has the camera; its bridge sends what is for a recorder to another. */
static void a_device_is_not_at_the_port_by_which_its_frames_leave(void **state)
{
	struct stand *stand;
	uint32_t interfaces[2];

	(void)state;
	if (!two_interfaces(interfaces)) {
		print_message("# netns: no network name space here\n");
		skip();
	}
	stand = stand_open();
	if (!stand)
		skip();
	assert_int_equal(kernel_rank(stand->kernel, interfaces[0], 0), 0);
	assert_int_equal(kernel_rank(stand->kernel, interfaces[1], 2), 0);
	for (unsigned i = 0; i < 5; i++) {
		pass_by(stand, "192.168.1.60", interfaces[1], KERNEL_TC_EGRESS);
		pass(stand, "198.51.100.7", interfaces[0]);
	}
	kernel_finish(stand->kernel);
	assert_int_equal(heard_packets(stand), 6);
	assert_int_equal(kernel_counters(stand->kernel)->copies, 4);
	stand_close(stand);
}

static void a_device_moves_at_once_when_its_interface_is_no_more(void **state)
{
	struct stand *stand;
	uint32_t interfaces[2];

	(void)state;
	if (!two_interfaces(interfaces)) {
		print_message("# netns: no network name space here\n");
		skip();
	}
	stand = stand_open();
	if (!stand)
		skip();
	assert_int_equal(kernel_rank(stand->kernel, interfaces[0], 1), 0);
	pass(stand, "198.51.100.7", interfaces[0]);
	kernel_unrank(stand->kernel, interfaces[0]);
	pass(stand, "198.51.100.7", interfaces[1]);
	kernel_finish(stand->kernel);
	assert_int_equal(heard_packets(stand), 2);
	assert_int_equal(kernel_counters(stand->kernel)->copies, 0);
	stand_close(stand);
}

static void devices_idle_for_a_day_are_forgotten_but_not_cameras(void **state)
{
	struct stand *stand = stand_open();
	struct device_key camera = a_device(PHONE_MAC);
	struct kernel_load load;

	(void)state;
	if (!stand)
		skip();
	pass(stand, "198.51.100.7", 0);
	kernel_decide(stand->kernel, &camera, DEVICE_CAMERA);
	kernel_collect(stand->kernel);
	kernel_tell_load(stand->kernel, &load);
	assert_int_equal(load.devices, 2);
	kernel_set_clock(stand->kernel, START + 86401 * SECOND);
	kernel_collect(stand->kernel);
	kernel_tell_load(stand->kernel, &load);
	assert_int_equal(load.devices, 1);
	assert_int_equal(load.cameras, 1);
	stand_close(stand);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_the_home_learns_the_program_knows),
		cmocka_unit_test(a_device_moves_at_once_when_its_interface_is_no_more),
		cmocka_unit_test(devices_idle_for_a_day_are_forgotten_but_not_cameras),
		cmocka_unit_test(a_port_is_believed_before_its_bridge),
		cmocka_unit_test(a_device_moves_once_what_it_sends_can_be_no_copy_any_more),
		cmocka_unit_test(a_device_moves_from_a_port_to_its_bridge_later_and_back_at_once),
		cmocka_unit_test(a_device_is_not_at_the_port_by_which_its_frames_leave),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
