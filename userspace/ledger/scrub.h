/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Overwrites what nothing uses any more in the pages of the ledger's file. SQLite zeroes what it
 * frees (secure_delete), but where it splits a page or joins two it leaves what it moved away
 * between the page's cells and the list of them. Called when a device is forgotten.
 */
#ifndef LENSWATCH_LEDGER_SCRUB_H
#define LENSWATCH_LEDGER_SCRUB_H

#include "ledger/store.h"

/*
 * Lets others have their turn, where it is time for that; called with nothing open, and returns
 * with nothing open. 0, or -errno, which ends the scrubbing.
 */
typedef int scrub_pause_fn(void *context);

/*
 * Every page of the file, with a pause after each `step_ms`; where `pause` is NULL only those that
 * changed since the WAL was emptied last. No transaction is open. 0; -EBUSY it is being read, so
 * the WAL could not be emptied; -errno.
 */
int scrub_run(struct store *store, unsigned step_ms, scrub_pause_fn *pause, void *context);

#endif
