// SPDX-License-Identifier: GPL-2.0-or-later
#include "ledger/tree.h"

#include <errno.h>

/* Folds `count` (a power of two) hashes that `sql` gives from number `first` on. */
static int tree_fold(struct store *store, const char *sql, uint64_t first, uint64_t count,
		     uint8_t out[LEDGER_HASH])
{
	struct merkle tree = {0};
	uint8_t hash[LEDGER_HASH], block[LEDGER_HASH];
	sqlite3_stmt *rows = NULL;
	int more = 0, err = store_prepare(store, sql, &rows);

	if (!err) {
		sqlite3_bind_int64(rows, 1, (int64_t)first);
		sqlite3_bind_int64(rows, 2, (int64_t)(first + count - 1));
	}
	while (!err && (more = store_step(store, rows)) > 0) {
		if (store_blob(rows, 0, LEDGER_HASH, hash))
			merkle_append(&tree, hash, block);
		else
			err = -EBADMSG;
	}
	sqlite3_finalize(rows);
	if (more < 0)
		return more;
	if (err == -EBADMSG || (!err && tree.size != count))
		err = store_refuse(
			store, -EBADMSG,
			"%s: records are missing or damaged: keep the file, run `lenswatch "
			"verify` on it, and move it away to begin a new one",
			store->path);
	if (!err)
		merkle_root(&tree, out);
	return err;
}

int tree_node(void *context, unsigned level, uint64_t place, uint8_t out[LEDGER_HASH])
{
	struct store *store = context;

	if (level < MERKLE_BLOCK)
		return tree_fold(
			store,
			"SELECT leaf FROM record WHERE number BETWEEN ?1 AND ?2 ORDER BY number",
			(place << level) + 1, UINT64_C(1) << level, out);
	level -= MERKLE_BLOCK;
	return tree_fold(store,
			 "SELECT root FROM block WHERE number BETWEEN ?1 AND ?2 ORDER BY number",
			 (place << level) + 1, UINT64_C(1) << level, out);
}

int tree_keep(struct store *store, uint64_t size, const uint8_t root[LEDGER_HASH])
{
	sqlite3_stmt *insert = NULL;
	int err = store_prepare(store, "INSERT INTO block VALUES (?1, ?2)", &insert);

	if (!err) {
		sqlite3_bind_int64(insert, 1, (int64_t)(size >> MERKLE_BLOCK));
		store_bind_blob(insert, 2, root, LEDGER_HASH);
		err = store_do(store, insert);
	}
	sqlite3_finalize(insert);
	return err;
}
