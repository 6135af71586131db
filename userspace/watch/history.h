/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The daemon's side of the history: what is told is added to it, committed every few seconds, and
 * its heads are handed on. Called by watch.c, watch_notes.c and answers.c; where no history is kept
 * nothing happens.
 */
#ifndef LENSWATCH_WATCH_LEDGER_H
#define LENSWATCH_WATCH_LEDGER_H

#include "watch/watch.h"

/* Starts who hands heads on, where that is wanted. 0, or -errno, told on stderr. */
int watch_ledger_anchor(struct watch *w);
/*
 * While the daemon has its rights. 0, also where no history is kept, or none can be: that is told
 * on stderr and by status, and tried again; -EBUSY another program writes it, told on stderr.
 * `folder` is where it lies, which must stay writable; "" none.
 */
int watch_ledger_open(struct watch *w, char folder[WATCH_FOLDER]);
/* Commits from now on; the head of before is handed on. */
void watch_ledger_start(struct watch *w);
/*
 * Adds the event. What cannot be kept is told on stderr, once until it works again: what was
 * committed stays, and watching goes on.
 */
void watch_ledger_keep(struct watch *w, const struct event *event);
/* Adds a note (ledger_note), likewise. */
void watch_ledger_note(struct watch *w, const char *kind, const char *content);
/* The device is no camera: what waits of it is dropped. */
void watch_ledger_dismiss(struct watch *w, const struct device_key *device);
/* What waits of devices that the engine knows to be cameras now is kept. */
void watch_ledger_settle(struct watch *w);
/* Commits what is open now, as when somebody is about to read it. */
void watch_ledger_settle_batch(struct watch *w);
/* Commits what is open, and hands the head on. */
void watch_ledger_publish(struct watch *w);
/*
 * Erases a device; the daemon waits until that is done. 0 or -errno with `why` a sentence, good
 * until the history is next used.
 */
int watch_ledger_forget(struct watch *w, const char *device, size_t *erased, const char **why);
void watch_ledger_close(struct watch *w); /* commits what is open, hands the head on */

#endif
