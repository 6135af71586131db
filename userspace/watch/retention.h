/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The daemon's side of keeping the history within its limits (keep-days, keep-mb): a little at a
 * time, while it watches. Called by watch.c.
 */
#ifndef LENSWATCH_WATCH_RETENTION_H
#define LENSWATCH_WATCH_RETENTION_H

#include "watch/watch_history.h"

#define RETENTION_REST_S 600.0 /* between looks; also before the first: a clock is set by then */
#define RETENTION_STEP_S 5.0   /* while there is more to drop */

struct watch_retention {
	struct watch_history *history; /* borrowed */
	bool failed;		       /* which was told */
	ev_timer due;
};

/* Drops from now on. What cannot be dropped is told on stderr, once until it works again. */
void watch_retention_start(struct watch_retention *retention);
/* One step. Returns after how many seconds the next is due. */
double watch_retention_step(struct watch_retention *retention);

#endif
