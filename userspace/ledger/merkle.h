/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The Merkle tree of RFC 6962 section 2.1, grown leaf by leaf: what is kept are the roots of its
 * complete subtrees, one for each bit of its size, so that a leaf costs one hash on average and the
 * root at most
 * 63. The node at `level` and `place` is over the leaves place << level to ((place + 1) << level)
 * - 1.
 */
#ifndef LENSWATCH_LEDGER_MERKLE_H
#define LENSWATCH_LEDGER_MERKLE_H

#include "ledger/ledger.h"

#define MERKLE_LEVELS 63 /* SQLite numbers rows up to 2^63 - 1 */
#define MERKLE_BLOCK 8	 /* the level whose nodes are kept, so that no proof reads all leaves */
#define MERKLE_BLOCK_LEAVES (UINT64_C(1) << MERKLE_BLOCK)

struct merkle {
	uint64_t size;
	uint8_t peaks[MERKLE_LEVELS][LEDGER_HASH]; /* [level], where that bit of `size` is set */
};

/* A complete node of the tree. 0 or -errno. */
typedef int merkle_node_fn(void *context, unsigned level, uint64_t place, uint8_t out[LEDGER_HASH]);

struct merkle_proof {
	size_t count;
	uint8_t hashes[MERKLE_LEVELS][LEDGER_HASH]; /* from the leaf upwards */
};

/* Adds a leaf. True where it completed a block; the root over that one is then in `block`. */
bool merkle_append(struct merkle *tree, const uint8_t leaf[LEDGER_HASH],
		   uint8_t block[LEDGER_HASH]);
/* Zeros where the tree is empty. */
void merkle_root(const struct merkle *tree, uint8_t out[LEDGER_HASH]);
/* The tree as it was at `size`, from the nodes that were complete then. 0 or what `node` returned.
 */
int merkle_restore(uint64_t size, merkle_node_fn *node, void *context, struct merkle *out);
/*
 * The way from leaf `place` (from 0) to the root of the tree of `size` leaves (RFC 6962
 * section 2.1.1). 0, -EINVAL where there is no such leaf, or what `node` returned.
 */
int merkle_prove(uint64_t size, uint64_t place, merkle_node_fn *node, void *context,
		 struct merkle_proof *out);
/* Whether that way leads from the leaf to the root (RFC 9162 section 2.1.3.2). */
bool merkle_check(const uint8_t leaf[LEDGER_HASH], uint64_t place, uint64_t size,
		  const struct merkle_proof *proof, const uint8_t root[LEDGER_HASH]);

#endif
