// SPDX-License-Identifier: GPL-2.0-or-later
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "capture/meter/stretches.h"
#include "support.h"

struct closed {
	size_t count;
	struct account_stretch stretches[64];
	uint16_t ports[64];
};

static void keep(void *context, const struct metered_flow *flow,
		 const struct account_stretch *stretch)
{
	struct closed *closed = context;

	assert_true(closed->count < 64);
	closed->ports[closed->count] = flow->key.local_port;
	closed->stretches[closed->count++] = *stretch;
}

static struct flow_key keyed(uint16_t port)
{
	return (struct flow_key){.local_port = port};
}

static uint32_t find(struct stretches *s, uint16_t port, uint32_t now_s)
{
	struct flow_key key = keyed(port);

	return stretches_find(s, &key, now_s);
}

static void only_what_is_due_is_closed_oldest_first(void **state)
{
	struct closed closed = {0};
	struct stretches *s;

	(void)state;
	assert_int_equal(stretches_create(16, keep, &closed, &s), 0);
	stretches_up(s, find(s, 2, 1), START, 100);
	stretches_up(s, find(s, 1, 1), START + 1, 200);
	stretches_up(s, find(s, 2, 1), START + 500 * MILLISECOND, 300);
	stretches_flush(s, START + SECOND - 1);
	assert_int_equal(closed.count, 0);
	stretches_flush(s, START + SECOND);
	assert_int_equal(closed.count, 1);
	assert_int_equal(closed.ports[0], 2);
	assert_int_equal(closed.stretches[0].bytes_up, 400);
	stretches_finish(s);
	assert_int_equal(closed.count, 2);
	assert_int_equal(closed.ports[1], 1);
	stretches_destroy(s);
}

static void downstream_packets_open_nothing_but_are_not_lost(void **state)
{
	struct closed closed = {0};
	struct stretches *s;

	(void)state;
	assert_int_equal(stretches_create(16, keep, &closed, &s), 0);
	stretches_down(s, find(s, 1, 1), START, 700);
	stretches_flush(s, START + 60 * SECOND);
	assert_int_equal(closed.count, 0);
	stretches_finish(s);
	assert_int_equal(closed.count, 1);
	assert_int_equal(closed.stretches[0].first_up_ns, 0);
	assert_int_equal(closed.stretches[0].lead.bytes, 700);
	stretches_destroy(s);
}

static void idle_flows_make_room_and_change_their_serial(void **state)
{
	struct closed closed = {0};
	struct stretches *s;
	uint32_t index, serial;

	(void)state;
	assert_int_equal(stretches_create(8, keep, &closed, &s), 0);
	for (uint16_t i = 0; i < 8; i++)
		find(s, i, 1);
	for (uint16_t i = 0; i < 8; i++)
		if (i != 3)
			stretches_use(s, find(s, i, 1), 10);
	index = find(s, 3, 1);
	serial = stretches_at(s, index)->serial;
	stretches_down(s, index, START, 5);
	assert_int_equal(find(s, 100, 30), index);
	assert_int_not_equal(stretches_at(s, index)->serial, serial);
	assert_int_equal(closed.count, 1); /* what it had still to tell */
	assert_int_equal(closed.ports[0], 3);
	stretches_destroy(s);
}

static void open_stretches_never_make_room(void **state)
{
	struct closed closed = {0};
	struct stretches *s;

	(void)state;
	assert_int_equal(stretches_create(8, keep, &closed, &s), 0);
	for (uint16_t i = 0; i < 8; i++)
		stretches_up(s, find(s, i, 1), START, 100);
	assert_int_equal(find(s, 100, 30), STRETCHES_NONE);
	assert_int_not_equal(find(s, 5, 30), STRETCHES_NONE);
	stretches_flush(s, START + SECOND);
	assert_int_not_equal(find(s, 100, 30), STRETCHES_NONE);
	stretches_destroy(s);
}

static void what_is_held_keeps_its_slot_until_it_is_let_go(void **state)
{
	struct closed closed = {0};
	struct stretches *s;
	uint32_t held;

	(void)state;
	assert_int_equal(stretches_create(2, keep, &closed, &s), 0);
	held = find(s, 1, 1);
	stretches_hold(s, held, true);
	for (uint16_t i = 2; i < 10; i++)
		assert_int_not_equal(find(s, i, i), held);
	stretches_hold(s, held, false);
	find(s, 10, 20); /* the other is older now */
	assert_int_equal(find(s, 11, 21), held);
	stretches_destroy(s);
}

static void a_flows_stretches_are_numbered(void **state)
{
	struct closed closed = {0};
	struct stretches *s;

	(void)state;
	assert_int_equal(stretches_create(8, keep, &closed, &s), 0);
	for (uint32_t i = 0; i < 3; i++) {
		stretches_flush(s, START + i * 2 * SECOND);
		stretches_up(s, find(s, 1, 1), START + i * 2 * SECOND, 100);
	}
	stretches_finish(s);
	assert_int_equal(closed.count, 3);
	for (uint32_t i = 0; i < 3; i++)
		assert_int_equal(closed.stretches[i].sequence, i);
	stretches_destroy(s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(only_what_is_due_is_closed_oldest_first),
		cmocka_unit_test(downstream_packets_open_nothing_but_are_not_lost),
		cmocka_unit_test(idle_flows_make_room_and_change_their_serial),
		cmocka_unit_test(open_stretches_never_make_room),
		cmocka_unit_test(what_is_held_keeps_its_slot_until_it_is_let_go),
		cmocka_unit_test(a_flows_stretches_are_numbered),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
