/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Signed heads as rows. Each commit signs one; of those closer together than the interval only the
 * last is kept. So the last one always covers all records, and each names the one before it.
 */
#ifndef LENSWATCH_LEDGER_CHECKPOINT_H
#define LENSWATCH_LEDGER_CHECKPOINT_H

#include "ledger/store.h"

#define CHECKPOINT_SELECT "SELECT size, written, root, link, previous, signature FROM checkpoint "

/* False where a column is not what it must be. */
bool checkpoint_read(sqlite3_stmt *row, struct ledger_head *out);
/* The one `back` rows before the last. 0, -ENOENT none, -EBADMSG unreadable, -errno. */
int checkpoint_last(struct store *store, unsigned back, struct ledger_head *out);
void checkpoint_sign(struct ledger_head *head, const uint8_t secret[64]);
bool checkpoint_signed(const struct ledger_head *head, const uint8_t key[LEDGER_KEY]);
/*
 * Signs and writes `head` (size, written, root and chain are set; previous and signature are filled
 * in), in place of the last where that is less than `interval` µs after the one before it. 0 or
 * -errno.
 */
int checkpoint_write(struct store *store, const uint8_t secret[64], uint64_t interval,
		     struct ledger_head *head);

#endif
