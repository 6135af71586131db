// SPDX-License-Identifier: GPL-2.0-or-later
/* A camera beside devices that flood the table of flows. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include <netinet/in.h>

#include "support.h"
#include "support_kernel.h"

#define FLOWS 256
#define CAMERA_PACKETS 500

struct counted {
	uint64_t bytes, packets, losses;
	struct device_key camera;
};

static void on_activity(void *context, const struct activity *activity)
{
	struct counted *counted = context;

	if (memcmp(&activity->flow.device, &counted->camera, sizeof(counted->camera)) != 0)
		return;
	counted->bytes += activity->stretch.bytes_up;
	counted->packets += activity->stretch.packets_up;
}

static void on_sample(void *context, const struct sample *sample)
{
	(void)context;
	(void)sample;
}

static void on_tick(void *context, uint64_t now_ns)
{
	(void)context;
	(void)now_ns;
}

static void on_loss(void *context, const struct loss *loss)
{
	struct counted *counted = context;

	counted->losses += cause_doubt(loss->cause) == DOUBT_TABLE_FULL;
}

static enum device_state on_state(void *context, const struct device_key *device)
{
	struct counted *counted = context;

	return memcmp(device, &counted->camera, sizeof(*device)) == 0 ? DEVICE_CAMERA
								      : DEVICE_UNDECIDED;
}

static void send_one(struct kernel *kernel, const char *mac, const char *ip, uint16_t port,
		     uint32_t sequence, uint32_t length)
{
	struct wire_spec spec = {
		.from_mac = mac,
		.to_mac = ROUTER_MAC,
		.from = ip,
		.to = "198.51.100.7",
		.from_port = port,
		.to_port = 443,
		.protocol = IPPROTO_TCP,
		.sequence = sequence,
		.payload = "0123456789",
		.payload_size = 10,
		.length = length,
	};
	struct wire wire;

	wire_build(&spec, &wire);
	assert_int_equal(kernel_run(kernel, KERNEL_XDP, wire.data, wire.captured, NULL), 0);
}

/* A camera's stream with ten new connections of another device between any two of its packets. */
static void flood(struct counted *counted, struct kernel *kernel)
{
	for (uint32_t i = 0; i < CAMERA_PACKETS; i++) {
		kernel_set_clock(kernel, START + i * 20 * MILLISECOND);
		send_one(kernel, CAMERA_MAC, CAMERA_IP, 50000, i, 1000);
		for (uint32_t j = 0; j < 10; j++)
			send_one(kernel, PHONE_MAC, PHONE_IP, (uint16_t)(1024 + i * 10 + j), i, 60);
		if (i % 25 == 0)
			kernel_collect(kernel);
	}
	kernel_set_clock(kernel, START + 60 * SECOND);
	kernel_collect(kernel);
	assert_int_equal(counted->packets, CAMERA_PACKETS);
	assert_int_equal(counted->bytes, CAMERA_PACKETS * 1000);
}

static struct kernel *open_beside(struct counted *counted, struct home *home)
{
	struct kernel_config config = {.home = home,
				       .flow_limit = FLOWS,
				       .clock_given = true,
				       .observer = {.context = counted,
						    .activity = on_activity,
						    .sample = on_sample,
						    .tick = on_tick,
						    .loss = on_loss,
						    .state = on_state}};
	struct kernel *kernel;

	counted->camera = a_device(CAMERA_MAC);
	kernel = kernel_or_skip(&config);
	if (kernel)
		kernel_set_clock(kernel, START);
	return kernel;
}

static void a_camera_loses_nothing_beside_a_flood_of_who_is_ruled_out(void **state)
{
	struct device_key phone = a_device(PHONE_MAC);
	struct counted counted = {0};
	struct source_load load;
	struct kernel *kernel;
	struct home *home;

	(void)state;
	assert_int_equal(home_create(&home), 0);
	kernel = open_beside(&counted, home);
	if (kernel) {
		kernel_decide(kernel, &phone, DEVICE_OTHER);
		flood(&counted, kernel);
		kernel_tell_usage(kernel, &load);
		assert_int_equal(load.flows, 1);
		assert_int_equal(counted.losses, 0);
	}
	kernel_destroy(kernel);
	home_destroy(home);
	if (!kernel)
		skip();
}

static void a_camera_under_way_loses_nothing_where_the_table_is_full_and_that_is_told(void **state)
{
	struct counted counted = {0};
	struct kernel *kernel;
	struct home *home;

	(void)state;
	assert_int_equal(home_create(&home), 0);
	kernel = open_beside(&counted, home);
	if (kernel) {
		flood(&counted, kernel);
		assert_true(counted.losses > 0);
	}
	kernel_destroy(kernel);
	home_destroy(home);
	if (!kernel)
		skip();
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_camera_loses_nothing_beside_a_flood_of_who_is_ruled_out),
		cmocka_unit_test(
			a_camera_under_way_loses_nothing_where_the_table_is_full_and_that_is_told),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
