// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The oldest records go in whole blocks of the Merkle tree, whose roots are kept anyway: so nothing
 * of proving and appending changes. All of a step is one transaction, and its record is signed
 * with it: there is no moment at which records are gone and nothing says so.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "ledger/book.h"
#include "ledger/checkpoint.h"
#include "ledger/dropped.h"
#include "ledger/tree.h"

#define DROP_BLOCKS 4  /* a step: about 2 MB */
#define DROP_PAGES 256 /* given back to the file system in one step */
#define DAY_US (UINT64_C(86400) * 1000000)

struct drop {
	struct ledger *ledger;
	const struct ledger_limits *limits;
	uint64_t most;		/* blocks that may go: never the last record */
	uint64_t begun;		/* blocks that are gone */
	uint64_t pages, unused; /* of the file */
	struct dropped out;
};

static int drop_number(struct drop *d, const char *sql, uint64_t first, uint64_t last,
		       uint64_t *out)
{
	struct store *store = &d->ledger->store;
	sqlite3_stmt *row = NULL;
	int err = store_prepare(store, sql, &row);

	if (err)
		return err;
	sqlite3_bind_int64(row, 1, (int64_t)first);
	sqlite3_bind_int64(row, 2, (int64_t)last);
	err = store_step(store, row);
	if (err > 0)
		*out = (uint64_t)sqlite3_column_int64(row, 0);
	sqlite3_finalize(row);
	return err < 0 ? err : 0;
}

static int drop_pragma(struct drop *d, const char *sql, uint64_t *out)
{
	int64_t number = 0;
	int err = store_number(&d->ledger->store, sql, &number);

	*out = (uint64_t)number;
	return err;
}

/* When the youngest of a block was written: a clock may have been set back between. */
static int drop_youngest(struct drop *d, uint64_t block, uint64_t *out)
{
	return drop_number(d, "SELECT max(written) FROM record WHERE number BETWEEN ?1 AND ?2",
			   (block << MERKLE_BLOCK) + 1, (block + 1) << MERKLE_BLOCK, out);
}

static int drop_by_age(struct drop *d, uint64_t *blocks)
{
	uint64_t age = d->limits->days * DAY_US, now = d->ledger->clock(), youngest = 0;
	int err = 0;

	while (*blocks < d->most && age && now > age) {
		err = drop_youngest(d, d->begun + *blocks, &youngest);
		if (err || youngest >= now - age)
			break;
		++*blocks;
	}
	return err;
}

static int drop_by_size(struct drop *d, uint64_t *blocks)
{
	uint64_t page = 0, used, cap = d->limits->megabytes * UINT64_C(1000000), records;
	int err = drop_pragma(d, "PRAGMA page_size", &page);

	used = (d->pages - d->unused) * page;
	if (err || !cap || used <= cap)
		return err;
	records = d->ledger->settled.tree.size - (d->begun << MERKLE_BLOCK);
	*blocks = 1 + (used - cap) / (used / records) / MERKLE_BLOCK_LEAVES;
	if (*blocks > d->most)
		*blocks = d->most;
	return 0;
}

/* How many blocks go in this step, and by which setting. */
static int drop_choose(struct drop *d, uint64_t *blocks)
{
	uint64_t size = d->ledger->settled.tree.size, whole = size ? (size - 1) >> MERKLE_BLOCK : 0;
	int err = drop_pragma(d, "PRAGMA page_count", &d->pages);

	if (!err)
		err = drop_pragma(d, "PRAGMA freelist_count", &d->unused);
	d->most = whole - d->begun < DROP_BLOCKS ? whole - d->begun : DROP_BLOCKS;
	d->out.setting = "keep-days";
	d->out.value = d->limits->days;
	if (!err)
		err = drop_by_age(d, blocks);
	if (err || *blocks || !d->most)
		return err;
	d->out.setting = "keep-mb";
	d->out.value = d->limits->megabytes;
	return drop_by_size(d, blocks);
}

static int drop_read_ends(struct drop *d)
{
	struct dropped *out = &d->out;
	struct store *store = &d->ledger->store;
	struct merkle tree;
	struct record record;
	sqlite3_stmt *row = NULL;
	int err = store_prepare(store, RECORD_SELECT "WHERE number = ?1", &row);

	if (!err)
		err = record_find(store, row, out->first, &record);
	if (!err)
		out->from = record.written;
	if (!err)
		err = record_find(store, row, out->last, &record);
	if (!err && record.link)
		memcpy(out->chain, record.link, LEDGER_HASH);
	else if (!err)
		err = store_refuse(store, -EBADMSG,
				   "record %llu was changed or damaged: run `lenswatch verify`",
				   (unsigned long long)out->last);
	sqlite3_finalize(row);
	if (!err)
		err = drop_number(d,
				  "SELECT max(written) FROM record WHERE number BETWEEN ?1 AND ?2",
				  out->first, out->last, &out->until);
	if (!err)
		err = merkle_restore(out->last, tree_node, store, &tree);
	if (!err)
		merkle_root(&tree, out->root);
	return err;
}

/* Of each day the last head stays, so that one that was kept elsewhere may still be checked. */
static bool drop_keeps(const struct ledger_head *head, const struct ledger_head *next)
{
	return head->written / DAY_US != next->written / DAY_US;
}

static int drop_one_head(struct drop *d, const struct ledger_head *head,
			 const struct ledger_head *next, sqlite3_stmt *remove)
{
	digest_past(head, d->out.previous);
	if (drop_keeps(head, next)) {
		digest_kept(d->out.previous, d->out.heads);
		d->out.kept++;
		return 0;
	}
	sqlite3_bind_int64(remove, 1, (int64_t)head->size);
	return store_do(&d->ledger->store, remove);
}

/* There is always a next one: the last head is over all records, and the last is never dropped. */
static int drop_heads(struct drop *d)
{
	struct store *store = &d->ledger->store;
	struct ledger_head head = {0}, next;
	sqlite3_stmt *rows = NULL, *remove = NULL;
	int more = 0, err;

	err = store_prepare(store, CHECKPOINT_SELECT "WHERE size >= ?1 ORDER BY size", &rows);
	if (!err)
		err = store_prepare(store, "DELETE FROM checkpoint WHERE size = ?1", &remove);
	if (!err)
		sqlite3_bind_int64(rows, 1, (int64_t)d->out.first);
	while (!err && head.size <= d->out.last && (more = store_step(store, rows)) > 0) {
		if (!checkpoint_read(rows, &next))
			err = store_refuse(store, -EBADMSG,
					   "%s: a signed head is damaged: run `lenswatch verify`",
					   store->path);
		else if (head.size)
			err = drop_one_head(d, &head, &next, remove);
		head = next;
	}
	sqlite3_finalize(rows);
	sqlite3_finalize(remove);
	return err ? err : more < 0 ? more : 0;
}

static int drop_rows(struct drop *d)
{
	struct store *store = &d->ledger->store;
	sqlite3_stmt *remove = NULL;
	int err =
		store_prepare(store, "DELETE FROM record WHERE number BETWEEN ?1 AND ?2", &remove);

	if (!err) {
		sqlite3_bind_int64(remove, 1, (int64_t)d->out.first);
		sqlite3_bind_int64(remove, 2, (int64_t)d->out.last);
		err = store_do(store, remove);
	}
	sqlite3_finalize(remove);
	return err;
}

static int drop_note(struct drop *d)
{
	char *text = NULL;
	size_t length = 0;
	FILE *file = open_memstream(&text, &length);
	int err;

	if (!file)
		return -ENOMEM;
	dropped_write(&d->out, file);
	err = fclose(file) == 0 ? book_add(d->ledger, "dropped", text, length) : -ENOMEM;
	free(text);
	return err;
}

static int drop_step(struct drop *d, uint64_t blocks)
{
	struct ledger *ledger = d->ledger;
	int err;

	d->out.first = (d->begun << MERKLE_BLOCK) + 1;
	d->out.last = (d->begun + blocks) << MERKLE_BLOCK;
	err = drop_read_ends(d);
	if (!err)
		err = book_begin(ledger);
	if (!err)
		err = drop_heads(d);
	if (!err)
		err = drop_note(d);
	if (!err)
		err = drop_rows(d);
	return err ? book_drop(ledger, err) : ledger_commit(ledger);
}

/*
 * What is freed is used again by what comes next, which costs no writing. Only where more than a
 * fourth of the file is free (the limit was lowered) pages are moved to make it smaller.
 */
static int drop_shrink(struct drop *d)
{
	char sql[64];

	if (d->unused <= d->pages / 4 || d->unused <= DROP_PAGES)
		return 0;
	snprintf(sql, sizeof(sql), "PRAGMA incremental_vacuum(%d)", DROP_PAGES);
	return store_run(&d->ledger->store, sql);
}

int ledger_drop(struct ledger *ledger, const struct ledger_limits *limits, size_t *dropped)
{
	struct drop d = {.ledger = ledger, .limits = limits};
	uint64_t blocks = 0;
	int err = book_writable(ledger);

	if (!err && ledger->erasing != ERASING_NOTHING) {
		*dropped = 0;
		return 0;
	}
	if (!err)
		err = ledger_commit(ledger);
	if (!err)
		err = dropped_last(&ledger->store, &d.out);
	d.begun = d.out.last >> MERKLE_BLOCK;
	if (!err)
		err = drop_choose(&d, &blocks);
	if (!err)
		err = blocks ? drop_step(&d, blocks) : drop_shrink(&d);
	if (!err)
		*dropped = (size_t)(blocks << MERKLE_BLOCK);
	return err;
}
