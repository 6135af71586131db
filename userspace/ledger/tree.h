/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The Merkle tree over the records in the file: any of its nodes from the leaves and the roots of
 * whole blocks that are kept, so that opening and proving read a few hundred rows and not all.
 */
#ifndef LENSWATCH_LEDGER_TREE_H
#define LENSWATCH_LEDGER_TREE_H

#include "ledger/merkle.h"
#include "ledger/store.h"

/* A merkle_node_fn of a `struct store`. -EBADMSG where leaves are missing. */
int tree_node(void *store, unsigned level, uint64_t place, uint8_t out[LEDGER_HASH]);
/* Keeps the root of the block that the last of `size` leaves completed. 0 or -errno. */
int tree_keep(struct store *store, uint64_t size, const uint8_t root[LEDGER_HASH]);

#endif
