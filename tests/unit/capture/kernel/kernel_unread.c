// SPDX-License-Identifier: GPL-2.0-or-later
/* Frames that the program in the kernel does not look into. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "support.h"
#include "support_kernel.h"

/* `count` frames of that type, whose content begins with `point`. */
static void stand_pass(struct kernel_stand *s, enum kernel_hook hook, unsigned count, uint16_t type,
		       uint8_t point, uint32_t length)
{
	uint8_t frame[1500] = {2, 0, 0, 0, 0, 0xfe, 2, 0, 0, 0, 0, 1};

	frame[12] = (uint8_t)(type >> 8);
	frame[13] = (uint8_t)type;
	frame[14] = point;
	for (unsigned i = 0; i < count; i++)
		assert_int_equal(kernel_run(s->kernel, hook, frame, length, NULL), 0);
}

static void frames_that_may_hold_a_picture_are_told(void **state)
{
	(void)state;
	for (enum kernel_hook hook = 0; hook < KERNEL_HOOKS; hook++) {
		struct kernel_stand *s = kernel_stand_open(&(struct kernel_config){0});
		const struct loss *loss;

		if (!s)
			skip();
		stand_pass(s, hook, 10, 0x8847, 0, 1000);
		kernel_set_clock(s->kernel, START + 20 * SECOND);
		kernel_collect(s->kernel);
		stand_pass(s, hook, 5, 0x8847, 0, 1000);
		assert_int_equal(s->heard.loss_count, 0);
		kernel_set_clock(s->kernel, START + 640 * SECOND);
		kernel_collect(s->kernel);
		assert_int_equal(s->heard.loss_count, 1);
		loss = &s->heard.losses[0];
		assert_int_equal(loss->cause, CAUSE_UNREAD_MPLS);
		assert_int_equal(loss->bytes, 15000);
		assert_int_equal(loss->packets, 15);
		assert_int_equal(loss->from_ns, START);
		kernel_stand_close(s);
	}
}

static void a_switchs_tag_is_told_apart_from_a_length(void **state)
{
	struct kernel_stand *s = kernel_stand_open(&(struct kernel_config){0});

	(void)state;
	if (!s)
		skip();
	stand_pass(s, KERNEL_XDP, 30, 486, 0x42, 500); /* spanning tree, as long as it says */
	stand_pass(s, KERNEL_XDP, 30, 0x0001, 0x42, 500);
	kernel_finish(s->kernel);
	assert_int_equal(s->heard.loss_count, 1);
	assert_int_equal(s->heard.losses[0].cause, CAUSE_UNREAD_SWITCH);
	assert_int_equal(s->heard.losses[0].packets, 30);
	kernel_stand_close(s);
}

static void what_is_short_or_known_to_say_nothing_is_not(void **state)
{
	struct kernel_stand *s = kernel_stand_open(&(struct kernel_config){0});

	(void)state;
	if (!s)
		skip();
	stand_pass(s, KERNEL_XDP, 200, 0x9999, 0, 100);
	stand_pass(s, KERNEL_XDP, 200, 0x88cc, 0, 400); /* LLDP */
	stand_pass(s, KERNEL_XDP, 5, 0x8999, 0, 1000);	/* less than a picture */
	kernel_finish(s->kernel);
	assert_int_equal(s->heard.loss_count, 0);
	kernel_stand_close(s);
}

static void frames_that_are_malformed_are_told(void **state)
{
	struct kernel_stand *s = kernel_stand_open(&(struct kernel_config){0});

	(void)state;
	if (!s)
		skip();
	stand_pass(s, KERNEL_TC_INGRESS, 20, 0x0800, 0x91, 1000);
	kernel_finish(s->kernel);
	assert_int_equal(s->heard.loss_count, 1);
	assert_int_equal(s->heard.losses[0].cause, CAUSE_UNREAD_CUT);
	assert_int_equal(s->heard.losses[0].bytes, 20000);
	kernel_stand_close(s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(frames_that_may_hold_a_picture_are_told),
		cmocka_unit_test(a_switchs_tag_is_told_apart_from_a_length),
		cmocka_unit_test(what_is_short_or_known_to_say_nothing_is_not),
		cmocka_unit_test(frames_that_are_malformed_are_told),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
