// SPDX-License-Identifier: GPL-2.0-or-later
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <errno.h>
#include <string.h>

#include "ledger/support_room.h"
#include "ledger/tree.h"

#define RECORDS 600

static struct room room;
static struct ledger *ledger;

static int set_up(void **state)
{
	struct event event;

	(void)state;
	room_make(&room);
	ledger = room_open(&room);
	for (size_t i = 0; i < RECORDS; i++) {
		room_event(i, &event);
		assert_int_equal(ledger_append(ledger, &event), 0);
	}
	assert_int_equal(ledger_commit(ledger), 0);
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	ledger_close(ledger);
	room_remove(&room);
	return 0;
}

static void a_tree_of_several_blocks_is_restored_from_the_file(void **state)
{
	uint8_t grown[LEDGER_HASH], restored[LEDGER_HASH];
	struct merkle tree;

	(void)state;
	assert_int_equal(ledger->state.tree.size, RECORDS);
	assert_int_equal(merkle_restore(RECORDS, tree_node, &ledger->store, &tree), 0);
	merkle_root(&ledger->state.tree, grown);
	merkle_root(&tree, restored);
	assert_memory_equal(grown, restored, sizeof(grown));
}

static void a_leaf_anywhere_is_proved_from_the_file(void **state)
{
	static const uint64_t places[] = {0, 1, 255, 256, 300, 511, 512, 598, 599};
	struct merkle_proof proof;
	uint8_t leaf[LEDGER_HASH], root[LEDGER_HASH];

	(void)state;
	merkle_root(&ledger->state.tree, root);
	for (size_t i = 0; i < sizeof(places) / sizeof(places[0]); i++) {
		assert_int_equal(tree_node(&ledger->store, 0, places[i], leaf), 0);
		assert_int_equal(
			merkle_prove(RECORDS, places[i], tree_node, &ledger->store, &proof), 0);
		assert_true(merkle_check(leaf, places[i], RECORDS, &proof, root));
	}
}

static void what_is_not_there_has_no_node(void **state)
{
	uint8_t node[LEDGER_HASH];

	(void)state;
	assert_int_equal(tree_node(&ledger->store, 0, RECORDS, node), -EBADMSG);
	assert_int_equal(tree_node(&ledger->store, 9, 1, node), -EBADMSG);
	assert_non_null(strstr(ledger_error(ledger), "lenswatch verify"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_tree_of_several_blocks_is_restored_from_the_file),
		cmocka_unit_test(a_leaf_anywhere_is_proved_from_the_file),
		cmocka_unit_test(what_is_not_there_has_no_node),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
