// SPDX-License-Identifier: GPL-2.0-or-later
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "ledger/audit.h"

#define BATCH_LEAST 64 /* fewer are made before a thread would have begun */
#define BATCH_BYTES (256UL * 1024)

static const void *batch_keep(struct audit_batch *b, const void *from, size_t size)
{
	char *kept = b->bytes + b->used;

	if (!from)
		return NULL;
	memcpy(kept, from, size);
	b->used += size;
	return kept;
}

static size_t batch_length(const char *text)
{
	return text ? strlen(text) + 1 : 0;
}

static const char *batch_keep_text(struct audit_batch *b, const char *text)
{
	return batch_keep(b, text, batch_length(text));
}

/* The row lives until the next step only. */
static void batch_add(struct audit_batch *b, const struct record *row)
{
	struct record *record = &b->records[b->count++];

	*record = *row;
	record->kind = batch_keep_text(b, row->kind);
	record->leaf = batch_keep(b, row->leaf, LEDGER_HASH);
	record->link = batch_keep(b, row->link, LEDGER_HASH);
	record->body = batch_keep(b, row->body, LEDGER_HASH);
	record->salt = batch_keep(b, row->salt, LEDGER_HASH);
	record->identity = batch_keep(b, row->identity, DIGEST_IDENTITY);
	record->device = batch_keep_text(b, row->device);
	record->series = batch_keep_text(b, row->series);
	record->content = batch_keep(b, row->content, row->length + 1);
}

/* Whether there is room for it; of one alone there always is. 1, 0 or -ENOMEM. */
static int batch_fits(struct audit_batch *b, const struct record *row)
{
	size_t size = row->length + 1 + 5 * (size_t)LEDGER_HASH + batch_length(row->kind) +
		      batch_length(row->device) + batch_length(row->series);
	char *grown;

	if (b->used + size <= b->room)
		return 1;
	if (b->count)
		return 0;
	size = size > BATCH_BYTES ? size : BATCH_BYTES;
	grown = realloc(b->bytes, size);
	if (!grown)
		return -ENOMEM;
	b->bytes = grown;
	b->room = size;
	return 1;
}

static void *batch_run(void *context)
{
	struct audit_batch *b = context;

	for (size_t i = 0; i < b->count; i++) {
		const struct record *record = &b->records[i];

		if (!record->content || !record->kind)
			continue;
		digest_text(record->content, record->length, b->texts[i]);
		record_columns(record->kind, record->content, record->length, record->written,
			       &b->columns[i]);
	}
	return NULL;
}

int audit_batch_begin(struct audit_batch *b, struct store *store, sqlite3_stmt *rows, int *more)
{
	struct record row;
	int fits = 1;

	b->count = b->used = 0;
	if (!sqlite3_stmt_busy(rows)) /* at first: later it stands on a row that had no room */
		*more = store_step(store, rows);
	while (*more > 0 && b->count < AUDIT_BATCH) {
		record_read(rows, &row);
		fits = batch_fits(b, &row);
		if (fits <= 0)
			break;
		batch_add(b, &row);
		*more = store_step(store, rows);
	}
	b->begun = b->count >= BATCH_LEAST && pthread_create(&b->thread, NULL, batch_run, b) == 0;
	if (!b->begun)
		batch_run(b);
	return fits < 0 ? fits : 0;
}

void audit_batch_finish(struct audit_batch *b)
{
	if (b->begun)
		pthread_join(b->thread, NULL);
	b->begun = false;
}

void audit_batch_free(struct audit_batch *b)
{
	audit_batch_finish(b);
	free(b->bytes);
}
