// SPDX-License-Identifier: GPL-2.0-or-later
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "capture/meter/unread.h"
#include "support.h"

static void frame_of(uint8_t frame[64], uint16_t type, uint8_t next)
{
	memset(frame, 0, 64);
	frame[12] = (uint8_t)(type >> 8);
	frame[13] = (uint8_t)type;
	frame[14] = next;
}

static void show(struct unread *unread, unsigned count, uint16_t type, uint8_t next,
		 uint32_t length)
{
	uint8_t frame[64];

	frame_of(frame, type, next);
	for (unsigned i = 0; i < count; i++)
		unread_foreign(unread, 1, frame, sizeof(frame), length, START + i * SECOND);
}

static void frames_that_could_hold_a_picture_are_told_with_how_many(void **state)
{
	struct unread unread = {0};
	struct heard heard = {0};
	struct observer observer = heard_observer(&heard);

	(void)state;
	show(&unread, 10, 0x0001, 0, 1400);
	show(&unread, 6, 0x8847, 0, 1400);
	unread_tell(&unread, START + 60 * SECOND, false, &observer);
	assert_int_equal(heard.loss_count, 0);
	unread_tell(&unread, START + 60 * SECOND, true, &observer);
	assert_int_equal(heard.loss_count, 2);
	assert_int_equal(heard.losses[0].cause, CAUSE_UNREAD_SWITCH);
	assert_int_equal(heard.losses[0].packets, 10);
	assert_int_equal(heard.losses[0].bytes, 14000);
	assert_int_equal(heard.losses[1].cause, CAUSE_UNREAD_MPLS);
	unread_tell(&unread, START + 61 * SECOND, true, &observer);
	assert_int_equal(heard.loss_count, 2);
}

/* A home has spanning tree, HomePlug, LLDP and 802.1X, and what is short holds no footage. */
static void what_devices_say_below_ip_is_no_reason_for_doubt(void **state)
{
	struct unread unread = {0};
	struct heard heard = {0};
	struct observer observer = heard_observer(&heard);

	(void)state;
	show(&unread, 5000, 38, 0x42, 60);
	show(&unread, 50, 386, 0xaa, 400);
	show(&unread, 50, 0x88cc, 0, 400);
	show(&unread, 50, 0x88e1, 0, 1400);
	show(&unread, 5000, 0x1234, 0, 60);
	unread_tell(&unread, START, true, &observer);
	assert_int_equal(heard.loss_count, 0);
}

/* A recording of weeks is not held back to its end. */
static void what_gathered_for_ten_minutes_is_told(void **state)
{
	struct unread unread = {0};
	struct heard heard = {0};
	struct observer observer = heard_observer(&heard);

	(void)state;
	for (unsigned i = 0; i < 100; i++)
		unread_add(&unread, UNREAD_CUT, 500, START + i);
	unread_tell(&unread, START + 599 * SECOND, false, &observer);
	assert_int_equal(heard.loss_count, 0);
	unread_tell(&unread, START + 601 * SECOND, false, &observer);
	assert_int_equal(heard.loss_count, 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(frames_that_could_hold_a_picture_are_told_with_how_many),
		cmocka_unit_test(what_devices_say_below_ip_is_no_reason_for_doubt),
		cmocka_unit_test(what_gathered_for_ten_minutes_is_told),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
