/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The daemon's side of the history: what is told is added to it, committed every few seconds, and
 * its heads are handed on. Called by watch.c, notes.c, promises.c and answers.c; where no history
 * is kept nothing happens.
 */
#ifndef LENSWATCH_WATCH_WATCH_HISTORY_H
#define LENSWATCH_WATCH_WATCH_HISTORY_H

#include <ev.h>

#include "config/config.h"
#include "house/house.h"
#include "system/owned.h"
#include "watch/anchor.h"
#include "watch/folders.h"

struct watch_history {
	/* Borrowed, and there before it is opened: */
	struct ev_loop *loop;
	const struct config *config;
	const struct owned *owned;
	const struct house *house;
	struct problems *refused; /* what of the configuration could not be carried out */
	/* What could not be opened at the start is there now, with all that waited for it. */
	void (*reached)(void *context);
	void *context;
	/* Its own: */
	struct ledger *ledger;	    /* NULL: none is kept */
	struct ledger *awaited;	    /* one that could not be opened yet, or NULL */
	bool failed;		    /* which was told */
	char problem[LEDGER_ERROR]; /* why nothing is kept now; "" it is, or is not wanted */
	uint64_t since_ns;	    /* since when all that was told is in it, or waits for it */
	char *path;		    /* without links, to compare */
	struct anchor *anchor;	    /* who hands its heads on; NULL: nobody */
	uint64_t anchored;	    /* size of the head that was handed on last */
	int anchor_day;		    /* on which day of the year */
	ev_timer commit, again, go_on;
};

/* Starts who hands heads on, where that is wanted. 0, or -errno, told on stderr. */
int watch_history_anchor(struct watch_history *history);
/*
 * While the daemon has its rights. 0, also where no history is kept, or none can be: that is told
 * on stderr and by status, and tried again; -EBUSY another program writes it, told on stderr.
 * `folder` is where it lies, which must stay writable; "" none.
 */
int watch_history_open(struct watch_history *history, char folder[FOLDERS_PATH]);
/* Commits from now on; the head of before is handed on. */
void watch_history_start(struct watch_history *history);
/*
 * For the house: adds events. What cannot be kept is told on stderr, once until it works again:
 * what was committed stays, and watching goes on.
 */
struct house_keeper watch_history_keeper(struct watch_history *history);
/* Adds a note (ledger_note), likewise. */
void watch_history_note(struct watch_history *history, const char *kind, const char *content);
/* What waits of devices that the engine knows to be cameras now is kept. */
void watch_history_settle(struct watch_history *history);
/* Commits what is open now, as when somebody is about to read it. */
void watch_history_settle_batch(struct watch_history *history);
/* Commits what is open, and hands the head on. */
void watch_history_publish(struct watch_history *history);
/*
 * Erases a device; meanwhile the loop has its turn again and again, until it is to end. 0 or -errno
 * with `why` a sentence, good until the history is next used.
 */
int watch_history_forget(struct watch_history *history, const char *device, size_t *erased,
			 const char **why);
void watch_history_close(
	struct watch_history *history); /* commits what is open, hands the head on */

#endif
