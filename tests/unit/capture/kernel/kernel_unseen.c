// SPDX-License-Identifier: GPL-2.0-or-later
/* What the numbers of TCP connections show to have passed the program in the kernel unseen. */
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

#define TCP_AT (14 + 20)
#define FIN_ACK 0x11
#define SYN 0x02
#define RST_ACK 0x14
#define ACK 0x10

/* Looks twice a second, as a daemon does. */
static void stand_wait(struct kernel_stand *s, uint64_t nanoseconds)
{
	uint64_t until_ns = s->now_ns + nanoseconds;

	while (s->now_ns < until_ns) {
		s->now_ns += until_ns - s->now_ns < SECOND / 2 ? until_ns - s->now_ns : SECOND / 2;
		kernel_set_clock(s->kernel, s->now_ns);
		kernel_collect(s->kernel);
	}
}

static void stand_pass(struct kernel_stand *s, bool up, uint32_t number, uint32_t bytes,
		       uint8_t flags)
{
	static uint16_t identity;
	uint8_t payload[1400] = {0};
	struct wire_spec spec = {.from_mac = up ? CAMERA_MAC : ROUTER_MAC,
				 .to_mac = up ? ROUTER_MAC : CAMERA_MAC,
				 .from = up ? CAMERA_IP : "198.51.100.7",
				 .to = up ? "198.51.100.7" : CAMERA_IP,
				 .from_port = up ? 50000 : 443,
				 .to_port = up ? 443 : 50000,
				 .protocol = IPPROTO_TCP,
				 .identity = ++identity,
				 .payload = payload,
				 .payload_size = bytes};
	struct wire wire;

	wire_build(&spec, &wire);
	for (unsigned i = 0; i < 4; i++)
		wire.data[TCP_AT + (up ? 4 : 8) + i] = (uint8_t)(number >> (24 - 8 * i));
	wire.data[TCP_AT + 13] = flags;
	assert_int_equal(kernel_run(s->kernel, KERNEL_XDP, wire.data, wire.captured, NULL), 0);
}

static uint64_t stand_unseen(const struct kernel_stand *s)
{
	uint64_t bytes = 0;

	for (size_t i = 0; i < s->heard.loss_count; i++)
		if (s->heard.losses[i].cause == CAUSE_HOLES)
			bytes += s->heard.losses[i].bytes;
	return bytes;
}

static void what_comes_in_order_leaves_no_hole(void **state)
{
	struct kernel_stand *s = kernel_stand_open(&(struct kernel_config){.idle_s = 1800});

	(void)state;
	if (!s)
		skip();
	stand_pass(s, true, UINT32_MAX - 50, 0, SYN);
	stand_pass(s, true, UINT32_MAX - 49, 1000, ACK);
	stand_pass(s, false, 950, 0, ACK);
	stand_pass(s, true, 950, 1000, ACK);
	stand_pass(s, true, 949, 1, ACK); /* is it still there? */
	stand_pass(s, true, 950, 1000, ACK);
	stand_pass(s, true, 1950, 0, FIN_ACK);
	stand_pass(s, false, 1951, 0, ACK);
	stand_wait(s, 200 * SECOND);
	kernel_finish(s->kernel);
	assert_int_equal(stand_unseen(s), 0);
	kernel_stand_close(s);
}

/* Hardware takes over behind the first packets and gives the last one back. */
static void a_fin_far_ahead_shows_what_passed_unseen(void **state)
{
	struct kernel_stand *s = kernel_stand_open(&(struct kernel_config){.idle_s = 1800});
	const struct loss *loss;

	(void)state;
	if (!s)
		skip();
	stand_pass(s, true, 1000, 0, SYN);
	stand_pass(s, true, 1001, 500, ACK);
	stand_pass(s, false, 1501, 0, ACK);
	stand_wait(s, 1200 * SECOND);
	stand_pass(s, true, 121501, 0, FIN_ACK);
	stand_pass(s, false, 121502, 0, ACK);
	stand_wait(s, 3 * SECOND);
	assert_int_equal(stand_unseen(s), 0);
	stand_wait(s, 3 * SECOND);
	assert_int_equal(stand_unseen(s), 120000);
	loss = &s->heard.losses[0];
	assert_int_equal(loss->from_ns, START); /* what was seen last before it */
	assert_int_equal(loss->device->kind, DEVICE_BY_MAC);
	stand_wait(s, 10 * SECOND);
	kernel_finish(s->kernel);
	assert_int_equal(stand_unseen(s), 120000);
	kernel_stand_close(s);
}

static void bytes_that_are_acknowledged_were_sent(void **state)
{
	struct kernel_stand *s = kernel_stand_open(&(struct kernel_config){.idle_s = 1800});

	(void)state;
	if (!s)
		skip();
	stand_pass(s, true, 1, 100, ACK);
	for (uint32_t i = 1; i <= 40; i++) {
		stand_wait(s, SECOND / 2);
		stand_pass(s, false, 101 + i * 10000, 0, ACK);
	}
	assert_true(stand_unseen(s) >= 100000); /* while it goes on */
	kernel_finish(s->kernel);
	assert_int_equal(stand_unseen(s), 400000);
	kernel_stand_close(s);
}

static void a_hole_that_is_filled_in_time_is_none(void **state)
{
	struct kernel_stand *s = kernel_stand_open(&(struct kernel_config){.idle_s = 1800});

	(void)state;
	if (!s)
		skip();
	stand_pass(s, true, 1, 100, ACK);
	stand_pass(s, false, 2101, 0, ACK);
	stand_pass(s, true, 1101, 1000, ACK);
	stand_pass(s, true, 101, 1000, ACK);
	stand_wait(s, 9 * SECOND);
	assert_int_equal(stand_unseen(s), 0);
	stand_pass(s, true, 5101, 1000, ACK); /* 2101 to 5101 was lost before */
	stand_wait(s, SECOND);
	stand_pass(s, true, 2101, 1000, ACK);
	stand_pass(s, true, 101, 1000, ACK); /* that was there before */
	stand_pass(s, true, 4101, 1000, ACK);
	stand_wait(s, SECOND);
	kernel_finish(s->kernel);
	assert_int_equal(stand_unseen(s), 1000);
	kernel_stand_close(s);
}

/* Connection tracking counted what hardware forwarded, and a little more than the payload. */
static void what_was_counted_elsewhere_is_no_hole(void **state)
{
	struct kernel_stand *s = kernel_stand_open(&(struct kernel_config){.idle_s = 1800});
	struct activity activity = {.hardware = true,
				    .stretch = {.bytes_up = 120000 + 90 * 52, .packets_up = 90}};

	(void)state;
	if (!s)
		skip();
	stand_pass(s, true, 1001, 500, ACK);
	stand_wait(s, 2 * SECOND);
	activity.flow = s->heard.samples[0].flow;
	stand_pass(s, true, 121501, 0, FIN_ACK);
	stand_pass(s, false, 121502, 0, ACK);
	stand_wait(s, 2 * SECOND);
	kernel_supply(s->kernel, &activity);
	stand_wait(s, 10 * SECOND);
	kernel_finish(s->kernel);
	assert_int_equal(stand_unseen(s), 0);
	kernel_stand_close(s);
}

static void a_reset_tells_how_far_it_came_unless_its_sender_knows_of_nothing(void **state)
{
	struct kernel_stand *s = kernel_stand_open(&(struct kernel_config){.idle_s = 1800});

	(void)state;
	if (!s)
		skip();
	stand_pass(s, true, 1, 100, ACK);
	stand_pass(s, true, 900001, 0, 0x04);
	stand_pass(s, true, 0, 0, RST_ACK);
	stand_pass(s, true, 700000, 0, SYN); /* another connection on the same ports */
	stand_pass(s, true, 700001, 100, ACK);
	stand_pass(s, true, 700101 + 400000, 0, RST_ACK);
	kernel_finish(s->kernel);
	assert_int_equal(stand_unseen(s), 400000);
	kernel_stand_close(s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_comes_in_order_leaves_no_hole),
		cmocka_unit_test(a_fin_far_ahead_shows_what_passed_unseen),
		cmocka_unit_test(bytes_that_are_acknowledged_were_sent),
		cmocka_unit_test(a_hole_that_is_filled_in_time_is_none),
		cmocka_unit_test(what_was_counted_elsewhere_is_no_hole),
		cmocka_unit_test(a_reset_tells_how_far_it_came_unless_its_sender_knows_of_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
