// SPDX-License-Identifier: GPL-2.0-or-later
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "capture/meter/pending.h"
#include "support.h"

static void add(struct pending *pending, uint64_t first_up_ns, uint16_t port, uint32_t sequence)
{
	struct activity activity = {
		.flow = {.local_port = port},
		.stretch = {.first_up_ns = first_up_ns, .sequence = sequence},
	};

	assert_int_equal(pending_add(pending, &activity), 0);
}

static void what_began_first_is_told_first_and_the_rest_waits(void **state)
{
	struct heard *heard = calloc(1, sizeof(*heard));
	struct observer observer = heard_observer(heard);
	struct pending pending = {0};

	(void)state;
	for (uint64_t i = 0; i < 200; i++)
		add(&pending, 1 + i * 77 % 200, 1, 0);
	pending_tell(&pending, 150, &observer);
	assert_int_equal(heard->activity_count, 150);
	add(&pending, 120, 1, 0); /* comes late, and is told all the same */
	pending_tell(&pending, 150, &observer);
	assert_int_equal(heard->activities[150].stretch.first_up_ns, 120);
	pending_tell(&pending, UINT64_MAX, &observer);
	assert_int_equal(heard->activity_count, 201);
	for (uint64_t i = 0; i < 150; i++)
		assert_int_equal(heard->activities[i].stretch.first_up_ns, i + 1);
	for (uint64_t i = 151; i < 201; i++)
		assert_int_equal(heard->activities[i].stretch.first_up_ns, i);
	assert_null(pending.items);
	free(heard);
}

static void what_began_at_once_is_told_in_one_order(void **state)
{
	struct heard *heard = calloc(1, sizeof(*heard));
	struct observer observer = heard_observer(heard);
	struct pending pending = {0};

	(void)state;
	for (int turn = 0; turn < 2; turn++)
		for (uint16_t i = 0; i < 12; i++) {
			uint16_t at = turn ? (uint16_t)(11 - i) : i;

			add(&pending, 5 + (uint64_t)turn, (uint16_t)(at / 3), at % 3);
		}
	pending_tell(&pending, UINT64_MAX, &observer);
	assert_int_equal(heard->activity_count, 24);
	for (size_t i = 0; i < 12; i++) {
		assert_int_equal(heard->activities[i].flow.local_port,
				 heard->activities[12 + i].flow.local_port);
		assert_int_equal(heard->activities[i].stretch.sequence, i % 3);
		assert_int_equal(heard->activities[12 + i].stretch.sequence, i % 3);
	}
	free(heard);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_began_first_is_told_first_and_the_rest_waits),
		cmocka_unit_test(what_began_at_once_is_told_in_one_order),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
