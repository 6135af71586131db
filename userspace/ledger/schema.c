// SPDX-License-Identifier: GPL-2.0-or-later
#include "ledger/schema.h"

#include <errno.h>
#include <string.h>

/*
 * `body` is null until the record is erased, the columns after it from then on. The index by time
 * serves "what overlaps" with its start in it, and series: those are hashes, and an index over them
 * grew everywhere at once, which took two thirds of the time of appending a million records.
 */
static const char schema_first[] =
	"CREATE TABLE record (number INTEGER PRIMARY KEY, written INTEGER NOT NULL,"
	" kind TEXT NOT NULL, leaf BLOB NOT NULL, link BLOB NOT NULL, body BLOB,"
	" salt BLOB, identity BLOB UNIQUE, device TEXT, series TEXT, start INTEGER, finish INTEGER,"
	" content TEXT) STRICT;"
	"CREATE INDEX record_time ON record (finish, start, series);"
	"CREATE INDEX record_device ON record (device, finish, start) WHERE device IS NOT NULL;"
	"CREATE TABLE checkpoint (size INTEGER PRIMARY KEY, written INTEGER NOT NULL,"
	" root BLOB NOT NULL, link BLOB NOT NULL, previous BLOB NOT NULL, signature BLOB NOT NULL) "
	"STRICT;"
	/* The root over each whole block of leaves, so that a proof need not read them all. */
	"CREATE TABLE block (number INTEGER PRIMARY KEY, root BLOB NOT NULL) STRICT;"
	"CREATE TABLE key (number INTEGER PRIMARY KEY CHECK (number = 1), public BLOB NOT NULL) "
	"STRICT;";

/*
 * What is not told again and again is found by its kind: erasures, runs, gaps. Uploads are most of
 * a ledger and never asked for without a time; left out, they cost nothing.
 */
static const char schema_second[] = "CREATE INDEX record_rare ON record (kind, finish, start)"
				    " WHERE kind NOT IN ('upload', 'local');";

const char *const schema_steps[] = {schema_first, schema_second};
const size_t schema_step_count = sizeof(schema_steps) / sizeof(schema_steps[0]);

static int schema_version(struct store *store, int64_t *application, int64_t *version)
{
	int64_t objects = 0;
	int err = store_number(store, "PRAGMA application_id", application);

	if (!err)
		err = store_number(store, "PRAGMA user_version", version);
	if (!err)
		err = store_number(store, "SELECT count(*) FROM sqlite_schema", &objects);
	if (!err && !*application && !*version && !objects)
		err = -ENODATA;
	return err;
}

int schema_check(struct store *store, size_t count)
{
	int64_t application = 0, version = 0;
	int err = schema_version(store, &application, &version);

	if (err == -ENODATA)
		return store_refuse(store, err, "%s is empty: nothing was written to it yet",
				    store->path);
	if (err)
		return err;
	if (application != SCHEMA_APPLICATION || version < 1)
		return store_refuse(
			store, -EMEDIUMTYPE,
			"%s is another program's database, not a ledger of Lenswatch: name "
			"another file",
			store->path);
	if (version > (int64_t)count)
		return store_refuse(
			store, -EPROTO,
			"%s was written by a newer Lenswatch (format %lld, this one knows "
			"%zu): use that one",
			store->path, (long long)version, count);
	if (version < (int64_t)count)
		return store_refuse(
			store, -EUCLEAN,
			"%s is of an older Lenswatch (format %lld of %zu): let `lenswatch "
			"watch` or `replay --ledger` open it once, which brings it up to date",
			store->path, (long long)version, count);
	return 0;
}

int schema_acts(struct store *store)
{
	int64_t found = 0;
	/* By its SQL, as SQLite goes by that: a virtual table may claim any page as its root. */
	int err = store_number(store,
			       "SELECT count(*) FROM sqlite_schema"
			       " WHERE type = 'table' AND sql NOT LIKE 'CREATE TABLE %'",
			       &found);

	if (!err && !found)
		err = store_number(store,
				   "SELECT count(*) FROM sqlite_schema AS t,"
				   " pragma_table_xinfo(t.name) AS c"
				   " WHERE t.type = 'table' AND c.hidden <> 0",
				   &found);
	if (err || !found)
		return err;
	return store_refuse(
		store, -EBADMSG,
		"%s: its tables compute what they hold, which those of Lenswatch do not: "
		"somebody made it so, and nothing of it is read",
		store->path);
}

static int schema_take_steps(struct store *store, const char *const *steps, size_t count)
{
	int64_t application, version = 0;
	char pragma[128];
	int err = schema_version(store, &application, &version);

	if (err == -ENODATA)
		err = 0;
	for (size_t i = (size_t)version; !err && i < count; i++)
		err = store_run(store, steps[i]);
	snprintf(pragma, sizeof(pragma), "PRAGMA application_id = %d; PRAGMA user_version = %zu",
		 SCHEMA_APPLICATION, count);
	return err ? err : store_run(store, pragma);
}

int schema_bring(struct store *store, const char *const *steps, size_t count)
{
	int err = schema_check(store, count);

	if (err != -ENODATA && err != -EUCLEAN)
		return err;
	err = store_run(store, "BEGIN IMMEDIATE");
	if (err)
		return err;
	err = schema_take_steps(store, steps, count);
	if (!err)
		err = store_run(store, "COMMIT");
	if (err)
		sqlite3_exec(store->db, "ROLLBACK", NULL, NULL, NULL);
	return err;
}

/* Tells the objects of `one` that `other` has not, to the letter. */
static int schema_without(struct store *one, struct store *other, bool missing, schema_odd_fn *odd,
			  void *context)
{
	sqlite3_stmt *all = NULL, *find = NULL;
	int more = 0, found;
	int err = store_prepare(one, "SELECT name, type, tbl_name, sql FROM sqlite_schema", &all);

	if (!err)
		err = store_prepare(other,
				    "SELECT 1 FROM sqlite_schema WHERE name IS ?1 AND type IS ?2 "
				    "AND tbl_name IS ?3 AND sql IS ?4",
				    &find);
	while (!err && (more = store_step(one, all)) > 0) {
		for (int i = 0; i < 4; i++)
			sqlite3_bind_value(find, i + 1, sqlite3_column_value(all, i));
		found = store_step(other, find);
		sqlite3_reset(find);
		if (found == 0)
			odd(context, (const char *)sqlite3_column_text(all, 0), missing);
		err = found < 0 ? found : 0;
	}
	sqlite3_finalize(all);
	sqlite3_finalize(find);
	return err ? err : more;
}

int schema_compare(struct store *store, schema_odd_fn *odd, void *context)
{
	struct store model;
	int err = store_open(":memory:", LEDGER_WRITE, &model);

	if (err)
		return store_refuse(store, err, "%s", model.error);
	err = schema_bring(&model, schema_steps, schema_step_count);
	if (!err)
		err = schema_without(&model, store, true, odd, context);
	if (!err)
		err = schema_without(store, &model, false, odd, context);
	if (err && !store->error[0])
		store_refuse(store, err, "%s", model.error);
	store_close(&model);
	return err;
}
