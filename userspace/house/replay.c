// SPDX-License-Identifier: GPL-2.0-or-later
#include "house/replay.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "camera/device.h"
#include "capture/file/folder.h"
#include "capture/file/progress.h"
#include "house/files.h"
#include "words/breach.h"
#include "words/words.h"

#define REPLAY_BATCH 1000 /* records that are committed together */

struct replay_run {
	const struct replay_config *config;
	struct house house;
	struct files *files;
	int ledger_error;
	unsigned kept; /* in the ledger's open batch */
};

/* What is lost is told once; the report goes on. */
static void replay_keep_failed(struct replay_run *r, int err)
{
	r->ledger_error = err;
	fprintf(stderr, "lenswatch: %s\n", ledger_error(r->config->ledger));
}

static void replay_commit(struct replay_run *r)
{
	int err = r->ledger_error ? 0 : ledger_commit(r->config->ledger);

	if (err)
		replay_keep_failed(r, err);
	r->kept = 0;
}

static void replay_keep(void *context, const struct event *event)
{
	struct replay_run *r = context;
	int err = r->ledger_error ? 0 : ledger_append(r->config->ledger, event);

	if (err)
		replay_keep_failed(r, err);
	else if (!r->ledger_error && (++r->kept == REPLAY_BATCH || r->config->follow))
		replay_commit(r);
}

static void replay_dismiss(void *context, const struct device_key *device)
{
	const struct replay_run *r = context;
	char text[ADDRESS_TEXT];

	ledger_dismiss(r->config->ledger, device_key_text(device, text));
}

static struct ledger *replay_ledger(void *context)
{
	const struct replay_run *r = context;

	return r->ledger_error ? NULL : r->config->ledger;
}

static bool replay_failing(void *context)
{
	const struct replay_run *r = context;

	return r->ledger_error != 0;
}

static int replay_open(struct replay_run *r, const char *name, size_t count, FILE *file)
{
	struct house_config config = r->config->house;
	int err;

	config.capture = name;
	config.file = file;
	if (r->config->ledger)
		config.keeper = (struct house_keeper){.context = r,
						      .keep = replay_keep,
						      .dismiss = replay_dismiss,
						      .ledger = replay_ledger,
						      .failing = replay_failing};
	config.traffic = r->config->ledger != NULL;
	err = house_open(&config, &r->house);
	if (err)
		return err;
	house_recall(&r->house, r->config->ledger);
	return files_create(&r->house, count, r->config->mirror, r->config->digest,
			    r->config->follow, &r->files);
}

/* The history knows what was promised, and from when to when this house was held against it. */
static void replay_note_promises(struct replay_run *r, const struct event *run)
{
	const struct promise_list *list = r->config->house.promises;
	uint64_t first = 0, last = 0;
	char *note;
	int err = 0;

	for (size_t i = 0; i < run->run.file_count; i++) {
		const struct event_file *file = &run->run.files[i];

		first = file->first_ns && (!first || file->first_ns < first) ? file->first_ns
									     : first;
		last = file->last_ns > last ? file->last_ns : last;
	}
	if (!r->config->ledger || r->ledger_error || !first)
		return;
	for (size_t i = 0; !err && i < list->count; i++) {
		note = promise_note(list->items[i], run->capture, first, last);
		err = note ? ledger_note(r->config->ledger, "promise", note) : -ENOMEM;
		free(note);
	}
	if (err)
		replay_keep_failed(r, err);
}

/* What is not told would look like a promise that was kept. */
static void replay_tell_doubts(const struct replay_run *r)
{
	const struct promise_list *list = r->config->house.promises;
	const char *capture = r->house.config.capture;
	struct check_today standing;
	char count[WORDS_MOST], reason[BREACH_WORDS];

	for (size_t i = 0; i < list->count; i++) {
		const struct promise *promise = list->items[i];
		bool daily = promise->rule == PROMISE_BYTES || promise->rule == PROMISE_UPLOADS;

		check_today(r->house.gate.check, i, 0, &standing);
		if (!standing.known)
			fprintf(stderr, "lenswatch: %s: \"%s\" says nothing here: %s\n", capture,
				promise->text, breach_words(&standing.reason, reason));
		else if (standing.verdict == VERDICT_UNKNOWN)
			fprintf(stderr, "lenswatch: %s: \"%s\" is unknown of some cameras: %s\n",
				capture, promise->text, breach_words(&standing.reason, reason));
		if (standing.known && standing.doubts)
			fprintf(stderr,
				"lenswatch: %s: whether \"%s\" was kept is unknown of %s: %s\n",
				capture, promise->text,
				words_count(standing.doubts, daily ? "day" : "upload", count),
				breach_words(&standing.doubt, reason));
	}
}

/* What was read of each. It is about this replay and no part of a history. */
static int replay_tell_files(struct replay_run *r)
{
	struct event event = {.kind = EVENT_FILE, .capture = r->house.config.capture};
	const struct event_file *files;
	int err = 0;
	size_t count;

	files = files_reported(r->files, &count);
	for (size_t i = 0; !err && i < count; i++) {
		event.file = &files[i];
		err = output_event(r->house.output, &event);
	}
	return err;
}

static void replay_finish(struct replay_run *r)
{
	struct event run;

	house_finish(&r->house);
	house_run(&r->house, &run);
	run.run.files = files_reported(r->files, &run.run.file_count);
	house_tell(&r->house, &run);
	replay_note_promises(r, &run);
	if (r->config->ledger)
		replay_commit(r);
}

/* 0, or the last -errno of those that could not be read; -ECANCELED: no more is wanted. */
static int replay_read(struct replay_run *r, const struct folder_file *files, size_t count,
		       struct progress *progress, bool *any)
{
	int failed = 0, err;

	for (size_t i = 0; i < count && failed != -ECANCELED; i++) {
		err = files_read(r->files, &files[i], progress, any);
		failed = err ? err : failed;
	}
	return failed;
}

static bool replay_lacks(const struct replay_run *r)
{
	const struct event_file *files;
	size_t count;

	files = files_reported(r->files, &count);
	for (size_t i = 0; i < count; i++)
		if (files[i].why && files[i].why != FILE_SAME)
			return true;
	return false;
}

int house_replay(const struct replay_config *config, const struct folder_file *files, size_t count,
		 struct progress *progress, FILE *file, uint64_t *breaches)
{
	struct replay_run r = {.config = config};
	int err = replay_open(&r, files[0].name, count, file), failed = 0;
	bool any = false;

	if (err)
		goto out;
	failed = replay_read(&r, files, count, progress, &any);
	if (failed == -ECANCELED)
		goto out;
	if (any)
		replay_finish(&r);
	err = replay_tell_files(&r);
	progress_clear(progress);
	if (any)
		replay_tell_doubts(&r);
	if (!err)
		err = house_end(&r.house);
	if (!failed && config->strict && replay_lacks(&r))
		failed = -ENODATA;
	*breaches = r.house.gate.breaches;
out:
	house_close(&r.house);
	if (!err)
		err = r.ledger_error;
	return err ? err : failed;
}
