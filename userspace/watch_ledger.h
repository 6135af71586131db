/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The daemon's side of the history: what is told is added to it, and committed every few seconds.
 * Called by watch.c.
 */
#ifndef LENSWATCH_WATCH_LEDGER_H
#define LENSWATCH_WATCH_LEDGER_H

#include "watch.h"

/*
 * While the daemon has its rights. 0, also where no history is kept; -errno, told on stderr.
 * `folder` is where it lies, which must stay writable; "" none.
 */
int watch_ledger_open(struct watch *w, char folder[WATCH_FOLDER]);
void watch_ledger_start(struct watch *w); /* commits from now on */
/*
 * Adds the event. What cannot be kept is told on stderr, once until it works again: what was
 * committed stays, and watching goes on.
 */
void watch_ledger_keep(struct watch *w, const struct event *event);
/* Adds a note, as ledger_note(), with the same care. */
void watch_ledger_note(struct watch *w, const char *kind, const char *content);
void watch_ledger_close(struct watch *w); /* commits what is open */

#endif
