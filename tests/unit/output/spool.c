/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "output/spool.h"

#define MANY 20000

static void add(struct spool *spool, uint8_t rank, uint64_t end, uint64_t start, const char *tie,
		const char *bytes)
{
	struct spool_key key = {rank, end, start, tie, strlen(tie)};

	assert_int_equal(spool_add(spool, &key, bytes, strlen(bytes)), 0);
}

static int collect(void *context, const struct spool_key *key, const char *bytes, size_t length)
{
	(void)key;
	return fwrite(bytes, 1, length, context) == length ? 0 : -1;
}

static void check(struct spool *spool, const char *expected)
{
	char *text = NULL;
	size_t length;
	FILE *file = open_memstream(&text, &length);

	assert_int_equal(spool_drain(spool, collect, file), 0);
	fclose(file);
	assert_string_equal(text, expected);
	free(text);
}

static void records_are_told_by_rank_end_start_and_tie(void **state)
{
	struct spool *spool;

	(void)state;
	assert_int_equal(spool_create(&spool), 0);
	add(spool, 2, 0, 0, "", "summary");
	add(spool, 1, 9, 1, "b", "i");
	add(spool, 1, 9, 1, "ab", "h");
	add(spool, 1, 9, 1, "a", "g");
	add(spool, 1, 9, 0, "z", "f");
	add(spool, 1, 8, 7, "z", "e");
	add(spool, 0, 99, 99, "", "run ");
	check(spool, "run efghisummary");
	spool_destroy(spool);
}

static void equal_records_stay_in_the_order_they_came(void **state)
{
	struct spool *spool;

	(void)state;
	assert_int_equal(spool_create(&spool), 0);
	for (char c = 'a'; c <= 'z'; c++)
		add(spool, 1, 5, 5, "same", (char[]){c, 0});
	check(spool, "abcdefghijklmnopqrstuvwxyz");
	spool_destroy(spool);
}

static void a_drained_spool_takes_records_anew(void **state)
{
	struct spool *spool;

	(void)state;
	assert_int_equal(spool_create(&spool), 0);
	check(spool, "");
	add(spool, 1, 2, 2, "", "two");
	add(spool, 1, 1, 1, "", "one");
	check(spool, "onetwo");
	add(spool, 1, 4, 4, "x", "four");
	add(spool, 1, 3, 3, "y", "three");
	check(spool, "threefour");
	check(spool, "");
	spool_destroy(spool);
}

struct walk {
	uint64_t last;
	size_t count;
};

static int in_order(void *context, const struct spool_key *key, const char *bytes, size_t length)
{
	struct walk *walk = context;
	uint64_t own;

	assert_int_equal(length, sizeof(own));
	memcpy(&own, bytes, sizeof(own));
	assert_int_equal(own, key->end_ns);
	assert_true(walk->last <= key->end_ns);
	walk->last = key->end_ns;
	walk->count++;
	return 0;
}

static void many_records_keep_their_own_bytes(void **state)
{
	struct walk walk = {0};
	struct spool *spool;

	(void)state;
	assert_int_equal(spool_create(&spool), 0);
	for (uint64_t i = 0; i < MANY; i++) {
		uint64_t end = i * 7919 % MANY;
		struct spool_key key = {1, end, 0, "camera", 6};

		assert_int_equal(spool_add(spool, &key, (const char *)&end, sizeof(end)), 0);
	}
	assert_int_equal(spool_drain(spool, in_order, &walk), 0);
	assert_int_equal(walk.count, MANY);
	spool_destroy(spool);
}

static int refuse(void *context, const struct spool_key *key, const char *bytes, size_t length)
{
	(void)key, (void)bytes, (void)length;
	++*(int *)context;
	return -5;
}

static void what_the_teller_returns_ends_the_walk(void **state)
{
	struct spool *spool;
	int calls = 0;

	(void)state;
	assert_int_equal(spool_create(&spool), 0);
	add(spool, 1, 1, 1, "", "one");
	add(spool, 1, 2, 2, "", "two");
	assert_int_equal(spool_drain(spool, refuse, &calls), -5);
	assert_int_equal(calls, 1);
	spool_destroy(spool);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(records_are_told_by_rank_end_start_and_tie),
		cmocka_unit_test(equal_records_stay_in_the_order_they_came),
		cmocka_unit_test(a_drained_spool_takes_records_anew),
		cmocka_unit_test(many_records_keep_their_own_bytes),
		cmocka_unit_test(what_the_teller_returns_ends_the_walk),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
