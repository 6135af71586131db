// SPDX-License-Identifier: GPL-2.0-or-later
#include <string.h>

#include "ledger/book.h"
#include "ledger/record.h"

/* Whether the kind is one of those that the index by kind holds (schema.c). */
static bool query_rare(const struct ledger_query *query)
{
	return query->kind && strcmp(query->kind, "upload") != 0 &&
	       strcmp(query->kind, "local") != 0;
}

/*
 * The index is named: left to itself SQLite may walk the whole table because it is in the order
 * that is wanted.
 */
static const char *query_source(const struct ledger_query *query)
{
	if (query->device)
		return "INDEXED BY record_device";
	if (query->series) /* the index is read from end to end, but not the table */
		return "NOT INDEXED";
	if (query_rare(query))
		return "INDEXED BY record_rare";
	return query->from || query->to ? "INDEXED BY record_time" : "NOT INDEXED";
}

static int query_prepare(struct store *store, const struct ledger_query *query, sqlite3_stmt **out)
{
	char sql[640];
	int err;

	snprintf(sql, sizeof(sql), RECORD_SELECT "%s WHERE 1%s%s%s%s%s ORDER BY number",
		 query_source(query), query->from ? " AND finish >= ?1" : "",
		 query->to ? " AND start < ?2" : "", query->device ? " AND device = ?3" : "",
		 !query->kind	     ? ""
		 : query_rare(query) ? " AND kind = ?4 AND kind NOT IN ('upload', 'local')"
				     : " AND kind = ?4",
		 query->series ? " AND number IN (SELECT number FROM record INDEXED BY record_time "
				 "WHERE finish >= 0 AND series = ?5)"
			       : "");
	err = store_prepare(store, sql, out);
	if (err)
		return err;
	sqlite3_bind_int64(*out, 1, (int64_t)query->from);
	sqlite3_bind_int64(*out, 2, (int64_t)query->to);
	sqlite3_bind_text(*out, 3, query->device, -1, SQLITE_STATIC);
	sqlite3_bind_text(*out, 4, query->kind, -1, SQLITE_STATIC);
	sqlite3_bind_text(*out, 5, query->series, -1, SQLITE_STATIC);
	return 0;
}

int ledger_each(struct ledger *ledger, const struct ledger_query *query, ledger_fn *each,
		void *context)
{
	static const struct ledger_query all;
	struct ledger_record told;
	struct record record;
	sqlite3_stmt *rows = NULL;
	int err = query_prepare(&ledger->store, query ? query : &all, &rows), more = 0;

	while (!err && (more = store_step(&ledger->store, rows)) > 0) {
		record_read(rows, &record);
		told = (struct ledger_record){.number = record.number,
					      .written = record.written,
					      .kind = record.kind ? record.kind : "",
					      .content = record.content,
					      .length = record.length,
					      .device = record.device,
					      .series = record.series,
					      .start = record.start,
					      .end = record.end};
		err = each(context, &told);
	}
	sqlite3_finalize(rows);
	return err ? err : more;
}
