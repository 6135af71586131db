// SPDX-License-Identifier: GPL-2.0-or-later
#include "watch/watch_history.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/clock.h"
#include "camera/device.h"
#include "ledger/ledger.h"
#include "slice/orphans.h"
#include "words/words.h"
#include "words/verified.h"

#define COMMIT_S 5     /* what a power cut may take, where nothing else is told */
#define AGAIN_S 60     /* between two tries to open one that could not be opened */
#define PAUSE_S 3600   /* between two heads that are handed to the owner's program */
#define PATIENCE_S 300 /* how long that may take: a mail over a slow line */

int watch_history_anchor(struct watch_history *h)
{
	struct anchor_config config = {.file = h->config->heads,
				       .command = h->config->anchor_command,
				       .user = h->config->user,
				       .pause_s = PAUSE_S,
				       .patience_s = PATIENCE_S};
	char text[ANCHOR_TEXT];
	int err;

	if (!config.file && !config.command)
		return 0;
	err = anchor_start(&config, &h->anchor, text);
	if (err)
		fprintf(stderr, "lenswatch: %s\n", text);
	return err;
}

/* With its journal it is opened anew by the user that the daemon becomes, who made none of it. */
static void watch_history_give(const struct watch_history *h)
{
	static const char *const endings[] = {"", "-journal", "-wal", "-shm", ".key", ".pub"};
	char path[PATH_MAX];

	for (size_t i = 0; i < sizeof(endings) / sizeof(endings[0]); i++) {
		if (snprintf(path, sizeof(path), "%s%s", h->config->ledger, endings[i]) <
		    (int)sizeof(path))
			folders_give(h->owned, path);
	}
}

/* Before, as one that root made elsewhere was put there (replay); and after, what root made now. */
static int watch_history_reach(struct watch_history *h, char error[LEDGER_ERROR])
{
	struct owned_guise guise;
	int err;

	watch_history_give(h);
	err = owned_put_on(h->owned, h->config->ledger, &guise);
	if (err)
		snprintf(error, LEDGER_ERROR, "the folder of %s could not be opened: %s",
			 h->config->ledger, strerror(-err));
	else
		err = ledger_open(h->config->ledger, LEDGER_WATCH, &h->ledger, error);
	owned_take_off(&guise);
	watch_history_give(h);
	return err;
}

/* What could not be opened is told anew where the reason is another. */
static void watch_history_opened(struct watch_history *h, int err, const char *error)
{
	if (err && strcmp(error, h->problem) != 0)
		fprintf(stderr, "lenswatch: %s\n", error);
	if (!err)
		h->path = realpath(h->config->ledger, NULL);
	snprintf(h->problem, sizeof(h->problem), "%s", err ? error : "");
}

/*
 * Who can write the history's folder can put an older copy of it there, signatures and all: the
 * heads that were kept outside know of it. Looked at before a new one is added to them.
 */
static void watch_history_compare(struct watch_history *h)
{
	enum ledger_standing standing = STANDING_UNKNOWN;
	struct owned_guise guise;
	uint64_t size = 0;
	const char *wrong;
	int err;

	if (!h->config->heads || owned_put_on(h->owned, h->config->heads, &guise) != 0)
		return;
	err = ledger_standing_file(h->ledger, h->config->heads, &standing, &size);
	owned_take_off(&guise);
	wrong = verified_standing(standing);
	if (err || !wrong)
		return;
	fprintf(stderr, "lenswatch: %s: %s\n", h->config->heads, wrong);
	problems_add(h->refused, "heads", h->config->heads, wrong, verified_standing_cure());
}

int watch_history_open(struct watch_history *h, char folder[FOLDERS_PATH])
{
	char error[LEDGER_ERROR];
	int err;

	folder[0] = '\0';
	h->since_ns = clock_now_ns();
	if (h->config->no_history) {
		snprintf(h->problem, sizeof(h->problem), "%s", h->config->no_history);
		fprintf(stderr, "lenswatch: no history is kept: %s\n", h->problem);
		return 0;
	}
	if (!h->config->ledger)
		return 0;
	folders_own(h->owned, h->config->ledger, folder);
	err = watch_history_reach(h, error);
	watch_history_opened(h, err, error);
	if (!err)
		watch_history_compare(h);
	if (!err || err == -EBUSY) /* two that write one would each lack what the other saw */
		return err;
	fputs("lenswatch: watching goes on; the history is tried again every minute, and what is "
	      "reported waits in memory\n",
	      stderr);
	return ledger_await(h->config->ledger, &h->awaited) == -ENOMEM ? -ENOMEM : 0;
}

static void watch_history_tell(struct watch_history *h, const struct ledger_waiting *before)
{
	char count[WORDS_MOST];

	fprintf(stderr, "lenswatch: the history is kept again: what waited is in it (%s)",
		words_count(before->records, "record", count));
	if (before->lost) {
		fprintf(stderr, ", and a gap of what had no room to wait (%s)",
			words_count(before->lost, "record", count));
		h->since_ns = clock_now_ns();
	}
	putc('\n', stderr);
}

/* Of many failures in a row one is told. */
static void watch_history_fail(struct watch_history *h)
{
	const char *error = ledger_error(h->ledger);

	if (!h->failed)
		fprintf(stderr,
			"lenswatch: the history: %s; what is reported waits in memory until it can "
			"be written\n",
			error);
	h->failed = true;
	snprintf(h->problem, sizeof(h->problem), "%s", error);
}

static int watch_history_day(void)
{
	time_t now = time(NULL);
	struct tm tm;

	return localtime_r(&now, &tm) ? tm.tm_yday : -1;
}

/* The newest that is committed, if it is another than the last. */
static void watch_history_hand_on(struct watch_history *h)
{
	struct ledger_head head = {0};
	uint8_t key[LEDGER_KEY];

	h->anchor_day = watch_history_day();
	if (!h->anchor || ledger_head(h->ledger, &head) != 0 || !head.size ||
	    head.size == h->anchored)
		return;
	ledger_public_key(h->ledger, key);
	if (anchor_give(h->anchor, &head, key) == 0)
		h->anchored = head.size;
	else
		fputs("lenswatch: a head of the history could not be handed on: the process that "
		      "does it has ended or is busy\n",
		      stderr);
}

void watch_history_settle_batch(struct watch_history *h)
{
	struct ledger_waiting before = {0};

	if (h->ledger)
		ledger_waiting(h->ledger, &before);
	if (!before.records && !before.failed_us)
		return;
	if (ledger_commit(h->ledger) != 0) {
		watch_history_fail(h);
		return;
	}
	if (before.failed_us)
		watch_history_tell(h, &before);
	h->failed = false;
	h->problem[0] = '\0';
}

void watch_history_publish(struct watch_history *h)
{
	if (!h->ledger)
		return;
	watch_history_settle_batch(h);
	watch_history_hand_on(h);
}

static void watch_history_commit(struct ev_loop *loop, ev_timer *timer, int events)
{
	struct watch_history *h = timer->data;

	(void)loop;
	(void)events;
	watch_history_settle_batch(h);
	if (h->anchor && watch_history_day() != h->anchor_day)
		watch_history_hand_on(h);
}

/* All that was told since the start waits for it; what the history said before is looked at now. */
static void watch_history_again(struct ev_loop *loop, ev_timer *timer, int events)
{
	struct watch_history *h = timer->data;
	char error[LEDGER_ERROR];
	int err = ledger_reach(h->awaited, error);

	(void)events;
	watch_history_opened(h, err, error);
	if (err)
		return;
	ev_timer_stop(loop, timer);
	h->ledger = h->awaited;
	h->awaited = NULL;
	watch_history_compare(h);
	h->reached(h->context);
	watch_history_settle(h);
	watch_history_start(h);
}

/* Headers of what is erased go too. */
static void watch_history_sort_out(const struct watch_history *h)
{
	if (h->path && orphans_remove(h->path, h->ledger) != 0)
		fprintf(stderr, "lenswatch: %s.headers: not all of its files could be removed\n",
			h->path);
}

/* What passes is counted meanwhile, and who asks is answered. */
static bool watch_history_turn(void *context)
{
	const struct watch_history *h = context;

	ev_run(h->loop, EVRUN_NOWAIT);
	return ev_userdata(h->loop);
}

/* An erasure that the run before left, as any other: a piece at a time. */
static void watch_history_go_on(struct ev_loop *loop, ev_timer *timer, int events)
{
	struct watch_history *h = timer->data;

	(void)loop;
	(void)events;
	ledger_go_on(h->ledger, watch_history_turn, h);
	watch_history_sort_out(h);
}

void watch_history_start(struct watch_history *h)
{
	double every = h->config->commit_s ? h->config->commit_s : COMMIT_S;

	if (h->awaited) {
		ev_timer_init(&h->again, watch_history_again, AGAIN_S, AGAIN_S);
		h->again.data = h;
		ev_timer_start(h->loop, &h->again);
	}
	if (!h->ledger)
		return;
	watch_history_hand_on(h);
	ev_timer_init(&h->go_on, watch_history_go_on, 0, 0);
	h->go_on.data = h;
	ev_timer_start(h->loop, &h->go_on);
	ev_timer_init(&h->commit, watch_history_commit, every, every);
	h->commit.data = h;
	ev_timer_start(h->loop, &h->commit);
}

static struct ledger *watch_history_taker(const struct watch_history *h)
{
	return h->ledger ? h->ledger : h->awaited;
}

static void watch_history_added(struct watch_history *h, int err)
{
	struct ledger_waiting waiting = {0};

	if (err && h->ledger)
		ledger_waiting(h->ledger, &waiting);
	if (waiting.failed_us)
		watch_history_fail(h);
}

static void watch_history_keep(void *context, const struct event *event)
{
	struct watch_history *h = context;
	struct ledger *ledger = watch_history_taker(h);

	if (ledger)
		watch_history_added(h, ledger_append(ledger, event));
}

void watch_history_note(struct watch_history *h, const char *kind, const char *content)
{
	struct ledger *ledger = watch_history_taker(h);

	if (ledger)
		watch_history_added(h, ledger_note(ledger, kind, content));
}

static void watch_history_dismiss(void *context, const struct device_key *device)
{
	const struct watch_history *h = context;
	struct ledger *ledger = watch_history_taker(h);
	char text[ADDRESS_TEXT];

	if (ledger)
		ledger_dismiss(ledger, device_key_text(device, text));
}

/* None that could not be opened yet: headers are noted in what is there. */
static struct ledger *watch_history_noting(void *context)
{
	const struct watch_history *h = context;

	return h->ledger;
}

static bool watch_history_failing(void *context)
{
	const struct watch_history *h = context;

	return h->failed;
}

struct house_keeper watch_history_keeper(struct watch_history *h)
{
	return (struct house_keeper){.context = h,
				     .keep = watch_history_keep,
				     .dismiss = watch_history_dismiss,
				     .ledger = watch_history_noting,
				     .failing = watch_history_failing};
}

static void watch_history_settle_one(void *context, const struct engine_camera *camera)
{
	struct watch_history *h = context;
	struct ledger *ledger = watch_history_taker(h);

	if (camera->dismissed)
		ledger_dismiss(ledger, camera->camera.key);
	else if (!camera->camera.suspected)
		watch_history_added(h, ledger_confirm(ledger, camera->camera.key, clock_now_ns()));
}

void watch_history_settle(struct watch_history *h)
{
	house_recall(h->house, h->ledger);
	if (watch_history_taker(h))
		engine_each_camera(h->house->engine, watch_history_settle_one, h);
}

int watch_history_forget(struct watch_history *h, const char *device, size_t *erased,
			 const char **why)
{
	int err;

	watch_history_settle_batch(h); /* what waits may be of it */
	err = h->failed ? -EAGAIN : ledger_forget(h->ledger, device, watch_history_turn, h, erased);
	*why = ledger_error(h->ledger);
	if (!err)
		watch_history_sort_out(h);
	return err;
}

/* The next run finds that this one has no end, and says so. */
static void watch_history_lose(const struct watch_history *h)
{
	struct ledger *ledger = watch_history_taker(h);
	struct ledger_waiting left = {0};
	char count[WORDS_MOST];

	if (ledger)
		ledger_waiting(ledger, &left);
	if (left.failed_us)
		fprintf(stderr, "lenswatch: %s could not be written into the history: %s\n",
			words_count(left.records + left.lost, "record", count), h->problem);
}

void watch_history_close(struct watch_history *h)
{
	watch_history_publish(h);
	watch_history_lose(h);
	ledger_close(h->ledger);
	ledger_close(h->awaited);
	h->ledger = h->awaited = NULL;
	free(h->path);
	h->path = NULL;
	anchor_finish(h->anchor);
	h->anchor = NULL;
}
