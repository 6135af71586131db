// SPDX-License-Identifier: GPL-2.0-or-later
#include "ledger/commit.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "json/writer.h"
#include "ledger/checkpoint.h"
#include "words/gap.h"

#define MICRO 1000U

static int commit_fail(struct ledger *ledger, int err)
{
	if (!ledger->failed_us)
		ledger->failed_us = ledger->clock();
	ledger->failed = err;
	return err;
}

/* Puts what waits into the open batch. Where it fails that batch is gone, and all of it waits. */
static int commit_drain(struct ledger *ledger)
{
	struct backlog *backlog = &ledger->backlog;
	int err = 0;

	while (!err && backlog->next) {
		const struct backlog_record *record = backlog->next;

		err = book_add(ledger, record->kind, record->content, record->length);
		if (!err)
			backlog->next = record->next;
	}
	return err;
}

/* While it fails nothing is tried: each try may wait for whoever holds the file. */
int commit_take(struct ledger *ledger, const char *kind, const char *content, size_t length,
		uint64_t begun_ns)
{
	struct backlog *backlog = &ledger->backlog;
	uint64_t begun = begun_ns ? begun_ns : ledger->clock() * MICRO;
	int err = backlog_put(backlog, kind, content, length, begun);

	if (err == -ENOBUFS && !ledger->failed && ledger_commit(ledger) == 0)
		err = backlog_put(backlog, kind, content, length, begun);
	if (err)
		backlog_lose(backlog, begun);
	if (!err && !ledger->failed)
		err = commit_drain(ledger);
	return err ? commit_fail(ledger, err) : ledger->failed;
}

int commit_lose(struct ledger *ledger, uint64_t begun_ns)
{
	backlog_lose(&ledger->backlog, begun_ns ? begun_ns : ledger->clock() * MICRO);
	return commit_fail(ledger, store_refuse(&ledger->store, -ENOMEM, "not enough memory"));
}

/* That these were written later than they were told, and how many were not. */
static int commit_note(struct ledger *ledger, uint64_t now)
{
	uint64_t since = ledger->failed_us * MICRO, lost = ledger->backlog.lost_ns;
	const struct event_gap unwritten = {.cause = CAUSE_UNWRITTEN};
	char note[640], from[JSON_TIME], to[JSON_TIME], words[GAP_WORDS];
	int length = snprintf(note, sizeof(note),
			      "{\"type\":\"late\",\"schema\":%d,\"start\":\"%s\",\"end\":\"%s\","
			      "\"records\":%zu,\"lost\":%" PRIu64 ",\"reason\":\"%s\"}",
			      JSON_SCHEMA, json_time(lost && lost < since ? lost : since, from),
			      json_time(now * MICRO, to), ledger->backlog.count,
			      ledger->backlog.lost, gap_words(&unwritten, words));

	return book_add(ledger, "late", note, (size_t)length);
}

/* Who reads it must not take the time for one in which nothing left. */
static int commit_gap(struct ledger *ledger, uint64_t now)
{
	const struct backlog *backlog = &ledger->backlog;
	struct event gap = {.kind = EVENT_GAP,
			    .gap = {.cause = CAUSE_UNWRITTEN,
				    .count = (uint32_t)backlog->lost,
				    .from_ns = backlog->lost_ns,
				    .to_ns = now * MICRO}};
	size_t length;
	char *text = json_line(&gap, &length);
	int err = text ? book_add(ledger, "gap", text, length)
		       : book_drop(ledger,
				   store_refuse(&ledger->store, -ENOMEM, "not enough memory"));

	free(text);
	return err;
}

static int commit_resume(struct ledger *ledger)
{
	uint64_t now = ledger->clock();
	int err = ledger->store.db ? commit_drain(ledger) : ledger->failed;

	if (!err)
		err = commit_note(ledger, now);
	if (!err && ledger->backlog.lost)
		err = commit_gap(ledger, now);
	return err;
}

/*
 * What is written into a file without a name, or under an older copy, nobody reads again. The user
 * that a daemon became may not look there: then it is not known.
 */
static int commit_is_there(struct ledger *ledger)
{
	const char *path = sqlite3_db_filename(ledger->store.db, NULL);
	struct stat status;
	int moved = 0;

	sqlite3_file_control(ledger->store.db, NULL, SQLITE_FCNTL_HAS_MOVED, &moved);
	if (!moved || (stat(path, &status) != 0 && errno != ENOENT))
		return 0;
	return store_refuse(&ledger->store, -ESTALE,
			    "%s was removed or replaced: put it back, or restart Lenswatch to go "
			    "on with what is there now",
			    ledger->path);
}

static int commit_sign(struct ledger *ledger)
{
	struct book_state *state = &ledger->state;
	struct ledger_head head = {.size = state->tree.size};
	int err = commit_is_there(ledger);

	if (!err && state->tree.size > ledger->settled.tree.size) {
		head.written = ledger->clock();
		if (head.written < state->written)
			head.written = state->written;
		merkle_root(&state->tree, head.root);
		memcpy(head.chain, state->link, LEDGER_HASH);
		err = checkpoint_write(&ledger->store, ledger->key.secret, ledger->interval, &head);
	}
	if (!err)
		err = store_run(&ledger->store, "COMMIT");
	if (err)
		return book_drop(ledger, err);
	ledger->open = false;
	ledger->settled = *state;
	return 0;
}

int ledger_commit(struct ledger *ledger)
{
	int err = ledger->failed ? commit_resume(ledger) : 0;

	if (!err && ledger->open)
		err = commit_sign(ledger);
	if (err)
		return commit_fail(ledger, err);
	backlog_clear(&ledger->backlog);
	ledger->failed = 0;
	ledger->failed_us = 0;
	return 0;
}

void ledger_waiting(const struct ledger *ledger, struct ledger_waiting *out)
{
	*out = (struct ledger_waiting){.failed_us = ledger->failed_us,
				       .begun_ns = ledger->backlog.begun_ns,
				       .records = ledger->backlog.count,
				       .lost = ledger->backlog.lost};
}
