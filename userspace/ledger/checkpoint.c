// SPDX-License-Identifier: GPL-2.0-or-later
#include "ledger/checkpoint.h"

#include <errno.h>
#include <sodium.h>
#include <string.h>

#include "ledger/digest.h"

bool checkpoint_read(sqlite3_stmt *row, struct ledger_head *out)
{
	out->size = (uint64_t)sqlite3_column_int64(row, 0);
	out->written = (uint64_t)sqlite3_column_int64(row, 1);
	return store_blob(row, 2, LEDGER_HASH, out->root) &&
	       store_blob(row, 3, LEDGER_HASH, out->chain) &&
	       store_blob(row, 4, LEDGER_HASH, out->previous) &&
	       store_blob(row, 5, LEDGER_SIGNATURE, out->signature);
}

int checkpoint_last(struct store *store, unsigned back, struct ledger_head *out)
{
	struct ledger_head head = {0};
	sqlite3_stmt *row = NULL;
	int err = store_prepare(store, CHECKPOINT_SELECT "ORDER BY size DESC LIMIT 1 OFFSET ?1",
				&row);

	if (!err) {
		sqlite3_bind_int64(row, 1, back);
		err = store_step(store, row);
		err = err < 0 ? err : !err ? -ENOENT : checkpoint_read(row, &head) ? 0 : -EBADMSG;
	}
	if (err == -EBADMSG)
		store_refuse(store, err,
			     "%s: its last signed head is damaged: keep the file, run `lenswatch "
			     "verify` on "
			     "it, and move it away to begin a new one",
			     store->path);
	if (!err)
		*out = head;
	sqlite3_finalize(row);
	return err;
}

void checkpoint_sign(struct ledger_head *head, const uint8_t secret[64])
{
	uint8_t bytes[DIGEST_HEAD];

	digest_head(head, bytes);
	crypto_sign_detached(head->signature, NULL, bytes, sizeof(bytes), secret);
}

bool checkpoint_signed(const struct ledger_head *head, const uint8_t key[LEDGER_KEY])
{
	uint8_t bytes[DIGEST_HEAD];

	digest_head(head, bytes);
	return crypto_sign_verify_detached(head->signature, bytes, sizeof(bytes), key) == 0;
}

static int checkpoint_remove(struct store *store, uint64_t size)
{
	sqlite3_stmt *remove = NULL;
	int err = store_prepare(store, "DELETE FROM checkpoint WHERE size = ?1", &remove);

	if (!err) {
		sqlite3_bind_int64(remove, 1, (int64_t)size);
		err = store_do(store, remove);
	}
	sqlite3_finalize(remove);
	return err;
}

static int checkpoint_insert(struct store *store, const struct ledger_head *head)
{
	sqlite3_stmt *insert = NULL;
	int err = store_prepare(store, "INSERT INTO checkpoint VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
				&insert);

	if (!err) {
		sqlite3_bind_int64(insert, 1, (int64_t)head->size);
		sqlite3_bind_int64(insert, 2, (int64_t)head->written);
		store_bind_blob(insert, 3, head->root, LEDGER_HASH);
		store_bind_blob(insert, 4, head->chain, LEDGER_HASH);
		store_bind_blob(insert, 5, head->previous, LEDGER_HASH);
		store_bind_blob(insert, 6, head->signature, LEDGER_SIGNATURE);
		err = store_do(store, insert);
	}
	sqlite3_finalize(insert);
	return err;
}

/* Whether the last makes room for the new: it follows too closely on the one before. */
static bool checkpoint_close(const struct ledger_head *before, const struct ledger_head *last,
			     uint64_t interval)
{
	return last->written >= before->written && last->written - before->written < interval;
}

int checkpoint_write(struct store *store, const uint8_t secret[64], uint64_t interval,
		     struct ledger_head *head)
{
	struct ledger_head last, before;
	int err = checkpoint_last(store, 0, &last);

	memset(head->previous, 0, LEDGER_HASH);
	if (!err) {
		digest_past(&last, head->previous);
		err = checkpoint_last(store, 1, &before);
		if (!err && checkpoint_close(&before, &last, interval)) {
			memcpy(head->previous, last.previous, LEDGER_HASH);
			err = checkpoint_remove(store, last.size);
		}
	}
	if (err && err != -ENOENT)
		return err;
	checkpoint_sign(head, secret);
	return checkpoint_insert(store, head);
}
