// SPDX-License-Identifier: GPL-2.0-or-later
#include "ledger/record.h"

#include <errno.h>
#include <string.h>
#include <time.h>

/*
 * The canonical encoding has no white space and its keys come in one order (output/json.c), so a
 * field is found by its text: inside a string each quote has a backslash before it, hence no
 * `"key":` can stand there. Reading each record with json-c would take verifying three times as
 * long.
 */
struct text {
	const char *at;
	size_t length;
};

static bool text_after(struct text in, const char *what, struct text *out)
{
	const char *found = memmem(in.at, in.length, what, strlen(what));

	if (!found)
		return false;
	found += strlen(what);
	*out = (struct text){found, in.length - (size_t)(found - in.at)};
	return true;
}

/* What stands up to the next quote, where it has room; nothing of what we ask for needs escapes. */
static bool text_take(struct text in, size_t room, char *out)
{
	const char *end = memchr(in.at, '"', in.length);

	if (!end || (size_t)(end - in.at) >= room)
		return false;
	memcpy(out, in.at, (size_t)(end - in.at));
	out[end - in.at] = '\0';
	return true;
}

/* `key` is with its quotes and colon and the quote that begins the value. */
static bool text_field(struct text in, const char *key, size_t room, char *out)
{
	struct text value;

	return text_after(in, key, &value) && text_take(value, room, out);
}

/* `count` digits, then `after`. */
static bool text_digits(const char **at, int count, char after, int *out)
{
	int value = 0;

	for (; count > 0; count--, (*at)++) {
		if (**at < '0' || **at > '9')
			return false;
		value = 10 * value + (**at - '0');
	}
	*out = value;
	return *(*at)++ == after;
}

/*
 * RFC 3339 as json_time writes it, in microseconds; 0 where it is not. By hand: sscanf took a
 * quarter of the time of verifying.
 */
static uint64_t text_time(struct text in, const char *key)
{
	char text[32];
	const char *at = text;
	struct tm tm = {0};
	int micro;
	time_t seconds;

	if (!text_field(in, key, sizeof(text), text) || !text_digits(&at, 4, '-', &tm.tm_year) ||
	    !text_digits(&at, 2, '-', &tm.tm_mon) || !text_digits(&at, 2, 'T', &tm.tm_mday) ||
	    !text_digits(&at, 2, ':', &tm.tm_hour) || !text_digits(&at, 2, ':', &tm.tm_min) ||
	    !text_digits(&at, 2, '.', &tm.tm_sec) || !text_digits(&at, 6, 'Z', &micro) || *at)
		return 0;
	tm.tm_year -= 1900;
	tm.tm_mon -= 1;
	seconds = timegm(&tm);
	return seconds < 0 ? 0 : (uint64_t)seconds * 1000000 + (uint64_t)micro;
}

static void columns_device(struct text content, struct record_columns *out)
{
	struct text camera, rest;

	if (!text_after(content, "\"camera\":{\"mac\":", &camera) || !camera.length)
		return;
	if (camera.at[0] != '"' && !text_after(camera, "null,\"ip\":", &camera))
		return;
	rest = (struct text){camera.at + 1, camera.length ? camera.length - 1 : 0};
	if (camera.length && camera.at[0] == '"')
		text_take(rest, sizeof(out->device), out->device);
}

/* The keys of a record's time; a run's is that of its files, first and last. */
static void columns_time(const char *kind, struct text content, struct record_columns *out)
{
	static const struct {
		const char *kind, *start, *end;
	} keys[] = {
		{"camera", "\"identified_at\":\"", "\"identified_at\":\""},
		{"gap", "\"from\":\"", "\"to\":\""},
		{"traffic", "\"from\":\"", "\"to\":\""},
		{"summary", "\"first\":\"", "\"last\":\""},
		{"run", "\"first\":\"", "\"last\":\""},
		{NULL, "\"start\":\"", "\"end\":\""},
	};
	bool several = strcmp(kind, "run") == 0; /* files: to the end of the last */
	size_t i = 0;
	uint64_t end;

	while (keys[i].kind && strcmp(keys[i].kind, kind) != 0)
		i++;
	out->time = text_time(content, keys[i].start);
	out->start = out->time ? out->time : out->start;
	do {
		end = text_time(content, keys[i].end);
		out->end = end ? end : out->end;
	} while (several && text_after(content, keys[i].end, &content));
	if (!out->time)
		out->end = out->start;
	if (out->end < out->start) { /* a clock that was set back between the two */
		end = out->start;
		out->start = out->end;
		out->end = end;
	}
}

void record_columns(const char *kind, const char *content, size_t length, uint64_t written,
		    struct record_columns *out)
{
	static const char *const singles[] = {"run",	 "camera", "upload", "local",	"gap",
					      "summary", "slice",  "breach", "promise", "traffic"};
	struct text text = {content, length}, none;

	*out = (struct record_columns){.start = written, .end = written};
	columns_device(text, out);
	text_field(text, "\"series\":\"", sizeof(out->series), out->series);
	columns_time(kind, text, out);
	for (size_t i = 0; i < sizeof(singles) / sizeof(singles[0]); i++)
		out->single = out->single || strcmp(singles[i], kind) == 0;
	/* A live run has no files and says the same each time, but each start is one of its own. */
	if (strcmp(kind, "run") == 0 && text_after(text, "\"files\":[]", &none))
		out->single = false;
}

static const uint8_t *row_blob(sqlite3_stmt *row, int column, int size)
{
	if (sqlite3_column_type(row, column) != SQLITE_BLOB ||
	    sqlite3_column_bytes(row, column) != size)
		return NULL;
	return sqlite3_column_blob(row, column);
}

/* None of ours holds a zero, behind which something could be hidden from its hash. */
static const char *row_text(sqlite3_stmt *row, int column)
{
	const char *text = (const char *)sqlite3_column_text(row, column);

	if (sqlite3_column_type(row, column) != SQLITE_TEXT || !text ||
	    strlen(text) != (size_t)sqlite3_column_bytes(row, column))
		return NULL;
	return text;
}

/* Something is there, but nothing that was read. */
static bool row_odd(sqlite3_stmt *row, int column, const void *read)
{
	return !read && sqlite3_column_type(row, column) != SQLITE_NULL;
}

void record_read(sqlite3_stmt *row, struct record *out)
{
	*out = (struct record){
		.number = (uint64_t)sqlite3_column_int64(row, 0),
		.written = (uint64_t)sqlite3_column_int64(row, 1),
		.kind = row_text(row, 2),
		.leaf = row_blob(row, 3, LEDGER_HASH),
		.link = row_blob(row, 4, LEDGER_HASH),
		.body = row_blob(row, 5, LEDGER_HASH),
		.salt = row_blob(row, 6, LEDGER_HASH),
		.identity = row_blob(row, 7, DIGEST_IDENTITY),
		.device = row_text(row, 8),
		.series = row_text(row, 9),
		.times = (sqlite3_column_type(row, 10) == SQLITE_INTEGER) +
			 (sqlite3_column_type(row, 11) == SQLITE_INTEGER),
		.start = (uint64_t)sqlite3_column_int64(row, 10),
		.end = (uint64_t)sqlite3_column_int64(row, 11),
		.content = row_text(row, 12),
	};
	out->length = out->content ? (size_t)sqlite3_column_bytes(row, 12) : 0;
	out->odd = row_odd(row, 2, out->kind) || row_odd(row, 3, out->leaf) ||
		   row_odd(row, 4, out->link) || row_odd(row, 5, out->body) ||
		   row_odd(row, 6, out->salt) || row_odd(row, 7, out->identity) ||
		   row_odd(row, 8, out->device) || row_odd(row, 9, out->series) ||
		   row_odd(row, 12, out->content);
}

static void bind_text(sqlite3_stmt *statement, int place, const char *text)
{
	store_bind_text(statement, place, text, text ? strlen(text) : 0);
}

int record_insert(struct store *store, sqlite3_stmt *insert, const struct record *record)
{
	int err;

	sqlite3_bind_int64(insert, 1, (int64_t)record->number);
	sqlite3_bind_int64(insert, 2, (int64_t)record->written);
	bind_text(insert, 3, record->kind);
	store_bind_blob(insert, 4, record->leaf, LEDGER_HASH);
	store_bind_blob(insert, 5, record->link, LEDGER_HASH);
	store_bind_blob(insert, 6, record->salt, LEDGER_HASH);
	store_bind_blob(insert, 7, record->identity, DIGEST_IDENTITY);
	bind_text(insert, 8, record->device);
	bind_text(insert, 9, record->series);
	sqlite3_bind_int64(insert, 10, (int64_t)record->start);
	sqlite3_bind_int64(insert, 11, (int64_t)record->end);
	store_bind_text(insert, 12, record->content, record->length);
	err = store_do(store, insert);
	return err ? err : sqlite3_changes(store->db);
}

int record_find(struct store *store, sqlite3_stmt *select, uint64_t number, struct record *out)
{
	int result;

	sqlite3_reset(select);
	sqlite3_bind_int64(select, 1, (int64_t)number);
	result = store_step(store, select);
	if (result > 0)
		record_read(select, out);
	return result > 0 ? 0 : result ? result : -ENOENT;
}
