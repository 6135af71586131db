// SPDX-License-Identifier: GPL-2.0-or-later
#include "ledger/audit.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void audit_tell_of(struct audit *audit, enum ledger_fault_kind kind, const struct finding *finding)
{
	struct ledger_fault fault = {.kind = kind, .finding = *finding};

	audit->report.faults++;
	if (audit->fault)
		audit->fault(audit->context, &fault);
}

void audit_tell(struct audit *audit, enum ledger_fault_kind kind, uint64_t first, uint64_t last,
		enum finding_what what)
{
	audit_tell_of(audit, kind, &(struct finding){.what = what, .first = first, .last = last});
}

static bool audit_same(const uint8_t *one, const uint8_t *other)
{
	return memcmp(one, other, LEDGER_HASH) == 0;
}

static bool audit_same_text(const char *column, const char *text)
{
	return column ? strcmp(column, text) == 0 : !text[0];
}

/* Either whole or erased, nothing between. */
static bool audit_leaf(const struct record *record, const uint8_t text[LEDGER_HASH],
		       uint8_t out[LEDGER_HASH])
{
	uint8_t body[LEDGER_HASH];

	if (record->odd || !record->kind || !record->leaf || strlen(record->kind) >= LEDGER_KIND)
		return false;
	if (record->body && !record->content && !record->salt) {
		memcpy(body, record->body, sizeof(body));
	} else if (record->body || !record->content || !record->salt) {
		return false;
	} else {
		digest_body(record->salt, text, body);
	}
	digest_leaf(record->number, record->written, record->kind, body, out);
	return true;
}

static void audit_column(struct audit *audit, uint64_t number, bool fits, const char *column)
{
	struct finding finding;

	if (fits) /* five of each record */
		return;
	finding = (struct finding){.what = FINDING_COLUMN, .first = number, .last = number};
	snprintf(finding.text, sizeof(finding.text), "%s", column);
	audit_tell_of(audit, FAULT_COLUMN, &finding);
}

static void audit_columns(struct audit *audit, const struct record *record,
			  const uint8_t text[LEDGER_HASH], const struct record_columns *columns)
{
	uint8_t identity[DIGEST_IDENTITY];
	uint64_t number = record->number;

	digest_identity(audit->ledger_key, record->kind, text, columns->time, identity);
	audit_column(audit, number, audit_same_text(record->device, columns->device), "device");
	audit_column(audit, number, audit_same_text(record->series, columns->series), "series");
	audit_column(audit, number, record->times == 2 && record->start == columns->start, "start");
	audit_column(audit, number, record->times == 2 && record->end == columns->end, "finish");
	audit_column(audit, number,
		     columns->single ? record->identity && memcmp(record->identity, identity,
								  sizeof(identity)) == 0
				     : !record->identity,
		     "identity");
}

static int audit_forgotten(struct audit *audit, const struct record *record)
{
	static const char key[] = "\"numbers\":\"";
	const char *numbers = strstr(record->content, key);
	int err = numbers ? ranges_parse(&audit->forgotten, numbers + strlen(key)) : -EINVAL;

	audit->report.forgettings++;
	if (err == -EINVAL)
		audit_tell(audit, FAULT_RECORD, record->number, record->number, FINDING_MUTE);
	return err == -EINVAL ? 0 : err;
}

static int audit_body(struct audit *audit, const struct record *record,
		      const uint8_t text[LEDGER_HASH], const struct record_columns *columns)
{
	uint64_t number = record->number;

	if (record->content) {
		audit_columns(audit, record, text, columns);
		return strcmp(record->kind, "forgotten") == 0 ? audit_forgotten(audit, record) : 0;
	}
	if (record->device || record->series || record->identity || record->times)
		audit_tell(audit, FAULT_COLUMN, number, number, FINDING_COLUMNS);
	return ranges_add(&audit->erased, number, number);
}

/*
 * Which leaf is the record's: the one that its link holds. So a changed content or a changed leaf
 * is one fault, at its place, and not one for every record after it.
 */
static bool audit_linked(const struct audit *audit, const struct record *record,
			 const uint8_t *leaf)
{
	uint8_t link[LEDGER_HASH];

	digest_link(audit->stands, leaf, link);
	return record->link && audit_same(link, record->link);
}

static void audit_chain(struct audit *audit, const struct record *record, const uint8_t *leaf,
			bool forgotten)
{
	uint8_t made[LEDGER_HASH], link[LEDGER_HASH];
	bool fits;

	digest_link(audit->made, leaf, made);
	fits = audit->adrift || (record->link && audit_same(made, record->link));
	if (!fits && record->link && !audit_same(audit->made, audit->stands)) {
		digest_link(audit->stands, leaf, link);
		fits = audit_same(link, record->link);
	}
	if (!fits && !forgotten) /* a record that is told to be changed need not be told twice */
		audit_tell(audit, FAULT_ORDER, record->number > 1 ? record->number - 1 : 1,
			   record->number, FINDING_ORDER);
	memcpy(audit->made, made, LEDGER_HASH);
	memcpy(audit->stands, record->link ? record->link : audit->made, LEDGER_HASH);
	if (fits)
		memcpy(audit->made, audit->stands, LEDGER_HASH);
	audit->adrift = false;
}

static int audit_grow(struct audit *audit, const uint8_t leaf[LEDGER_HASH])
{
	uint8_t root[LEDGER_HASH], block[LEDGER_HASH];
	uint64_t last = audit->tree.size + 1;
	int there;

	if (!merkle_append(&audit->tree, leaf, block))
		return 0;
	there = store_step(audit->store, audit->blocks);
	if (there < 0)
		return there;
	audit->block++;
	if (!there || (uint64_t)sqlite3_column_int64(audit->blocks, 0) != audit->block ||
	    !store_blob(audit->blocks, 1, LEDGER_HASH, root) ||
	    (!audit->torn && !audit_same(root, block)))
		audit_tell(audit, FAULT_COLUMN, last - MERKLE_BLOCK_LEAVES + 1, last, FINDING_ROOT);
	return 0;
}

static void audit_anchor(struct audit *audit, uint64_t number)
{
	uint8_t root[LEDGER_HASH];

	for (; audit->anchor && audit->anchor->size <= number;
	     audit->anchor = audit->anchor->next) {
		if (audit->anchor->size < number) /* its last record is not here: told elsewhere */
			continue;
		merkle_root(&audit->tree, root);
		if (!audit->torn && audit_same(root, audit->anchor->root)) {
			audit->report.anchors++;
			continue;
		}
		audit->unanchored = true;
		audit_tell(audit, FAULT_ANCHOR, 1, audit->anchor->size, FINDING_HEAD_OUTSIDE);
	}
}

/* 0 it is in its place, 1 it is none at all. */
static int audit_place(struct audit *audit, const struct record *record)
{
	uint64_t number = record->number;

	if (number && number <= audit->dropped.last) {
		audit_tell_of(audit, FAULT_DROPPED,
			      &(struct finding){.what = FINDING_BACK,
						.first = number,
						.last = number,
						.other = audit->dropped.number});
		return 1;
	}
	if (number < audit->next || number > INT64_MAX) {
		audit_tell_of(audit, FAULT_RECORD,
			      &(struct finding){.what = FINDING_IMPOSSIBLE, .other = number});
		return 1;
	}
	if (number == audit->next)
		return 0;
	audit_tell(audit, FAULT_MISSING, audit->next, number - 1, FINDING_REMOVED);
	audit->torn = true;
	audit->adrift = true;
	return 0;
}

/*
 * Which leaf is the record's: the one that its link holds. So what was changed is one fault, at its
 * place, and not one for every record after it. True where that is the leaf of what stands there.
 */
static bool audit_choose(struct audit *audit, const struct record *record, bool readable,
			 uint8_t leaf[LEDGER_HASH])
{
	bool whole = readable && audit_same(leaf, record->leaf);
	bool proven = whole || (readable && audit_linked(audit, record, leaf));

	if (!whole)
		audit_tell(audit, FAULT_RECORD, record->number, record->number, FINDING_CHANGED);
	if (!proven && record->leaf)
		memcpy(leaf, record->leaf, LEDGER_HASH);
	return proven;
}

static int audit_record(struct audit *audit, const struct record *record,
			const uint8_t text[LEDGER_HASH], const struct record_columns *columns)
{
	uint8_t leaf[LEDGER_HASH] = {0};
	uint64_t faults = audit->report.faults;
	bool proven;
	int err = 0;

	if (audit_place(audit, record))
		return 0;
	proven = audit_choose(audit, record, audit_leaf(record, text, leaf), leaf);
	if (record->kind && strcmp(record->kind, "dropped") == 0)
		audit_dropped_record(audit, record, proven);
	if (proven)
		err = audit_body(audit, record, text, columns);
	else if (!record->content)
		err = ranges_add(&audit->erased, record->number, record->number);
	audit_chain(audit, record, leaf, audit->report.faults > faults);
	if (!err)
		err = audit_grow(audit, leaf);
	audit->report.records++;
	audit->report.first = audit->report.first ? audit->report.first : record->written;
	audit->report.last = record->written;
	audit->next = record->number + 1;
	audit_anchor(audit, record->number);
	return err ? err : audit_heads(audit, record->number);
}

static int audit_records(struct audit *audit, struct audit_batch *batch)
{
	int err = 0;

	audit_batch_finish(batch);
	for (size_t i = 0; !err && i < batch->count; i++)
		err = audit_record(audit, &batch->records[i], batch->texts[i], &batch->columns[i]);
	batch->count = 0;
	return err;
}

/* One batch is read and made while the one before it is held against the chain. */
static int audit_walk(struct audit *audit, sqlite3_stmt *rows)
{
	struct audit_batch *batches = calloc(2, sizeof(*batches)), *now, *before;
	int more = 1, err = batches ? 0 : -ENOMEM;

	for (size_t i = 0; !err && more > 0; i++) {
		now = &batches[i % 2];
		before = &batches[(i + 1) % 2];
		err = audit_batch_begin(now, audit->store, rows, &more);
		if (!err)
			err = audit_records(audit, before);
		if (!err && more <= 0)
			err = audit_records(audit, now);
	}
	for (size_t i = 0; batches && i < 2; i++)
		audit_batch_free(&batches[i]);
	free(batches);
	return err ? err : more;
}

static void audit_not_forgotten(void *context, uint64_t first, uint64_t last)
{
	audit_tell(context, FAULT_ERASED, first, last, FINDING_GONE);
}

/* What was dropped later cannot be looked at. */
static void audit_not_erased(void *context, uint64_t first, uint64_t last)
{
	const struct audit *audit = context;

	if (last <= audit->dropped.last)
		return;
	if (first <= audit->dropped.last)
		first = audit->dropped.last + 1;
	audit_tell(context, FAULT_ERASED, first, last, FINDING_NOT_ERASED);
}

static void audit_erased(struct audit *audit)
{
	ranges_settle(&audit->erased);
	ranges_settle(&audit->forgotten);
	ranges_without(&audit->erased, &audit->forgotten, audit_not_forgotten, audit);
	ranges_without(&audit->forgotten, &audit->erased, audit_not_erased, audit);
	audit->report.erased = ranges_total(&audit->erased);
}

int audit_run(struct audit *audit)
{
	sqlite3_stmt *rows = NULL;
	int err = store_prepare(audit->store, RECORD_SELECT "NOT INDEXED ORDER BY number", &rows);

	audit->next = 1;
	if (!err)
		err = store_prepare(audit->store, "SELECT number, root FROM block ORDER BY number",
				    &audit->blocks);
	if (!err)
		err = audit_dropped_begin(audit);
	if (!err)
		err = audit_walk(audit, rows);
	if (!err)
		err = audit_end(audit);
	if (!err) {
		audit->report.anchored = audit->report.anchors && !audit->unanchored;
		audit_dropped_end(audit);
		audit_erased(audit);
	}
	sqlite3_finalize(rows);
	return err;
}

void audit_free(struct audit *audit)
{
	sqlite3_finalize(audit->blocks);
	sqlite3_finalize(audit->heads);
	ranges_free(&audit->erased);
	ranges_free(&audit->forgotten);
}
