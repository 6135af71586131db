// SPDX-License-Identifier: GPL-2.0-or-later
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <errno.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "ledger/ledger.h"
#include "ledger/support_room.h"

struct kept {
	struct room room;
	char heads[192];
};

static int open_kept(void **state)
{
	struct kept *k = calloc(1, sizeof(*k));

	assert_non_null(k);
	room_make(&k->room);
	snprintf(k->heads, sizeof(k->heads), "%s/heads", k->room.folder);
	*state = k;
	return 0;
}

static int close_kept(void **state)
{
	struct kept *k = *state;

	remove(k->heads);
	room_remove(&k->room);
	free(k);
	return 0;
}

/* As `watch --heads` does. Returns how many records it was over. */
static uint64_t keep_head(const struct kept *k)
{
	struct ledger *ledger = room_open(&k->room);
	char root[2 * LEDGER_HASH + 1], hex[2 * LEDGER_KEY + 1];
	uint8_t key[LEDGER_KEY];
	struct ledger_head head;
	FILE *file = fopen(k->heads, "a");

	assert_non_null(file);
	assert_int_equal(ledger_head(ledger, &head), 0);
	ledger_public_key(ledger, key);
	fprintf(file, "%llu:%s %s\n", (unsigned long long)head.size,
		sodium_bin2hex(root, sizeof(root), head.root, LEDGER_HASH),
		sodium_bin2hex(hex, sizeof(hex), key, LEDGER_KEY));
	fclose(file);
	ledger_close(ledger);
	return head.size;
}

static enum ledger_standing stands(const struct kept *k, uint64_t *size)
{
	struct ledger *ledger = room_open(&k->room);
	enum ledger_standing standing = STANDING_UNKNOWN;

	assert_int_equal(ledger_standing_file(ledger, k->heads, &standing, size), 0);
	ledger_close(ledger);
	return standing;
}

static void a_history_that_only_grew_holds(void **state)
{
	struct kept *k = *state;
	uint64_t size;

	room_fill(&k->room, 0, 20);
	assert_int_equal(stands(k, &size), STANDING_UNKNOWN); /* no file */
	keep_head(k);
	room_fill(&k->room, 20, 300);
	assert_int_equal(stands(k, &size), STANDING_HOLDS);
	assert_int_equal(size, 20);
	keep_head(k);
	assert_int_equal(stands(k, &size), STANDING_HOLDS);
	assert_int_equal(size, 320);
}

static void an_older_copy_that_was_put_back_is_known_and_stays_known_as_it_grows(void **state)
{
	struct kept *k = *state;
	uint64_t size;
	size_t bytes;
	uint8_t *copy;

	room_fill(&k->room, 0, 20);
	keep_head(k);
	copy = room_load(k->room.path, &bytes);
	room_fill(&k->room, 20, 20);
	assert_int_equal(keep_head(k), 40);
	room_store(k->room.path, copy, bytes);
	free(copy);
	assert_int_equal(stands(k, &size), STANDING_SHORTER);
	assert_int_equal(size, 40);
	/* Its own head does not make it the newer one. */
	assert_int_equal(keep_head(k), 20);
	assert_int_equal(stands(k, &size), STANDING_SHORTER);
	room_fill(&k->room, 100, 30);
	assert_int_equal(stands(k, &size), STANDING_OTHERWISE);
}

static void heads_of_another_history_are_known_by_their_key(void **state)
{
	struct kept *k = *state;
	uint64_t size;

	room_fill(&k->room, 0, 20);
	keep_head(k);
	room_clear(&k->room);
	room_fill(&k->room, 0, 40);
	assert_int_equal(stands(k, &size), STANDING_STRANGER);
	keep_head(k); /* beside the others */
	assert_int_equal(stands(k, &size), STANDING_HOLDS);
}

static uint64_t year_later(void)
{
	return UINT64_C(4102444800000000); /* 2100 */
}

static void what_was_dropped_and_what_is_no_file_say_nothing(void **state)
{
	struct kept *k = *state;
	const struct ledger_limits limits = {.days = 1};
	struct ledger *ledger;
	size_t dropped = 0;
	uint64_t size;

	room_fill(&k->room, 0, 20);
	keep_head(k);
	room_fill(&k->room, 20, 600);
	ledger = room_open(&k->room);
	ledger->clock = year_later;
	assert_int_equal(ledger_drop(ledger, &limits, &dropped), 0);
	ledger_close(ledger);
	assert_true(dropped >= 256);
	assert_int_equal(stands(k, &size), STANDING_UNKNOWN);
	remove(k->heads);
	assert_int_equal(mkfifo(k->heads, 0600), 0);
	assert_int_equal(stands(k, &size), STANDING_UNKNOWN);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(a_history_that_only_grew_holds, open_kept,
						close_kept),
		cmocka_unit_test_setup_teardown(
			an_older_copy_that_was_put_back_is_known_and_stays_known_as_it_grows,
			open_kept, close_kept),
		cmocka_unit_test_setup_teardown(heads_of_another_history_are_known_by_their_key,
						open_kept, close_kept),
		cmocka_unit_test_setup_teardown(what_was_dropped_and_what_is_no_file_say_nothing,
						open_kept, close_kept),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
