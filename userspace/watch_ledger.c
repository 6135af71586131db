// SPDX-License-Identifier: GPL-2.0-or-later
#include "watch_ledger.h"

#include <stdio.h>

#include "ledger/ledger.h"

#define COMMIT_S 5 /* what a power cut may take, where nothing else is told */

int watch_ledger_open(struct watch *w, char folder[WATCH_FOLDER])
{
	char error[LEDGER_ERROR];
	int err;

	folder[0] = '\0';
	if (!w->config.ledger)
		return 0;
	watch_own_folder(w, w->config.ledger, folder);
	err = ledger_open(w->config.ledger, LEDGER_WRITE, &w->ledger, error);
	if (err)
		fprintf(stderr, "lenswatch: %s\n", error);
	return err;
}

/* Of many failures in a row one is told. */
static void watch_ledger_outcome(struct watch *w, int err)
{
	if (err && !w->ledger_failed)
		fprintf(stderr, "lenswatch: the history: %s\n", ledger_error(w->ledger));
	else if (!err && w->ledger_failed)
		fputs("lenswatch: the history is kept again; what was told meanwhile is not in "
		      "it\n",
		      stderr);
	w->ledger_failed = err != 0;
}

static void watch_ledger_commit(struct ev_loop *loop, ev_timer *timer, int events)
{
	struct watch *w = timer->data;

	(void)loop;
	(void)events;
	if (!w->ledger_open)
		return;
	w->ledger_open = false;
	watch_ledger_outcome(w, ledger_commit(w->ledger));
}

void watch_ledger_start(struct watch *w)
{
	double every = w->config.commit_s ? w->config.commit_s : COMMIT_S;

	if (!w->ledger)
		return;
	ev_timer_init(&w->commit, watch_ledger_commit, every, every);
	w->commit.data = w;
	ev_timer_start(w->loop, &w->commit);
}

void watch_ledger_keep(struct watch *w, const struct event *event)
{
	int err;

	if (!w->ledger)
		return;
	err = ledger_append(w->ledger, event);
	w->ledger_open = !err; /* where it failed the whole batch is gone */
	if (err)
		watch_ledger_outcome(w, err);
}

void watch_ledger_note(struct watch *w, const char *kind, const char *content)
{
	int err;

	if (!w->ledger)
		return;
	err = ledger_note(w->ledger, kind, content);
	w->ledger_open = !err;
	if (err)
		watch_ledger_outcome(w, err);
}

void watch_ledger_close(struct watch *w)
{
	if (w->ledger && w->ledger_open)
		watch_ledger_outcome(w, ledger_commit(w->ledger));
	ledger_close(w->ledger);
	w->ledger = NULL;
}
