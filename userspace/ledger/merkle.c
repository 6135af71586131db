// SPDX-License-Identifier: GPL-2.0-or-later
#include "ledger/merkle.h"

#include <errno.h>
#include <string.h>

#include "ledger/digest.h"

bool merkle_append(struct merkle *tree, const uint8_t leaf[LEDGER_HASH], uint8_t block[LEDGER_HASH])
{
	uint8_t node[LEDGER_HASH];
	unsigned level = 0;

	memcpy(node, leaf, sizeof(node));
	for (;; level++) {
		if (level == MERKLE_BLOCK)
			memcpy(block, node, sizeof(node));
		if (!(tree->size >> level & 1))
			break;
		digest_node(tree->peaks[level], node, node);
	}
	memcpy(tree->peaks[level], node, sizeof(node));
	tree->size++;
	return level >= MERKLE_BLOCK;
}

void merkle_root(const struct merkle *tree, uint8_t out[LEDGER_HASH])
{
	bool begun = false;

	memset(out, 0, LEDGER_HASH);
	for (unsigned level = 0; level < MERKLE_LEVELS; level++) {
		if (!(tree->size >> level & 1))
			continue;
		if (begun)
			digest_node(tree->peaks[level], out, out);
		else
			memcpy(out, tree->peaks[level], LEDGER_HASH);
		begun = true;
	}
}

int merkle_restore(uint64_t size, merkle_node_fn *node, void *context, struct merkle *out)
{
	struct merkle tree = {.size = size};
	int err = 0;

	for (unsigned level = 0; !err && level < MERKLE_LEVELS; level++) {
		if (size >> level & 1) /* all leaves of the higher bits lie before it */
			err = node(context, level, (size >> level) - 1, tree.peaks[level]);
	}
	if (!err)
		*out = tree;
	return err;
}

/* The root over the leaves from `first` to `size`, where `first` is a multiple of the power of two
 * above. */
static int merkle_rest(uint64_t first, uint64_t size, merkle_node_fn *node, void *context,
		       uint8_t out[LEDGER_HASH])
{
	uint64_t leaves = size - first;
	uint8_t one[LEDGER_HASH];
	bool begun = false;
	int err = 0;

	for (unsigned level = 0; !err && level < MERKLE_LEVELS; level++) {
		if (!(leaves >> level & 1))
			continue;
		err = node(context, level, (first >> level) + (leaves >> level) - 1, one);
		if (!err && begun)
			digest_node(one, out, out);
		else if (!err)
			memcpy(out, one, LEDGER_HASH);
		begun = true;
	}
	return err;
}

int merkle_prove(uint64_t size, uint64_t place, merkle_node_fn *node, void *context,
		 struct merkle_proof *out)
{
	struct merkle_proof proof = {0};
	int err = place < size ? 0 : -EINVAL;

	for (unsigned level = 0; !err && level < MERKLE_LEVELS; level++) {
		uint64_t other = (place >> level) ^ 1, first = other << level;
		uint8_t *hash = proof.hashes[proof.count];

		if ((place >> level | 1) << level >= size && !(place >> level & 1)) {
			continue; /* nothing to its right: it goes up alone */
		}
		if (first + (UINT64_C(1) << level) <= size)
			err = node(context, level, other, hash);
		else
			err = merkle_rest(first, size, node, context, hash);
		proof.count++;
	}
	if (!err)
		*out = proof;
	return err;
}

bool merkle_check(const uint8_t leaf[LEDGER_HASH], uint64_t place, uint64_t size,
		  const struct merkle_proof *proof, const uint8_t root[LEDGER_HASH])
{
	uint64_t at = place, last = size - 1;
	uint8_t node[LEDGER_HASH];

	if (place >= size || proof->count > MERKLE_LEVELS)
		return false;
	memcpy(node, leaf, sizeof(node));
	for (size_t i = 0; i < proof->count; i++) {
		if (!last)
			return false;
		if (at & 1 || at == last) {
			digest_node(proof->hashes[i], node, node);
			for (; !(at & 1) && at; at >>= 1)
				last >>= 1;
		} else {
			digest_node(node, proof->hashes[i], node);
		}
		at >>= 1;
		last >>= 1;
	}
	return !last && memcmp(node, root, LEDGER_HASH) == 0;
}
