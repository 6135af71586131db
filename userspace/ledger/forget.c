// SPDX-License-Identifier: GPL-2.0-or-later
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "ledger/book.h"
#include "ledger/mention.h"
#include "ledger/ranges.h"
#include "ledger/record.h"
#include "json/writer.h"

struct forgetting {
	struct store *store;
	struct mention mention;
	char device[LEDGER_DEVICE]; /* "": none found */
	struct ranges numbers;
};

/* 1 goes on, 0 and less end the walk. */
typedef int forgetting_fn(struct forgetting *f, const struct record *record);

static int forgetting_walk(struct forgetting *f, const char *where, forgetting_fn *each)
{
	struct record record;
	sqlite3_stmt *rows = NULL;
	char sql[512];
	int err, more = 0;

	snprintf(sql, sizeof(sql), RECORD_SELECT "WHERE content IS NOT NULL %s ORDER BY number",
		 where);
	err = store_prepare(f->store, sql, &rows);
	if (!err)
		sqlite3_bind_text(rows, 1, f->device, -1, SQLITE_STATIC);
	while (!err && (more = store_step(f->store, rows)) > 0) {
		record_read(rows, &record);
		if (record.content)
			err = each(f, &record);
	}
	sqlite3_finalize(rows);
	return err ? err : more;
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

static int forgetting_learn(struct forgetting *f, const struct record *record)
{
	return mention_learn(&f->mention, record->content);
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
	if (forgetting_spares(record))
		return 0;
	if ((record->device && f->device[0] && strcmp(record->device, f->device) == 0) ||
	    mention_in(&f->mention, record->content))
		return ranges_add(&f->numbers, record->number, record->number);
	return 0;
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
		err = found ? found
			    : forgetting_walk(f, "AND device IS NOT NULL", forgetting_match);
	if (!err && f->device[0])
		err = forgetting_walk(f, "AND device = ?1", forgetting_learn);
	return err ? err : forgetting_walk(f, "", forgetting_choose);
}

static int forgetting_erase_one(struct store *store, sqlite3_stmt *select, sqlite3_stmt *update,
				uint64_t number)
{
	uint8_t body[LEDGER_HASH];
	struct record record;
	int err = record_find(store, select, number, &record);

	if (!err && (!record.salt || !record.content))
		err = store_refuse(store, -EBADMSG,
				   "record %llu was changed or damaged: run `lenswatch verify`",
				   (unsigned long long)number);
	if (err)
		return err;
	digest_text(record.content, record.length, body);
	digest_body(record.salt, body, body);
	sqlite3_reset(select);
	sqlite3_bind_int64(update, 1, (int64_t)number);
	store_bind_blob(update, 2, body, sizeof(body));
	return store_do(store, update);
}

static int forgetting_erase(struct forgetting *f)
{
	sqlite3_stmt *select = NULL, *update = NULL;
	int err = store_prepare(f->store, RECORD_SELECT "WHERE number = ?1", &select);

	if (!err)
		err = store_prepare(f->store,
				    "UPDATE record SET body = ?2, salt = NULL, identity = NULL, "
				    "device = NULL, series = NULL, start = NULL, finish = NULL, "
				    "content = NULL WHERE number = ?1",
				    &update);
	for (size_t i = 0; !err && i < f->numbers.count; i++) {
		const struct range *range = &f->numbers.items[i];

		for (uint64_t n = range->first; !err && n <= range->last; n++)
			err = forgetting_erase_one(f->store, select, update, n);
	}
	sqlite3_finalize(select);
	sqlite3_finalize(update);
	return err;
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

/*
 * The WAL holds pages as they were, and so may the gaps in pages that were split: zeroing what is
 * freed (secure_delete) does not reach those, writing the file anew does
 * (sqlite.org/lang_vacuum.html).
 */
static int forgetting_scrub(struct store *store)
{
	static const char *const steps[] = {"PRAGMA wal_checkpoint(TRUNCATE)", "VACUUM",
					    "PRAGMA wal_checkpoint(TRUNCATE)"};
	int64_t busy = 0;
	int err = 0;

	for (size_t i = 0; !err && i < sizeof(steps) / sizeof(steps[0]); i++) {
		busy = 0;
		err = store_number(store, steps[i], &busy);
		if (err == -ENOENT) /* VACUUM returns no row */
			err = 0;
		if (!err && busy)
			err = store_refuse(
				store, -EBUSY,
				"%s is being read, so old pages could not be overwritten yet: "
				"end what reads it and forget again",
				store->path);
	}
	return err;
}

int ledger_forget(struct ledger *ledger, const char *device, size_t *erased)
{
	struct forgetting f = {.store = &ledger->store};
	uint64_t total = 0;
	int err = book_writable(ledger);

	if (!err)
		err = ledger_commit(ledger);
	if (!err)
		err = forgetting_find(&f, device);
	if (!err)
		suspects_forget(&ledger->suspects, &f.mention);
	total = ranges_total(&f.numbers);
	if (!err && total) {
		err = forgetting_note(ledger, &f.numbers);
		if (!err)
			err = forgetting_erase(&f);
		err = err ? book_drop(ledger, err) : ledger_commit(ledger);
	}
	if (!err)
		err = forgetting_scrub(&ledger->store);
	if (!err)
		*erased = total;
	mention_free(&f.mention);
	ranges_free(&f.numbers);
	return err;
}
