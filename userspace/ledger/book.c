// SPDX-License-Identifier: GPL-2.0-or-later
#include "ledger/book.h"

#include <errno.h>
#include <sodium.h>
#include <string.h>

#include "ledger/record.h"
#include "ledger/tree.h"
#include "json/writer.h"
#include "words/gap.h"

/* Clocks are set by a few milliseconds all the time; that is not worth a record. */
#define BOOK_STEP_US 1000000

int book_writable(struct ledger *ledger)
{
	if (ledger->mode == LEDGER_WRITE)
		return 0;
	return store_refuse(&ledger->store, -EPERM, "%s was opened to be read", ledger->path);
}

int book_drop(struct ledger *ledger, int err)
{
	if (ledger->open)
		sqlite3_exec(ledger->store.db, "ROLLBACK", NULL, NULL, NULL);
	ledger->open = false;
	ledger->state = ledger->settled;
	backlog_rewind(&ledger->backlog);
	return err;
}

int book_begin(struct ledger *ledger)
{
	int err = ledger->open ? 0 : store_run(&ledger->store, "BEGIN IMMEDIATE");

	ledger->open = ledger->open || !err;
	return err;
}

static int book_put(struct ledger *ledger, const char *kind, const char *content, size_t length,
		    uint64_t written)
{
	uint8_t leaf[LEDGER_HASH], link[LEDGER_HASH], salt[LEDGER_HASH], body[LEDGER_HASH];
	uint8_t text[LEDGER_HASH], identity[DIGEST_IDENTITY], block[LEDGER_HASH];
	struct record record = {.number = ledger->state.tree.size + 1,
				.written = written,
				.kind = kind,
				.leaf = leaf,
				.link = link,
				.salt = salt,
				.content = content,
				.length = length};
	struct record_columns columns;
	int added;

	record_columns(kind, content, length, written, &columns);
	digest_text(content, length, text);
	if (columns.single) {
		digest_identity(ledger->key.public, kind, text, columns.time, identity);
		record.identity = identity;
	}
	record.device = columns.device[0] ? columns.device : NULL;
	record.series = columns.series[0] ? columns.series : NULL;
	record.start = columns.start;
	record.end = columns.end;
	randombytes_buf(salt, sizeof(salt));
	digest_body(salt, text, body);
	digest_leaf(record.number, written, kind, body, leaf);
	digest_link(ledger->state.link, leaf, link);
	added = record_insert(&ledger->store, ledger->insert, &record);
	if (added <= 0)
		return added;
	memcpy(ledger->state.link, link, sizeof(link));
	ledger->state.written = written;
	if (!merkle_append(&ledger->state.tree, leaf, block))
		return 0;
	return tree_keep(&ledger->store, ledger->state.tree.size, block);
}

/* So that a reader of times knows where they go back, and by how much. */
static int book_tell_step(struct ledger *ledger, uint64_t before, uint64_t now)
{
	const struct event_gap step = {.cause = CAUSE_CLOCK_BACK};
	char note[512], from[JSON_TIME], to[JSON_TIME], words[GAP_WORDS];
	int length = snprintf(note, sizeof(note),
			      "{\"type\":\"clock\",\"schema\":%d,\"start\":\"%s\",\"end\":\"%s\","
			      "\"reason\":\"%s\"}",
			      JSON_SCHEMA, json_time(now * 1000, from),
			      json_time(before * 1000, to), gap_words(&step, words));

	return book_put(ledger, "clock", note, (size_t)length, now);
}

int book_add(struct ledger *ledger, const char *kind, const char *content, size_t length)
{
	uint64_t now = ledger->clock(), before = ledger->state.written;
	int err = book_begin(ledger);

	if (!err && now < before && before - now >= BOOK_STEP_US)
		err = book_tell_step(ledger, before, now);
	else if (now < before)
		now = before;
	if (!err)
		err = book_put(ledger, kind, content, length, now);
	return err ? book_drop(ledger, err) : 0;
}
