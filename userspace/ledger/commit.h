/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * How what was told gets onto the disk: into the open batch at once, and, where that fails, out of
 * the backlog at each commit until one holds. Called by batch.c.
 */
#ifndef LENSWATCH_LEDGER_COMMIT_H
#define LENSWATCH_LEDGER_COMMIT_H

#include "ledger/book.h"

/*
 * Takes a record about something that began then (0: now). 0: it is in the open batch; -errno: it
 * waits, or there was no room for it, which is then counted.
 */
int commit_take(struct ledger *ledger, const char *kind, const char *content, size_t length,
		uint64_t begun_ns);
/* One that could not even be written into memory. */
int commit_lose(struct ledger *ledger, uint64_t begun_ns);

#endif
