// SPDX-License-Identifier: GPL-2.0-or-later
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <errno.h>
#include <string.h>

#include "ledger/digest.h"
#include "ledger/merkle.h"

#define LEAVES 70

static uint8_t leaves[LEAVES][LEDGER_HASH];

static int make_leaves(void **state)
{
	(void)state;
	for (size_t i = 0; i < LEAVES; i++)
		digest_text(&i, sizeof(i), leaves[i]);
	return 0;
}

/* RFC 6962 section 2.1 to the letter. */
static void by_the_book(size_t first, size_t count, uint8_t out[LEDGER_HASH])
{
	uint8_t left[LEDGER_HASH], right[LEDGER_HASH];
	size_t half = 1;

	if (count == 1) {
		memcpy(out, leaves[first], LEDGER_HASH);
		return;
	}
	while (2 * half < count)
		half *= 2;
	by_the_book(first, half, left);
	by_the_book(first + half, count - half, right);
	digest_node(left, right, out);
}

static int node(void *asked, unsigned level, uint64_t place, uint8_t out[LEDGER_HASH])
{
	size_t *count = asked;

	(*count)++;
	by_the_book((size_t)place << level, (size_t)1 << level, out);
	return 0;
}

static void grow(struct merkle *tree, size_t count)
{
	uint8_t block[LEDGER_HASH];

	*tree = (struct merkle){0};
	for (size_t i = 0; i < count; i++)
		assert_false(merkle_append(tree, leaves[i], block));
}

static void the_root_is_that_of_the_rfc_at_each_size(void **state)
{
	uint8_t root[LEDGER_HASH], expected[LEDGER_HASH];
	struct merkle tree;

	(void)state;
	for (size_t size = 1; size <= LEAVES; size++) {
		grow(&tree, size);
		merkle_root(&tree, root);
		by_the_book(0, size, expected);
		assert_memory_equal(root, expected, sizeof(root));
	}
}

static void a_tree_is_restored_at_each_size(void **state)
{
	uint8_t root[LEDGER_HASH], expected[LEDGER_HASH];
	struct merkle tree;
	size_t asked = 0;

	(void)state;
	for (size_t size = 1; size <= LEAVES; size++) {
		assert_int_equal(merkle_restore(size, node, &asked, &tree), 0);
		merkle_root(&tree, root);
		by_the_book(0, size, expected);
		assert_memory_equal(root, expected, sizeof(root));
	}
}

static void each_leaf_of_each_size_is_proved(void **state)
{
	struct merkle_proof proof;
	uint8_t root[LEDGER_HASH];
	size_t asked;

	(void)state;
	for (size_t size = 1; size <= LEAVES; size++) {
		by_the_book(0, size, root);
		for (size_t place = 0; place < size; place++) {
			asked = 0;
			assert_int_equal(merkle_prove(size, place, node, &asked, &proof), 0);
			assert_in_range(asked, 0, 13);
			assert_true(merkle_check(leaves[place], place, size, &proof, root));
		}
	}
}

static void what_is_not_so_is_not_proved(void **state)
{
	struct merkle_proof proof, wrong;
	uint8_t root[LEDGER_HASH];
	size_t asked = 0;

	(void)state;
	assert_int_equal(merkle_prove(13, 13, node, &asked, &proof), -EINVAL);
	by_the_book(0, 13, root);
	for (size_t place = 0; place < 13; place++) {
		assert_int_equal(merkle_prove(13, place, node, &asked, &proof), 0);
		assert_false(merkle_check(leaves[place + 1], place, 13, &proof, root));
		assert_false(merkle_check(leaves[place], (place + 1) % 13, 13, &proof, root));
		assert_false(merkle_check(leaves[place], place, 13 + 16, &proof, root));
		assert_false(merkle_check(leaves[place], place, 0, &proof, root));
		for (size_t bit = 0; bit < 8 * LEDGER_HASH * proof.count; bit++) {
			wrong = proof;
			wrong.hashes[bit / 256][bit / 8 % 32] ^= (uint8_t)(1 << bit % 8);
			assert_false(merkle_check(leaves[place], place, 13, &wrong, root));
		}
		wrong = proof;
		wrong.count--;
		assert_false(merkle_check(leaves[place], place, 13, &wrong, root));
		wrong.count += 2;
		assert_false(merkle_check(leaves[place], place, 13, &wrong, root));
	}
}

static void a_block_is_told_when_it_is_whole(void **state)
{
	struct merkle tree = {0}, part = {0};
	uint8_t block[LEDGER_HASH], root[LEDGER_HASH];

	(void)state;
	for (size_t i = 0; i < 4 * MERKLE_BLOCK_LEAVES; i++) {
		bool whole = merkle_append(&tree, leaves[i % LEAVES], block);

		merkle_append(&part, leaves[i % LEAVES], root);
		assert_int_equal(whole, (i + 1) % MERKLE_BLOCK_LEAVES == 0);
		if (!whole)
			continue;
		merkle_root(&part, root);
		assert_memory_equal(root, block, sizeof(root));
		part = (struct merkle){0};
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_root_is_that_of_the_rfc_at_each_size),
		cmocka_unit_test(a_tree_is_restored_at_each_size),
		cmocka_unit_test(each_leaf_of_each_size_is_proved),
		cmocka_unit_test(what_is_not_so_is_not_proved),
		cmocka_unit_test(a_block_is_told_when_it_is_whole),
	};

	return cmocka_run_group_tests(tests, make_leaves, NULL);
}
