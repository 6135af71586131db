// SPDX-License-Identifier: GPL-2.0-or-later
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "capture/kernel/keyed.h"

#define LIMIT 100

struct entry {
	uint32_t key;
	uint32_t value;
};

static void count_one(void *context, void *entry)
{
	uint32_t *count = context;

	(void)entry;
	(*count)++;
}

static uint32_t entries_of(const struct keyed *keyed)
{
	uint32_t count = 0;

	keyed_each(keyed, count_one, &count);
	return count;
}

static void an_entry_is_found_again_and_gone_once_dropped(void **state)
{
	struct keyed *keyed;
	uint32_t key = 7;
	struct entry *entry;
	bool added;

	(void)state;
	assert_int_equal(keyed_create(LIMIT, sizeof(key), sizeof(*entry), &keyed), 0);
	assert_null(keyed_look(keyed, &key));
	entry = keyed_find(keyed, &key, &added);
	assert_true(added);
	entry->value = 70;
	assert_ptr_equal(keyed_find(keyed, &key, &added), entry);
	assert_false(added);
	assert_ptr_equal(keyed_look(keyed, &key), entry);
	keyed_drop(keyed, &key);
	keyed_drop(keyed, &key);
	assert_null(keyed_look(keyed, &key));
	assert_int_equal(entries_of(keyed), 0);
	entry = keyed_find(keyed, &key, &added);
	assert_int_equal(entry->value, 0);
	keyed_destroy(keyed);
}

/* Against a plain array of what should be there. */
static void many_come_and_go_and_none_is_lost(void **state)
{
	bool there[256] = {false};
	uint32_t seed = 1, count = 0;
	struct keyed *keyed;

	(void)state;
	assert_int_equal(keyed_create(LIMIT, sizeof(uint32_t), sizeof(struct entry), &keyed), 0);
	for (int i = 0; i < 20000; i++) {
		uint32_t key;
		bool added;

		seed = seed * 1664525 + 1013904223;
		key = seed >> 24;
		if (seed >> 23 & 1) {
			keyed_drop(keyed, &key);
			count -= there[key];
			there[key] = false;
		} else if (keyed_find(keyed, &key, &added)) {
			assert_int_equal(added, !there[key]);
			count += added;
			there[key] = true;
		} else {
			assert_int_equal(count, LIMIT);
			assert_false(there[key]);
		}
		assert_int_equal(entries_of(keyed), count);
	}
	for (uint32_t key = 0; key < 256; key++)
		assert_int_equal(keyed_look(keyed, &key) != NULL, there[key]);
	keyed_destroy(keyed);
}

static void sum_up(void *context, void *entry)
{
	*(uint32_t *)context += ((struct entry *)entry)->key;
}

static void each_goes_by_once_and_a_full_table_takes_no_more(void **state)
{
	struct keyed *keyed;
	uint32_t sum = 0;
	bool added;

	(void)state;
	assert_int_equal(keyed_create(LIMIT, sizeof(uint32_t), sizeof(struct entry), &keyed), 0);
	for (uint32_t key = 1; key <= LIMIT; key++)
		assert_non_null(keyed_find(keyed, &key, &added));
	assert_null(keyed_find(keyed, &(uint32_t){LIMIT + 1}, &added));
	assert_false(added);
	keyed_each(keyed, sum_up, &sum);
	assert_int_equal(sum, LIMIT * (LIMIT + 1) / 2);
	keyed_destroy(keyed);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_entry_is_found_again_and_gone_once_dropped),
		cmocka_unit_test(many_come_and_go_and_none_is_lost),
		cmocka_unit_test(each_goes_by_once_and_a_full_table_takes_no_more),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
