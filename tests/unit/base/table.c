// SPDX-License-Identifier: GPL-2.0-or-later
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "base/table.h"

#define LIMIT 100

struct entry {
	uint32_t key;
	uint32_t value;
};

static uint32_t entries_of(const struct table *table)
{
	uint32_t count = 0;

	for (const struct entry *e = table_next(table, NULL); e; e = table_next(table, e))
		count++;
	assert_int_equal(count, table_count(table));
	return count;
}

static void an_entry_is_found_again_and_gone_once_dropped(void **state)
{
	struct table *table;
	uint32_t key = 7;
	struct entry *entry;
	bool added;

	(void)state;
	assert_int_equal(table_create(LIMIT, sizeof(key), sizeof(*entry), &table), 0);
	assert_null(table_look(table, &key));
	entry = table_find(table, &key, &added);
	assert_true(added);
	entry->value = 70;
	assert_ptr_equal(table_find(table, &key, &added), entry);
	assert_false(added);
	assert_ptr_equal(table_look(table, &key), entry);
	table_drop(table, &key);
	table_drop(table, &key);
	assert_null(table_look(table, &key));
	assert_int_equal(entries_of(table), 0);
	entry = table_find(table, &key, &added);
	assert_int_equal(entry->value, 0);
	table_destroy(table);
}

/* Against a plain array of what should be there. */
static void many_come_and_go_and_none_is_lost(void **state)
{
	bool there[256] = {false};
	uint32_t seed = 1, count = 0;
	struct table *table;

	(void)state;
	assert_int_equal(table_create(LIMIT, sizeof(uint32_t), sizeof(struct entry), &table), 0);
	for (int i = 0; i < 20000; i++) {
		uint32_t key;
		bool added;

		seed = seed * 1664525 + 1013904223;
		key = seed >> 24;
		if (seed >> 23 & 1) {
			table_drop(table, &key);
			count -= there[key];
			there[key] = false;
		} else if (table_find(table, &key, &added)) {
			assert_int_equal(added, !there[key]);
			count += added;
			there[key] = true;
		} else {
			assert_int_equal(count, LIMIT);
			assert_false(there[key]);
		}
		assert_int_equal(entries_of(table), count);
	}
	for (uint32_t key = 0; key < 256; key++)
		assert_int_equal(table_look(table, &key) != NULL, there[key]);
	table_destroy(table);
}

static void each_goes_by_once_and_a_full_table_takes_no_more(void **state)
{
	struct table *table;
	uint32_t sum = 0;
	bool added;

	(void)state;
	assert_int_equal(table_create(LIMIT, sizeof(uint32_t), sizeof(struct entry), &table), 0);
	for (uint32_t key = 1; key <= LIMIT; key++)
		assert_non_null(table_find(table, &key, &added));
	assert_null(table_find(table, &(uint32_t){LIMIT + 1}, &added));
	assert_false(added);
	for (const struct entry *e = table_next(table, NULL); e; e = table_next(table, e))
		sum += e->key;
	assert_int_equal(sum, LIMIT * (LIMIT + 1) / 2);
	table_destroy(table);
}

static void the_one_used_longest_ago_is_the_oldest_unless_it_is_kept(void **state)
{
	struct table *table;
	struct entry *entry[4];
	bool added;

	(void)state;
	assert_int_equal(table_create(4, sizeof(uint32_t), sizeof(struct entry), &table), 0);
	assert_null(table_oldest(table));
	for (uint32_t key = 0; key < 4; key++)
		entry[key] = table_find(table, &key, &added);
	assert_ptr_equal(table_oldest(table), entry[0]);
	table_use(table, entry[0]);
	assert_ptr_equal(table_oldest(table), entry[1]);
	table_keep(table, entry[1]);
	table_keep(table, entry[1]);
	assert_ptr_equal(table_oldest(table), entry[2]);
	assert_ptr_equal(table_newer(table, entry[2]), entry[3]);
	assert_ptr_equal(table_newer(table, entry[3]), entry[0]);
	assert_null(table_newer(table, entry[0]));
	table_use(table, entry[1]);
	assert_ptr_equal(table_newer(table, entry[0]), entry[1]);
	table_drop(table, &entry[2]->key);
	assert_ptr_equal(table_oldest(table), entry[3]);
	assert_ptr_equal(table_find(table, &(uint32_t){9}, &added), entry[2]); /* its number */
	assert_int_equal(table_index(table, entry[2]), 2);
	table_destroy(table);
}

/* Each table draws a key of its own: what comes of the same calls must not show which. */
static void numbers_and_ages_are_the_same_whatever_the_hash_is_keyed_with(void **state)
{
	struct table *one, *two;
	uint32_t seed = 1;

	(void)state;
	assert_int_equal(table_create(LIMIT, sizeof(uint32_t), sizeof(struct entry), &one), 0);
	assert_int_equal(table_create(LIMIT, sizeof(uint32_t), sizeof(struct entry), &two), 0);
	for (int i = 0; i < 20000; i++) {
		struct table *tables[] = {one, two};
		uint32_t at[2], oldest[2];

		seed = seed * 1664525 + 1013904223;
		for (size_t k = 0; k < 2; k++) {
			uint32_t key = seed >> 20;
			bool added;
			struct entry *entry = table_find(tables[k], &key, &added);

			if (!entry) {
				struct entry *leaver = table_oldest(tables[k]);

				table_drop(tables[k], &leaver->key);
				entry = table_find(tables[k], &key, &added);
			}
			table_use(tables[k], entry);
			at[k] = table_index(tables[k], entry);
			oldest[k] = ((struct entry *)table_oldest(tables[k]))->key;
		}
		assert_int_equal(at[0], at[1]);
		assert_int_equal(oldest[0], oldest[1]);
	}
	table_destroy(one);
	table_destroy(two);
}

static void no_table_is_made_for_nothing(void **state)
{
	struct table *table = NULL;

	(void)state;
	assert_int_equal(table_create(0, 4, 8, &table), -EINVAL);
	assert_int_equal(table_create(UINT32_MAX, 4, 8, &table), -EINVAL);
	assert_null(table);
	table_destroy(NULL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_entry_is_found_again_and_gone_once_dropped),
		cmocka_unit_test(many_come_and_go_and_none_is_lost),
		cmocka_unit_test(each_goes_by_once_and_a_full_table_takes_no_more),
		cmocka_unit_test(the_one_used_longest_ago_is_the_oldest_unless_it_is_kept),
		cmocka_unit_test(numbers_and_ages_are_the_same_whatever_the_hash_is_keyed_with),
		cmocka_unit_test(no_table_is_made_for_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
