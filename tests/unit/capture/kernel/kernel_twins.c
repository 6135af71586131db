// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The program in the kernel and the meter say the same of the same frames, field by field. With
 * captures as arguments: of those (tests/kernel.bats); without: of a few frames made here.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include <netinet/in.h>

#include "capture/file/file.h"
#include "support.h"
#include "support_kernel.h"

#define ETHERNET 1

static void on_frame(void *context, int link_type, uint64_t time_ns, const uint8_t *data,
		     uint32_t captured, uint32_t length)
{
	(void)length;
	if (link_type == ETHERNET)
		twins_frame(context, time_ns, data, captured);
}

/* 77 where BPF cannot be had, as a skip is told among programs. */
static int compare_file(const char *path)
{
	size_t bad = 0;

	for (enum kernel_hook hook = 0; hook < KERNEL_HOOKS; hook++) {
		struct twins *twins = twins_open(hook, NULL);
		struct file_outcome outcome;

		if (!twins)
			return 77;
		(void)file_read(path, false, NULL, on_frame, twins, &outcome);
		bad += twins_close(twins, path);
	}
	return bad ? 1 : 0;
}

static const struct wire_spec spec_up = {.from_mac = CAMERA_MAC,
					 .to_mac = ROUTER_MAC,
					 .from = CAMERA_IP,
					 .to = "198.51.100.7",
					 .from_port = 51000,
					 .to_port = 443,
					 .protocol = IPPROTO_TCP,
					 .payload = "hello",
					 .payload_size = 5};

static void show(struct twins *twins, uint64_t time_ns, const struct wire_spec *spec,
		 uint32_t sequence)
{
	struct wire_spec one = *spec;
	struct wire wire;

	one.sequence = sequence;
	wire_build(&one, &wire);
	twins_frame(twins, START + time_ns, wire.data, wire.captured);
}

static void exchange(struct twins *twins)
{
	struct wire_spec down = spec_up;

	down.from_mac = ROUTER_MAC;
	down.to_mac = CAMERA_MAC;
	down.from = spec_up.to;
	down.to = spec_up.from;
	down.from_port = 443;
	down.to_port = 51000;
	for (uint32_t i = 0; i < 100; i++) {
		show(twins, i * 70 * MILLISECOND, &spec_up, i);
		if (i % 9 == 3) /* a copy of it */
			show(twins, i * 70 * MILLISECOND + 5000, &spec_up, i);
		if (i % 3)
			show(twins, i * 70 * MILLISECOND + 10 * MILLISECOND, &down, i);
	}
	show(twins, 60 * SECOND, &down, 999);
}

static void both_say_the_same_of_an_exchange(void **state)
{
	(void)state;
	for (enum kernel_hook hook = 0; hook < KERNEL_HOOKS; hook++) {
		struct twins *twins = twins_open(hook, NULL);

		if (!twins)
			skip();
		exchange(twins);
		assert_int_equal(twins_close(twins, "exchange"), 0);
	}
}

static void both_know_a_prefix_that_was_told(void **state)
{
	struct twins *twins = twins_open(KERNEL_XDP, "198.51.100.0/24");

	(void)state;
	if (!twins)
		skip();
	exchange(twins);
	assert_int_equal(twins_close(twins, "told prefix"), 0);
}

static void both_know_an_address_that_was_told(void **state)
{
	struct twins *twins = twins_open(KERNEL_XDP, "198.51.100.7");

	(void)state;
	if (!twins)
		skip();
	exchange(twins);
	assert_int_equal(twins_close(twins, "told address"), 0);
}

/*
 * Any cut of a frame, and any byte of it changed, is read alike: but for the sender's address. A
 * MAC that sends from many forwards for others, which only the meter finds out.
 */
#define SENDER_FROM 26
#define SENDER_TO 30

static void both_read_damaged_frames_alike(void **state)
{
	struct twins *twins = twins_open(KERNEL_TC_INGRESS, NULL);
	struct wire wire;
	uint32_t seed = 1;

	(void)state;
	if (!twins)
		skip();
	for (uint32_t i = 0; i < 20000; i++) {
		struct wire_spec one = spec_up;
		uint32_t size, at;

		one.protocol = i & 1 ? IPPROTO_TCP : IPPROTO_UDP;
		one.sequence = i;
		wire_build(&one, &wire);
		size = wire.captured;
		for (unsigned change = 0; change < i % 4; change++) {
			seed = seed * 1664525 + 1013904223;
			at = (seed >> 8) % 40;
			if (at < SENDER_FROM || at >= SENDER_TO)
				wire.data[at] ^= (uint8_t)(1U << (seed >> 29));
		}
		if (i % 5 == 0)
			size = 14 + i % (wire.captured - 13);
		twins_frame(twins, START + i * MILLISECOND, wire.data, size);
	}
	assert_int_equal(twins_close(twins, "damaged"), 0);
}

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(both_say_the_same_of_an_exchange),
		cmocka_unit_test(both_know_a_prefix_that_was_told),
		cmocka_unit_test(both_know_an_address_that_was_told),
		cmocka_unit_test(both_read_damaged_frames_alike),
	};
	int result = 0;

	if (argc < 2)
		return cmocka_run_group_tests(tests, NULL, NULL);
	for (int i = 1; i < argc && result != 77; i++) {
		int one = compare_file(argv[i]);

		result = one ? one : result;
	}
	return result;
}
