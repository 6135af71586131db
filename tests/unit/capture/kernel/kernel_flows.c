// SPDX-License-Identifier: GPL-2.0-or-later
/* Sweeps over the map by the clock of the machine; kernel.c has those by a clock that is told. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include <netinet/in.h>
#include <time.h>
#include <unistd.h>

#include "support.h"
#include "support_kernel.h"

#define FLOWS 3000U

struct sums {
	uint64_t bytes, activities, samples, losses, ticks;
	uint64_t first_ns, last_ns, tick_ns, before_ns;
};

static void on_activity(void *context, const struct activity *activity)
{
	struct sums *sums = context;

	assert_true(activity->stretch.first_up_ns >= sums->before_ns);
	sums->before_ns = activity->stretch.first_up_ns;
	if (!sums->first_ns)
		sums->first_ns = activity->stretch.first_up_ns;
	sums->last_ns = activity->stretch.last_up_ns;
	sums->bytes += activity->stretch.bytes_up;
	sums->activities++;
}

static void on_sample(void *context, const struct sample *sample)
{
	(void)sample;
	((struct sums *)context)->samples++;
}

static void on_tick(void *context, uint64_t now_ns)
{
	((struct sums *)context)->tick_ns = now_ns;
}

static void on_loss(void *context, const struct loss *loss)
{
	(void)loss;
	((struct sums *)context)->losses++;
}

static enum device_state on_state(void *context, const struct device_key *device)
{
	(void)context;
	(void)device;
	return DEVICE_CAMERA;
}

static uint64_t date(void)
{
	struct timespec now;

	clock_gettime(CLOCK_REALTIME, &now);
	return (uint64_t)now.tv_sec * SECOND + (uint64_t)now.tv_nsec;
}

static void pass(struct kernel *kernel, uint16_t port)
{
	struct wire_spec spec = {.from_mac = CAMERA_MAC,
				 .to_mac = ROUTER_MAC,
				 .from = CAMERA_IP,
				 .to = "198.51.100.7",
				 .from_port = port,
				 .to_port = 443,
				 .protocol = IPPROTO_TCP,
				 .payload = "hello",
				 .payload_size = 5};
	struct wire wire;

	wire_build(&spec, &wire);
	assert_int_equal(kernel_run(kernel, KERNEL_TC_EGRESS, wire.data, wire.captured, NULL), 0);
}

static void thousands_of_flows_come_out_whole_in_order_and_with_their_dates(void **state)
{
	struct sums sums = {0};
	struct kernel_config config = {.observer = {.context = &sums,
						    .activity = on_activity,
						    .sample = on_sample,
						    .tick = on_tick,
						    .loss = on_loss,
						    .state = on_state}};
	struct home *home;
	struct kernel *kernel;
	struct source_load load;
	uint64_t began, ended;

	(void)state;
	assert_int_equal(home_create(&home), 0);
	config.home = home;
	kernel = kernel_or_skip(&config);
	if (!kernel) {
		home_destroy(home);
		skip();
	}
	began = date() - SECOND / 10;
	for (uint32_t i = 0; i < FLOWS; i++) {
		pass(kernel, (uint16_t)(10000 + i));
		if (i % 64 == 0)
			kernel_read(kernel);
	}
	kernel_collect(kernel);
	ended = date();
	sleep(2);
	kernel_collect(kernel);
	kernel_tell_usage(kernel, &load);
	assert_int_equal(sums.activities, FLOWS);
	assert_int_equal(sums.samples, FLOWS);
	assert_int_equal(sums.bytes, FLOWS * 45);
	assert_int_equal(sums.losses, 0);
	assert_int_equal(load.flows, FLOWS);
	assert_int_equal(load.cameras, 1);
	assert_true(sums.first_ns >= began && sums.last_ns <= ended);
	assert_true(sums.tick_ns >= sums.last_ns + SECOND && sums.tick_ns <= date());
	kernel_destroy(kernel);
	home_destroy(home);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(thousands_of_flows_come_out_whole_in_order_and_with_their_dates),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
