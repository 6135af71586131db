// SPDX-License-Identifier: GPL-2.0-or-later
#include "watch/retention.h"

#include "watch/history.h"

#include <stdio.h>

#include "ledger/ledger.h"
#include "slice/orphans.h"

double watch_retention_step(struct watch *w)
{
	const struct ledger_limits *limits = &w->config.keep;
	size_t dropped = 0;
	int err;

	if (!w->ledger || (!limits->days && !limits->megabytes))
		return RETENTION_REST_S;
	watch_ledger_settle_batch(w);
	if (w->ledger_failed)
		return RETENTION_REST_S;
	err = ledger_drop(w->ledger, limits, &dropped);
	if (err && !w->retention_failed)
		fprintf(stderr, "lenswatch: the history could not be kept within its limits: %s\n",
			ledger_error(w->ledger));
	w->retention_failed = err != 0;
	if (dropped && orphans_remove(w->ledger_path, w->ledger) != 0)
		fprintf(stderr, "lenswatch: %s.headers: not all of its files could be removed\n",
			w->ledger_path);
	return dropped ? RETENTION_STEP_S : RETENTION_REST_S;
}

static void retention_due(struct ev_loop *loop, ev_timer *timer, int events)
{
	(void)events;
	timer->repeat = watch_retention_step(timer->data);
	ev_timer_again(loop, timer);
}

void watch_retention_start(struct watch *w)
{
	if (!w->ledger)
		return;
	ev_timer_init(&w->retention, retention_due, RETENTION_REST_S, RETENTION_REST_S);
	w->retention.data = w;
	ev_timer_start(w->loop, &w->retention);
}
