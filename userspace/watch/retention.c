// SPDX-License-Identifier: GPL-2.0-or-later
#include "watch/retention.h"

#include <stdio.h>

#include "ledger/ledger.h"
#include "slice/orphans.h"

double watch_retention_step(struct watch_retention *retention)
{
	struct watch_history *history = retention->history;
	const struct ledger_limits *limits = &history->config->keep;
	size_t dropped = 0;
	int err;

	if (!history->ledger || (!limits->days && !limits->megabytes))
		return RETENTION_REST_S;
	watch_history_settle_batch(history);
	if (history->failed)
		return RETENTION_REST_S;
	err = ledger_drop(history->ledger, limits, &dropped);
	if (err && !retention->failed)
		fprintf(stderr, "lenswatch: the history could not be kept within its limits: %s\n",
			ledger_error(history->ledger));
	retention->failed = err != 0;
	if (dropped && orphans_remove(history->path, history->ledger) != 0)
		fprintf(stderr, "lenswatch: %s.headers: not all of its files could be removed\n",
			history->path);
	return dropped ? RETENTION_STEP_S : RETENTION_REST_S;
}

static void watch_retention_due(struct ev_loop *loop, ev_timer *timer, int events)
{
	(void)events;
	timer->repeat = watch_retention_step(timer->data);
	ev_timer_again(loop, timer);
}

void watch_retention_start(struct watch_retention *retention)
{
	if (!retention->history->ledger)
		return;
	ev_timer_init(&retention->due, watch_retention_due, RETENTION_REST_S, RETENTION_REST_S);
	retention->due.data = retention;
	ev_timer_start(retention->history->loop, &retention->due);
}
