// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * A record that says which numbers are erased is committed first; then they are, some at a time,
 * and the file is gone through. The highest of these numbers is erased last of all: while its
 * contents are there the erasure is unfinished, and the next start goes on with it.
 */
#include "ledger/forget.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "ledger/merkle.h"
#include "ledger/mention.h"
#include "ledger/ranges.h"
#include "ledger/record.h"
#include "ledger/schema.h"
#include "ledger/scrub.h"
#include "ledger/tree.h"
#include "json/writer.h"

struct forgetting {
	struct ledger *ledger;
	struct store *store;
	struct mention mention;
	char device[LEDGER_DEVICE]; /* "": none found */
	struct ranges own;	    /* records of that device, in no order */
	struct ranges numbers;
	ledger_turn_fn *turn; /* NULL: nobody waits */
	void *context;
	uint64_t since_ms; /* the last turn */
	sqlite3_stmt *update;
};

static uint64_t forgetting_now(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (uint64_t)now.tv_sec * 1000 + (uint64_t)now.tv_nsec / 1000000;
}

static bool forgetting_due(const struct forgetting *f)
{
	return f->turn && forgetting_now() - f->since_ms >= f->ledger->step_ms;
}

/* What was told in others' turn is committed too: nothing is open then. */
static int forgetting_pause(void *context)
{
	struct forgetting *f = context;
	int err = f->turn ? ledger_commit(f->ledger) : 0;

	if (err || !f->turn)
		return err;
	if (f->turn(f->context))
		return store_refuse(f->store, -EINTR,
				    "Lenswatch is ending; what is not erased yet of a camera, the "
				    "next start erases");
	f->since_ms = forgetting_now();
	return ledger_commit(f->ledger);
}

/* 0 goes on, -errno ends the walk. */
typedef int forgetting_fn(struct forgetting *f, const struct record *record);

/* All behind `*after`, until others are due: 1 then, 0 at the end, or -errno. */
static int forgetting_stretch(struct forgetting *f, sqlite3_stmt *rows, uint64_t *after,
			      forgetting_fn *each)
{
	struct record record;
	int err = 0, more = 0;

	sqlite3_bind_int64(rows, 1, (int64_t)*after);
	while (!err && (more = store_step(f->store, rows)) > 0) {
		record_read(rows, &record);
		*after = record.number;
		if (record.content)
			err = each(f, &record);
		if (!err && record.number % 64 == 0 && forgetting_due(f))
			break;
	}
	sqlite3_reset(rows);
	return err ? err : more;
}

static int forgetting_walk(struct forgetting *f, forgetting_fn *each)
{
	sqlite3_stmt *rows = NULL;
	uint64_t after = 0;
	int more = 1;
	int err = store_prepare(
		f->store, RECORD_SELECT "NOT INDEXED WHERE number > ?1 ORDER BY number", &rows);

	while (!err && more > 0) {
		more = forgetting_stretch(f, rows, &after, each);
		err = more < 0 ? more : more ? forgetting_pause(f) : 0;
	}
	sqlite3_finalize(rows);
	return err;
}

static int forgetting_match(struct forgetting *f, const struct record *record)
{
	if (!record->device || strcmp(record->device, f->device) == 0 ||
	    !mention_own(&f->mention, record->content))
		return 0;
	if (f->device[0])
		return store_refuse(
			f->store, -ENOTUNIQ,
			"several devices had that name or address, %s and %s among them: say "
			"which by its MAC",
			f->device, record->device);
	snprintf(f->device, sizeof(f->device), "%s", record->device);
	return 0;
}

static int forgetting_learn_one(struct forgetting *f, sqlite3_stmt *select, uint64_t number)
{
	struct record record;
	int err = record_find(f->store, select, number, &record);

	if (!err && record.content)
		err = mention_learn(&f->mention, record.content);
	sqlite3_reset(select);
	return err;
}

static int forgetting_list_own(struct forgetting *f)
{
	sqlite3_stmt *rows = NULL;
	int more = 0, err = store_prepare(f->store,
					  "SELECT number FROM record INDEXED BY record_device "
					  "WHERE device = ?1",
					  &rows);

	if (!err)
		sqlite3_bind_text(rows, 1, f->device, -1, SQLITE_STATIC);
	while (!err && (more = store_step(f->store, rows)) > 0) {
		uint64_t number = (uint64_t)sqlite3_column_int64(rows, 0);

		err = ranges_add(&f->own, number, number);
	}
	sqlite3_finalize(rows);
	return err ? err : more;
}

/* Each of the numbers in turn; what is open is committed when others are due. */
static int forgetting_each(struct forgetting *f, const struct ranges *numbers, uint64_t but,
			   int (*each)(struct forgetting *f, sqlite3_stmt *select, uint64_t number))
{
	sqlite3_stmt *select = NULL;
	int err = store_prepare(f->store, RECORD_SELECT "WHERE number = ?1", &select);

	for (size_t i = 0; !err && i < numbers->count; i++) {
		const struct range *range = &numbers->items[i];

		for (uint64_t n = range->first; !err && n <= range->last; n++) {
			if (n != but)
				err = each(f, select, n);
			if (!err && forgetting_due(f))
				err = forgetting_pause(f);
		}
	}
	sqlite3_finalize(select);
	return err;
}

/* What the ledger itself notes is of no device, even of one that is called "12" or "keep-days". */
static bool forgetting_spares(const struct record *record)
{
	static const char *const kinds[] = {"clock", "dropped", "forgotten"};
	bool own = false;

	for (size_t i = 0; record->kind && i < sizeof(kinds) / sizeof(kinds[0]); i++)
		own = own || strcmp(record->kind, kinds[i]) == 0;
	return own;
}

static int forgetting_choose(struct forgetting *f, const struct record *record)
{
	bool own = record->device && f->device[0] && strcmp(record->device, f->device) == 0;

	if (forgetting_spares(record) || (!own && !mention_in(&f->mention, record->content)))
		return 0;
	if (!record->salt)
		return store_refuse(f->store, -EBADMSG,
				    "record %llu was changed or damaged: run `lenswatch verify`",
				    (unsigned long long)record->number);
	return ranges_add(&f->numbers, record->number, record->number);
}

/* Which device is meant: the one of that key, else the only one that was ever called so. */
static int forgetting_find(struct forgetting *f, const char *text)
{
	sqlite3_stmt *row = NULL;
	const char *word;
	int err = mention_tell(&f->mention, text), found;

	if (err || !f->mention.count)
		return err;
	word = f->mention.words[0].text;
	err = store_prepare(f->store, "SELECT 1 FROM record WHERE device = ?1 LIMIT 1", &row);
	if (err)
		return err;
	sqlite3_bind_text(row, 1, word, -1, SQLITE_STATIC);
	found = store_step(f->store, row);
	sqlite3_finalize(row);
	if (found > 0)
		snprintf(f->device, sizeof(f->device), "%s", word);
	else
		err = found ? found : forgetting_walk(f, forgetting_match);
	if (!err && f->device[0])
		err = forgetting_list_own(f);
	if (!err)
		err = forgetting_each(f, &f->own, 0, forgetting_learn_one);
	return err ? err : forgetting_walk(f, forgetting_choose);
}

/* What is erased already, or was dropped since, is passed over. */
static int forgetting_erase_one(struct forgetting *f, sqlite3_stmt *select, uint64_t number)
{
	sqlite3_stmt *update = f->update;
	uint8_t body[LEDGER_HASH];
	struct record record;
	int err = record_find(f->store, select, number, &record);

	if (err || !record.salt || !record.content) {
		sqlite3_reset(select);
		return err == -ENOENT ? 0 : err;
	}
	digest_text(record.content, record.length, body);
	digest_body(record.salt, body, body);
	sqlite3_reset(select);
	err = book_begin(f->ledger);
	if (err)
		return err;
	sqlite3_bind_int64(update, 1, (int64_t)number);
	store_bind_blob(update, 2, body, sizeof(body));
	return store_do(f->store, update);
}

static int forgetting_note(struct ledger *ledger, const struct ranges *numbers)
{
	char *text = NULL;
	size_t length = 0;
	FILE *file = open_memstream(&text, &length);
	int err;

	if (!file)
		return -ENOMEM;
	fprintf(file, "{\"type\":\"forgotten\",\"schema\":%d,\"records\":%llu,\"numbers\":\"",
		JSON_SCHEMA, (unsigned long long)ranges_total(numbers));
	ranges_write(numbers, file);
	fputs("\"}", file);
	err = fclose(file) == 0 ? book_add(ledger, "forgotten", text, length) : -ENOMEM;
	free(text);
	return err;
}

static uint64_t forgetting_last(const struct ranges *numbers)
{
	return numbers->count ? numbers->items[numbers->count - 1].last : 0;
}

/*
 * Who began to read when the WAL was empty is in nobody's way until something is in it: found out
 * while the erasure can still be gone on with.
 */
static int forgetting_meet_readers(struct forgetting *f)
{
	char sql[64];
	int err;

	snprintf(sql, sizeof(sql), "PRAGMA application_id = %d", SCHEMA_APPLICATION);
	err = store_run(f->store, sql); /* as it is: it writes the page all the same */
	return err ? err : scrub_run(f->store, 0, NULL, NULL);
}

/* In nobody's turn: once it is gone nothing says that the file is not gone through to its end. */
static int forgetting_erase_last(struct forgetting *f, uint64_t last)
{
	sqlite3_stmt *select = NULL;
	int err = store_prepare(f->store, RECORD_SELECT "WHERE number = ?1", &select);

	if (!err)
		err = forgetting_erase_one(f, select, last);
	sqlite3_finalize(select);
	return err ? err : ledger_commit(f->ledger);
}

/* Its numbers are in order. */
static int forgetting_erase(struct forgetting *f)
{
	const uint64_t last = forgetting_last(&f->numbers);
	int err = store_prepare(f->store,
				"UPDATE record SET body = ?2, salt = NULL, identity = NULL, "
				"device = NULL, series = NULL, start = NULL, finish = NULL, "
				"content = NULL WHERE number = ?1",
				&f->update);

	f->ledger->erasing = ERASING_NOW;
	if (!err)
		err = forgetting_each(f, &f->numbers, last, forgetting_erase_one);
	if (!err)
		err = ledger_commit(f->ledger);
	if (!err)
		err = scrub_run(f->store, f->ledger->step_ms, forgetting_pause, f);
	if (!err)
		err = forgetting_meet_readers(f);
	if (!err)
		err = forgetting_erase_last(f, last);
	if (!err)
		err = scrub_run(f->store, 0, NULL, NULL);
	sqlite3_finalize(f->update);
	f->update = NULL;
	f->ledger->erasing = err ? ERASING_UNFINISHED : ERASING_NOTHING;
	return err ? book_drop(f->ledger, err) : 0;
}

static void forgetting_free(struct forgetting *f)
{
	mention_free(&f->mention);
	ranges_free(&f->own);
	ranges_free(&f->numbers);
}

/* Only what is signed is obeyed: a flipped bit in it would erase others. */
static bool forgetting_proven(struct ledger *ledger, const struct record *record)
{
	const struct merkle *tree = &ledger->settled.tree;
	uint8_t leaf[LEDGER_HASH], root[LEDGER_HASH];
	struct merkle_proof proof;

	if (!record->salt ||
	    merkle_prove(tree->size, record->number - 1, tree_node, &ledger->store, &proof) != 0)
		return false;
	digest_text(record->content, record->length, leaf);
	digest_body(record->salt, leaf, leaf);
	digest_leaf(record->number, record->written, record->kind, leaf, leaf);
	merkle_root(tree, root);
	return merkle_check(leaf, record->number - 1, tree->size, &proof, root);
}

/* 1 an erasure that is not finished, with its numbers; 0 none; or -errno. */
static int forgetting_unfinished(struct forgetting *f, const struct record *record,
				 sqlite3_stmt *select)
{
	static const char key[] = "\"numbers\":\"";
	const char *numbers = record->content ? strstr(record->content, key) : NULL;
	struct record last;
	int err;

	f->numbers.count = 0;
	err = numbers ? ranges_parse(&f->numbers, numbers + strlen(key)) : -EINVAL;
	if (err)
		return err == -EINVAL ? 0 : err;
	ranges_settle(&f->numbers);
	err = record_find(f->store, select, forgetting_last(&f->numbers), &last);
	/* Without its salt it was erased: who put a content back made a fault, for verify. */
	err = err == -ENOENT ? 0 : err ? err : last.salt && last.content;
	sqlite3_reset(select);
	return err > 0 ? forgetting_proven(f->ledger, record) : err;
}

/* The first that there is. 1, 0 none, or -errno. */
static int forgetting_look(struct forgetting *f)
{
	sqlite3_stmt *rows = NULL, *select = NULL;
	struct record record;
	int found = 0, more = 1;
	int err = store_prepare(f->store,
				RECORD_SELECT "INDEXED BY record_rare WHERE kind = 'forgotten' AND "
					      "kind NOT IN ('upload', 'local')",
				&rows);

	if (!err)
		err = store_prepare(f->store, RECORD_SELECT "WHERE number = ?1", &select);
	while (!err && !found && (more = store_step(f->store, rows)) > 0) {
		record_read(rows, &record);
		found = forgetting_unfinished(f, &record, select);
	}
	sqlite3_finalize(rows);
	sqlite3_finalize(select);
	return err ? err : more < 0 ? more : found;
}

static int forgetting_go_on(struct forgetting *f)
{
	int found;

	while ((found = forgetting_look(f)) > 0) {
		found = forgetting_erase(f);
		if (found)
			break;
	}
	ranges_free(&f->numbers);
	f->numbers = (struct ranges){0};
	return found;
}

bool forget_unfinished(struct ledger *ledger)
{
	struct forgetting f = {.ledger = ledger, .store = &ledger->store};
	bool there = forgetting_look(&f) > 0;

	if (there)
		ledger->erasing = ERASING_UNFINISHED;
	forgetting_free(&f);
	return there;
}

void ledger_go_on(struct ledger *ledger, ledger_turn_fn *turn, void *context)
{
	struct forgetting f = {.ledger = ledger,
			       .store = &ledger->store,
			       .turn = turn,
			       .context = context,
			       .since_ms = forgetting_now()};
	int err;

	if (ledger->erasing == ERASING_NOW || !forget_unfinished(ledger))
		return;
	err = ledger_commit(ledger);
	if (!err)
		err = forgetting_go_on(&f);
	fprintf(stderr, "lenswatch: %s: the erasing of a camera was interrupted; %s%s\n",
		ledger->path, err ? "it is not finished: " : "it is finished now",
		err ? ledger->store.error : "");
	if (err)
		ledger->store.error[0] = '\0';
	forgetting_free(&f);
}

int ledger_count(struct ledger *ledger, const char *device, size_t *count)
{
	struct forgetting f = {.ledger = ledger, .store = &ledger->store};
	int err = forgetting_find(&f, device);

	if (!err)
		*count = ranges_total(&f.numbers);
	forgetting_free(&f);
	return err;
}

static int forgetting_numbers(struct forgetting *f)
{
	int err = forgetting_note(f->ledger, &f->numbers);

	if (!err)
		err = ledger_commit(f->ledger);
	return err ? err : forgetting_erase(f);
}

static int forgetting_run(struct forgetting *f, const char *device, size_t *erased)
{
	struct ledger *ledger = f->ledger;
	int err = ledger_commit(ledger);

	if (!err)
		err = forgetting_go_on(f);
	if (err) /* what was unfinished still is */
		return err;
	ledger->erasing = ERASING_NOW;
	err = forgetting_find(f, device);
	if (!err)
		suspects_forget(&ledger->suspects, &f->mention);
	/* Nothing of it: but of one whose erasing is done, who read may have kept this from it. */
	if (!err)
		err = f->numbers.count ? forgetting_numbers(f) : scrub_run(f->store, 0, NULL, NULL);
	if (!err)
		*erased = ranges_total(&f->numbers);
	return err;
}

int ledger_forget(struct ledger *ledger, const char *device, ledger_turn_fn *turn, void *context,
		  size_t *erased)
{
	struct forgetting f = {.ledger = ledger,
			       .store = &ledger->store,
			       .turn = turn,
			       .context = context,
			       .since_ms = forgetting_now()};
	int err = book_writable(ledger);

	if (!err && ledger->erasing == ERASING_NOW)
		err = store_refuse(&ledger->store, -EALREADY,
				   "another camera is being erased: try again when that is done");
	if (err)
		return err;
	err = forgetting_run(&f, device, erased);
	if (ledger->erasing == ERASING_NOW)
		ledger->erasing = ERASING_NOTHING;
	forgetting_free(&f);
	return err;
}
