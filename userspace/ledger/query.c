// SPDX-License-Identifier: GPL-2.0-or-later
#include <string.h>

#include "ledger/book.h"
#include "ledger/mention.h"
#include "ledger/record.h"

/*
 * Whether the index by kind answers it (schema.c): of a device, or of a series, the others know
 * less to look through.
 */
static bool query_is_rare(const struct ledger_query *query)
{
	return query->kind && strcmp(query->kind, "upload") != 0 &&
	       strcmp(query->kind, "local") != 0 && !query->device && !query->series;
}

/*
 * The index is named: left to itself SQLite may walk the whole table because it is in the order
 * that is wanted.
 */
static const char *query_index(const struct ledger_query *query)
{
	if (query->device)
		return "INDEXED BY record_device";
	if (query_is_rare(query))
		return "INDEXED BY record_rare";
	return query->from || query->to || query->series ? "INDEXED BY record_time" : NULL;
}

/* What an index knows. "finish" stands always, as SQLite refuses an index of no use. */
static void query_write(const struct ledger_query *query, char *sql, size_t room)
{
	const char *index = query_index(query);
	bool list = index && !query->any_order;

	/* In the order of numbers only these are sorted, and not all that the records say. */
	snprintf(sql, room, RECORD_SAID "%s%s WHERE %s%s%s%s%s%s%s%s%s%s",
		 list ? "NOT INDEXED WHERE number IN (SELECT number FROM record " : "",
		 index ? index : "NOT INDEXED", index ? "finish >= ?1" : "1",
		 query->to ? " AND start < ?2" : "", query->device ? " AND device = ?3" : "",
		 query->series ? " AND series = ?5" : "",
		 query_is_rare(query) ? " AND kind = ?4 AND kind NOT IN ('upload', 'local')" : "",
		 list ? ")" : "", query->kind ? " AND kind = ?4" : "",
		 query->below ? " AND number < ?6" : "", query->any_order ? "" : " ORDER BY number",
		 query->newest_first ? " DESC" : "");
}

static int query_prepare(struct store *store, const struct ledger_query *query, sqlite3_stmt **out)
{
	char sql[640];
	int err;

	query_write(query, sql, sizeof(sql));
	err = store_prepare(store, sql, out);
	if (err)
		return err;
	sqlite3_bind_int64(*out, 1, (int64_t)query->from);
	sqlite3_bind_int64(*out, 2, (int64_t)query->to);
	sqlite3_bind_text(*out, 3, query->device, -1, SQLITE_STATIC);
	sqlite3_bind_text(*out, 4, query->kind, -1, SQLITE_STATIC);
	sqlite3_bind_text(*out, 5, query->series, -1, SQLITE_STATIC);
	sqlite3_bind_int64(*out, 6, (int64_t)query->below);
	return 0;
}

int ledger_each(struct ledger *ledger, const struct ledger_query *query, ledger_fn *each,
		void *context)
{
	static const struct ledger_query all;
	struct ledger_record handed;
	sqlite3_stmt *rows = NULL;
	int err = query_prepare(&ledger->store, query ? query : &all, &rows), more = 0;

	while (!err && (more = store_step(&ledger->store, rows)) > 0) {
		record_hand(rows, &handed);
		err = each(context, &handed);
	}
	sqlite3_finalize(rows);
	return err ? err : more;
}

static int query_is_of(void *context, const struct ledger_record *record)
{
	return record->content && mention_own(context, record->content);
}

bool ledger_knows(struct ledger *ledger, const char *device)
{
	/* One that is known by its MAC before it has an address has that in its hours. */
	static const char *const kinds[] = {"camera", "traffic"};
	struct mention mention = {0};
	int err = mention_tell(&mention, device);

	for (size_t i = 0; !err && i < sizeof(kinds) / sizeof(kinds[0]); i++)
		err = ledger_each(ledger,
				  &(struct ledger_query){.kind = kinds[i], .any_order = true},
				  query_is_of, &mention);
	mention_free(&mention);
	return err == 1;
}
