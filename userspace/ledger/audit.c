// SPDX-License-Identifier: GPL-2.0-or-later
#include "ledger/audit.h"

#include <errno.h>
#include <inttypes.h>
#include <stdarg.h>
#include <string.h>

void audit_tell(struct audit *audit, enum ledger_fault_kind kind, uint64_t first, uint64_t last,
		const char *format, ...)
{
	struct ledger_fault fault = {.kind = kind, .first = first, .last = last};
	va_list arguments;

	va_start(arguments, format);
	vsnprintf(fault.text, sizeof(fault.text), format, arguments);
	va_end(arguments);
	audit->report.faults++;
	if (audit->fault)
		audit->fault(audit->context, &fault);
}

static bool same(const uint8_t *one, const uint8_t *other)
{
	return memcmp(one, other, LEDGER_HASH) == 0;
}

static bool same_text(const char *column, const char *text)
{
	return column ? strcmp(column, text) == 0 : !text[0];
}

/* Either whole or erased, nothing between. `text` is made where it is whole. */
static bool audit_leaf(const struct record *record, uint8_t text[LEDGER_HASH],
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
		digest_text(record->content, record->length, text);
		digest_body(record->salt, text, body);
	}
	digest_leaf(record->number, record->written, record->kind, body, out);
	return true;
}

static void audit_column(struct audit *audit, uint64_t number, bool fits, const char *column)
{
	if (!fits)
		audit_tell(audit, FAULT_COLUMN, number, number,
			   "Record %" PRIu64 ": its column \"%s\" was changed; its contents are as "
			   "they were.",
			   number, column);
}

static void audit_columns(struct audit *audit, const struct record *record,
			  const uint8_t text[LEDGER_HASH])
{
	uint8_t identity[DIGEST_IDENTITY];
	struct record_columns columns;
	uint64_t number = record->number;

	record_columns(record->kind, record->content, record->length, record->written, &columns);
	digest_identity(audit->ledger_key, record->kind, text, columns.time, identity);
	audit_column(audit, number, same_text(record->device, columns.device), "device");
	audit_column(audit, number, same_text(record->series, columns.series), "series");
	audit_column(audit, number, record->times == 2 && record->start == columns.start, "start");
	audit_column(audit, number, record->times == 2 && record->end == columns.end, "finish");
	audit_column(audit, number,
		     columns.single ? record->identity && memcmp(record->identity, identity,
								 sizeof(identity)) == 0
				    : !record->identity,
		     "identity");
}

static int audit_told(struct audit *audit, const struct record *record)
{
	static const char key[] = "\"numbers\":\"";
	const char *numbers = strstr(record->content, key);
	int err = numbers ? ranges_parse(&audit->told, numbers + strlen(key)) : -EINVAL;

	audit->report.forgettings++;
	if (err == -EINVAL)
		audit_tell(audit, FAULT_RECORD, record->number, record->number,
			   "Record %" PRIu64 " should say what was erased, and does not.",
			   record->number);
	return err == -EINVAL ? 0 : err;
}

static int audit_body(struct audit *audit, const struct record *record,
		      const uint8_t text[LEDGER_HASH])
{
	uint64_t number = record->number;

	if (record->content) {
		audit_columns(audit, record, text);
		return strcmp(record->kind, "forgotten") == 0 ? audit_told(audit, record) : 0;
	}
	if (record->device || record->series || record->identity || record->times)
		audit_tell(audit, FAULT_COLUMN, number, number,
			   "Record %" PRIu64 " was erased, but columns of it were put in again.",
			   number);
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
	return record->link && same(link, record->link);
}

static void audit_chain(struct audit *audit, const struct record *record, const uint8_t *leaf,
			bool told)
{
	uint8_t made[LEDGER_HASH], link[LEDGER_HASH];
	bool fits;

	digest_link(audit->made, leaf, made);
	fits = audit->adrift || (record->link && same(made, record->link));
	if (!fits && record->link && !same(audit->made, audit->stands)) {
		digest_link(audit->stands, leaf, link);
		fits = same(link, record->link);
	}
	if (!fits && !told) /* a record that is told to be changed need not be told twice */
		audit_tell(audit, FAULT_ORDER, record->number > 1 ? record->number - 1 : 1,
			   record->number,
			   "Record %" PRIu64 " does not follow record %" PRIu64
			   ": one of them or its link was changed, or another stood between them.",
			   record->number, record->number - 1);
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
	    (!audit->torn && !same(root, block)))
		audit_tell(audit, FAULT_COLUMN, last - MERKLE_BLOCK_LEAVES + 1, last,
			   "The kept root over records %" PRIu64 " to %" PRIu64
			   " was changed or removed.",
			   last - MERKLE_BLOCK_LEAVES + 1, last);
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
		if (!audit->torn && same(root, audit->anchor->root)) {
			audit->report.anchors++;
			continue;
		}
		audit->unanchored = true;
		audit_tell(audit, FAULT_ANCHOR, 1, audit->anchor->size,
			   "The first %" PRIu64 " records are not those of the head that was kept "
			   "outside.",
			   audit->anchor->size);
	}
}

/* 0 it is in its place, 1 it is none at all. */
static int audit_place(struct audit *audit, const struct record *record)
{
	uint64_t number = record->number;

	if (number && number <= audit->dropped.last) {
		audit_tell(audit, FAULT_DROPPED, number, number,
			   "Record %" PRIu64 " was dropped, as record %" PRIu64
			   " says, and is there again.",
			   number, audit->dropped.number);
		return 1;
	}
	if (number < audit->next || number > INT64_MAX) {
		audit_tell(audit, FAULT_RECORD, 0, 0,
			   "A record has the number %" PRId64
			   ", which none can have: it was put in.",
			   (int64_t)number);
		return 1;
	}
	if (number == audit->next)
		return 0;
	audit_tell(audit, FAULT_MISSING, audit->next, number - 1,
		   number - audit->next == 1 ? "Record %" PRIu64 " was removed."
					     : "Records %" PRIu64 " to %" PRIu64 " were removed.",
		   audit->next, number - 1);
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
	bool whole = readable && same(leaf, record->leaf);
	bool proven = whole || (readable && audit_linked(audit, record, leaf));

	if (!whole)
		audit_tell(audit, FAULT_RECORD, record->number, record->number,
			   "Record %" PRIu64 " was changed, or put in another's place.",
			   record->number);
	if (!proven && record->leaf)
		memcpy(leaf, record->leaf, LEDGER_HASH);
	return proven;
}

static int audit_record(struct audit *audit, const struct record *record)
{
	uint8_t leaf[LEDGER_HASH] = {0}, text[LEDGER_HASH];
	uint64_t faults = audit->report.faults;
	bool proven;
	int err = 0;

	if (audit_place(audit, record))
		return 0;
	proven = audit_choose(audit, record, audit_leaf(record, text, leaf), leaf);
	if (record->kind && strcmp(record->kind, "dropped") == 0)
		audit_dropped_record(audit, record, proven);
	if (proven)
		err = audit_body(audit, record, text);
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

static int audit_walk(struct audit *audit, sqlite3_stmt *rows)
{
	struct record record;
	int more, err = 0;

	while (!err && (more = store_step(audit->store, rows)) > 0) {
		record_read(rows, &record);
		err = audit_record(audit, &record);
	}
	return err ? err : more;
}

static void audit_not_told(void *context, uint64_t first, uint64_t last)
{
	audit_tell(context, FAULT_ERASED, first, last,
		   "The contents of records %" PRIu64 " to %" PRIu64
		   " are gone, and no record says that the owner erased them.",
		   first, last);
}

/* What was dropped later cannot be looked at. */
static void audit_not_erased(void *context, uint64_t first, uint64_t last)
{
	const struct audit *audit = context;

	if (last <= audit->dropped.last)
		return;
	if (first <= audit->dropped.last)
		first = audit->dropped.last + 1;
	audit_tell(context, FAULT_ERASED, first, last,
		   "Records %" PRIu64 " to %" PRIu64
		   " are said to be erased, and are not or were put in again.",
		   first, last);
}

static void audit_erased(struct audit *audit)
{
	ranges_settle(&audit->erased);
	ranges_settle(&audit->told);
	ranges_without(&audit->erased, &audit->told, audit_not_told, audit);
	ranges_without(&audit->told, &audit->erased, audit_not_erased, audit);
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
	ranges_free(&audit->told);
}
