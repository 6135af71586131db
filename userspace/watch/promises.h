/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The daemon's side of promises: what is in force is noted in the history, and a day's totals
 * outlive a restart. Called by watch.c and reload.c.
 */
#ifndef LENSWATCH_WATCH_PROMISES_H
#define LENSWATCH_WATCH_PROMISES_H

#include "watch/watch_history.h"

/* Once the run is told: the history says what is promised from now on, and today's uploads count.
 */
void watch_promises_start(struct house *house, struct watch_history *history);
/* Takes other promises; those that stay keep what they counted. Where memory is short the old stay.
 */
void watch_promises_reload(struct house *house, struct watch_history *history,
			   const struct promise_list *list);

#endif
