// SPDX-License-Identifier: GPL-2.0-or-later
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <string.h>

#include "slice/ring.h"

#define SECOND UINT64_C(1000000000)

static uint8_t bytes[1000];

static int add(struct ring *ring, uint64_t seconds, uint32_t captured)
{
	struct ring_frame frame = {seconds * SECOND, 1, captured, 1500, bytes};

	return ring_add(ring, &frame);
}

/* How many there are, and that they come in order; `*first` is the oldest, in seconds. */
static size_t count(const struct ring *ring, uint64_t *first)
{
	struct ring_place place = {0};
	struct ring_frame frame;
	uint64_t before = 0;
	size_t found = 0;

	*first = 0;
	while (ring_next(ring, &place, &frame)) {
		assert_true(frame.time_ns >= before);
		assert_int_equal(frame.length, 1500);
		assert_int_equal(frame.link_type, 1);
		if (!found++)
			*first = frame.time_ns / SECOND;
		before = frame.time_ns;
	}
	return found;
}

static void frames_come_back_as_they_were_put_in(void **state)
{
	struct ring_place place = {0};
	struct ring_frame frame;
	struct ring *ring;

	(void)state;
	assert_int_equal(ring_create(1000000, 0, &ring), 0);
	assert_false(ring_next(ring, &place, &frame));
	for (uint32_t i = 0; i < 100; i++) {
		memset(bytes, (int)i, sizeof(bytes));
		assert_int_equal(add(ring, i + 1, i), 0);
	}
	place = (struct ring_place){0};
	for (uint32_t i = 0; i < 100; i++) {
		assert_true(ring_next(ring, &place, &frame));
		assert_int_equal(frame.captured, i);
		assert_int_equal(frame.time_ns, (i + 1) * SECOND);
		for (uint32_t at = 0; at < i; at++)
			assert_int_equal(frame.data[at], i);
	}
	assert_false(ring_next(ring, &place, &frame));
	ring_destroy(ring);
}

static void the_oldest_make_room(void **state)
{
	struct ring *ring;
	uint64_t first;
	size_t there;

	(void)state;
	assert_int_equal(ring_create(1 << 20, 0, &ring), 0);
	for (unsigned i = 1; i <= 10000; i++)
		assert_int_equal(add(ring, i, 1000), 0);
	there = count(ring, &first);
	assert_in_range(there, 700, 1050);
	assert_int_equal(first, 10000 - there + 1);
	ring_destroy(ring);
}

static void what_is_too_old_goes(void **state)
{
	struct ring *ring;
	uint64_t first;

	(void)state;
	assert_int_equal(ring_create(1 << 20, 700 * SECOND, &ring), 0);
	for (unsigned i = 1; i <= 300; i++)
		add(ring, i, 1000);
	add(ring, 5000, 10);
	assert_int_equal(count(ring, &first), 1);
	assert_int_equal(first, 5000);
	ring_destroy(ring);
}

static void what_is_too_large_is_refused_and_harms_nothing(void **state)
{
	static uint8_t huge[300000];
	struct ring_frame frame = {SECOND, 1, sizeof(huge), sizeof(huge), huge};
	struct ring *ring;
	uint64_t first;

	(void)state;
	assert_int_equal(ring_create(1 << 20, 0, &ring), 0);
	assert_int_equal(add(ring, 1, 100), 0);
	assert_true(ring_add(ring, &frame) < 0);
	assert_int_equal(count(ring, &first), 1);
	ring_destroy(ring);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(frames_come_back_as_they_were_put_in),
		cmocka_unit_test(the_oldest_make_room),
		cmocka_unit_test(what_is_too_old_goes),
		cmocka_unit_test(what_is_too_large_is_refused_and_harms_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
