// SPDX-License-Identifier: GPL-2.0-or-later
#include "watch/history.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "ledger/ledger.h"
#include "slice/orphans.h"
#include "watch/notes.h"
#include "watch/ports.h"
#include "watch/retention.h"
#include "words/words.h"

#define COMMIT_S 5     /* what a power cut may take, where nothing else is told */
#define AGAIN_S 60     /* between two tries to open one that could not be opened */
#define PAUSE_S 3600   /* between two heads that are handed to the owner's program */
#define PATIENCE_S 300 /* how long that may take: a mail over a slow line */

int watch_ledger_anchor(struct watch *w)
{
	struct anchor_config config = {.file = w->config.heads,
				       .command = w->config.anchor_command,
				       .user = w->config.user,
				       .pause_s = PAUSE_S,
				       .patience_s = PATIENCE_S};
	char text[ANCHOR_TEXT];
	int err;

	if (!config.file && !config.command)
		return 0;
	err = anchor_start(&config, &w->anchor, text);
	if (err)
		fprintf(stderr, "lenswatch: %s\n", text);
	return err;
}

/* With its journal it is opened anew by the user that the daemon becomes, who made none of it. */
static void watch_ledger_give(const struct watch *w)
{
	static const char *const endings[] = {"", "-journal", "-wal", "-shm", ".key", ".pub"};
	char path[PATH_MAX];

	for (size_t i = 0; i < sizeof(endings) / sizeof(endings[0]); i++) {
		if (snprintf(path, sizeof(path), "%s%s", w->config.ledger, endings[i]) <
		    (int)sizeof(path))
			watch_give(w, path);
	}
}

/* Before, as one that root made elsewhere was put there (replay); and after, what root made now. */
static int watch_ledger_reach(struct watch *w, char error[LEDGER_ERROR])
{
	struct owned_guise guise;
	int err;

	watch_ledger_give(w);
	err = owned_put_on(&w->owned, w->config.ledger, &guise);
	if (err)
		snprintf(error, LEDGER_ERROR, "the folder of %s could not be opened: %s",
			 w->config.ledger, strerror(-err));
	else
		err = ledger_open(w->config.ledger, LEDGER_WRITE, &w->ledger, error);
	owned_take_off(&guise);
	watch_ledger_give(w);
	return err;
}

/* What could not be opened is told anew where the reason is another. */
static void watch_ledger_opened(struct watch *w, int err, const char *error)
{
	if (err && strcmp(error, w->ledger_problem) != 0)
		fprintf(stderr, "lenswatch: %s\n", error);
	if (!err)
		w->ledger_path = realpath(w->config.ledger, NULL);
	snprintf(w->ledger_problem, sizeof(w->ledger_problem), "%s", err ? error : "");
}

int watch_ledger_open(struct watch *w, char folder[WATCH_FOLDER])
{
	char error[LEDGER_ERROR];
	int err;

	folder[0] = '\0';
	w->ledger_since_ns = watch_now();
	if (w->config.no_history) {
		snprintf(w->ledger_problem, sizeof(w->ledger_problem), "%s", w->config.no_history);
		fprintf(stderr, "lenswatch: no history is kept: %s\n", w->ledger_problem);
		return 0;
	}
	if (!w->config.ledger)
		return 0;
	watch_own_folder(w, w->config.ledger, folder);
	err = watch_ledger_reach(w, error);
	watch_ledger_opened(w, err, error);
	if (!err || err == -EBUSY) /* two that write one would each lack what the other saw */
		return err;
	fputs("lenswatch: watching goes on; the history is tried again every minute, and what is "
	      "told waits in memory\n",
	      stderr);
	return ledger_await(w->config.ledger, &w->awaited) == -ENOMEM ? -ENOMEM : 0;
}

static void watch_ledger_tell(struct watch *w, const struct ledger_waiting *before)
{
	char count[WORDS_MOST];

	fprintf(stderr, "lenswatch: the history is kept again: what waited is in it (%s)",
		words_count(before->records, "record", count));
	if (before->lost) {
		fprintf(stderr, ", and a gap of what had no room to wait (%s)",
			words_count(before->lost, "record", count));
		w->ledger_since_ns = watch_now();
	}
	putc('\n', stderr);
}

/* Of many failures in a row one is told. */
static void watch_ledger_fail(struct watch *w)
{
	const char *error = ledger_error(w->ledger);

	if (!w->ledger_failed)
		fprintf(stderr,
			"lenswatch: the history: %s; what is told waits in memory until it can be "
			"written\n",
			error);
	w->ledger_failed = true;
	snprintf(w->ledger_problem, sizeof(w->ledger_problem), "%s", error);
}

static int watch_ledger_day(void)
{
	time_t now = time(NULL);
	struct tm tm;

	return localtime_r(&now, &tm) ? tm.tm_yday : -1;
}

/* The newest that is committed, if it is another than the last. */
static void watch_ledger_hand_on(struct watch *w)
{
	struct ledger_head head = {0};
	uint8_t key[LEDGER_KEY];

	w->anchor_day = watch_ledger_day();
	if (!w->anchor || ledger_head(w->ledger, &head) != 0 || !head.size ||
	    head.size == w->anchored)
		return;
	ledger_public_key(w->ledger, key);
	if (anchor_give(w->anchor, &head, key) == 0)
		w->anchored = head.size;
	else
		fputs("lenswatch: a head of the history could not be handed on: the process that "
		      "does it has ended or is busy\n",
		      stderr);
}

void watch_ledger_settle_batch(struct watch *w)
{
	struct ledger_waiting before = {0};

	if (w->ledger)
		ledger_waiting(w->ledger, &before);
	if (!before.records && !before.failed_us)
		return;
	if (ledger_commit(w->ledger) != 0) {
		watch_ledger_fail(w);
		return;
	}
	if (before.failed_us)
		watch_ledger_tell(w, &before);
	w->ledger_failed = false;
	w->ledger_problem[0] = '\0';
}

void watch_ledger_publish(struct watch *w)
{
	if (!w->ledger)
		return;
	watch_ledger_settle_batch(w);
	watch_ledger_hand_on(w);
}

static void watch_ledger_commit(struct ev_loop *loop, ev_timer *timer, int events)
{
	struct watch *w = timer->data;

	(void)loop;
	(void)events;
	watch_ledger_settle_batch(w);
	if (w->anchor && watch_ledger_day() != w->anchor_day)
		watch_ledger_hand_on(w);
}

/* All that was told since the start waits for it; what the history said before is looked at now. */
static void watch_ledger_again(struct ev_loop *loop, ev_timer *timer, int events)
{
	struct watch *w = timer->data;
	char error[LEDGER_ERROR];
	int err = ledger_reach(w->awaited, error);

	(void)events;
	watch_ledger_opened(w, err, error);
	if (err)
		return;
	ev_timer_stop(loop, timer);
	w->ledger = w->awaited;
	w->awaited = NULL;
	watch_notes_look(w);
	watch_ledger_settle_batch(w);
	watch_notes_begin(w);
	watch_ledger_settle(w);
	watch_ledger_start(w);
}

void watch_ledger_start(struct watch *w)
{
	double every = w->config.commit_s ? w->config.commit_s : COMMIT_S;

	if (w->awaited) {
		ev_timer_init(&w->again, watch_ledger_again, AGAIN_S, AGAIN_S);
		w->again.data = w;
		ev_timer_start(w->loop, &w->again);
	}
	if (!w->ledger)
		return;
	watch_ledger_hand_on(w);
	ev_timer_init(&w->commit, watch_ledger_commit, every, every);
	w->commit.data = w;
	ev_timer_start(w->loop, &w->commit);
	watch_retention_start(w);
}

static struct ledger *watch_ledger_taker(const struct watch *w)
{
	return w->ledger ? w->ledger : w->awaited;
}

static void watch_ledger_added(struct watch *w, int err)
{
	struct ledger_waiting waiting = {0};

	if (err && w->ledger)
		ledger_waiting(w->ledger, &waiting);
	if (waiting.failed_us)
		watch_ledger_fail(w);
}

void watch_ledger_keep(struct watch *w, const struct event *event)
{
	struct ledger *ledger = watch_ledger_taker(w);

	if (ledger)
		watch_ledger_added(w, ledger_append(ledger, event));
}

void watch_ledger_note(struct watch *w, const char *kind, const char *content)
{
	struct ledger *ledger = watch_ledger_taker(w);

	if (ledger)
		watch_ledger_added(w, ledger_note(ledger, kind, content));
}

void watch_ledger_dismiss(struct watch *w, const struct device_key *device)
{
	struct ledger *ledger = watch_ledger_taker(w);
	char text[ADDRESS_TEXT];

	if (ledger)
		ledger_dismiss(ledger, device_key_text(device, text));
}

static void watch_ledger_settle_one(void *context, const struct engine_camera *camera)
{
	struct watch *w = context;
	struct ledger *ledger = watch_ledger_taker(w);

	if (camera->dismissed)
		ledger_dismiss(ledger, camera->camera.key);
	else if (!camera->camera.suspected)
		watch_ledger_added(w, ledger_confirm(ledger, camera->camera.key, watch_now()));
}

void watch_ledger_settle(struct watch *w)
{
	if (watch_ledger_taker(w))
		engine_each_camera(w->engine, watch_ledger_settle_one, w);
}

int watch_ledger_forget(struct watch *w, const char *device, size_t *erased, const char **why)
{
	int err;

	watch_ledger_settle_batch(w); /* what waits may be of it */
	err = w->ledger_failed ? -EAGAIN : ledger_forget(w->ledger, device, erased);
	*why = ledger_error(w->ledger);
	if (!err && orphans_remove(w->ledger_path, w->ledger) != 0)
		fprintf(stderr, "lenswatch: %s.headers: not all of its files could be removed\n",
			w->ledger_path);
	return err;
}

/* The next run finds that this one has no end, and says so. */
static void watch_ledger_lose(const struct watch *w)
{
	struct ledger *ledger = watch_ledger_taker(w);
	struct ledger_waiting left = {0};
	char count[WORDS_MOST];

	if (ledger)
		ledger_waiting(ledger, &left);
	if (left.failed_us)
		fprintf(stderr, "lenswatch: %s could not be written into the history: %s\n",
			words_count(left.records + left.lost, "record", count), w->ledger_problem);
}

void watch_ledger_close(struct watch *w)
{
	watch_ledger_publish(w);
	watch_ledger_lose(w);
	ledger_close(w->ledger);
	ledger_close(w->awaited);
	w->ledger = w->awaited = NULL;
	free(w->ledger_path);
	w->ledger_path = NULL;
	anchor_finish(w->anchor);
	w->anchor = NULL;
}
