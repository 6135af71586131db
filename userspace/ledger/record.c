// SPDX-License-Identifier: GPL-2.0-or-later
#include "ledger/record.h"

#include <errno.h>
#include <string.h>
#include <time.h>

#include "json/scan.h"

/* Nothing of what the columns hold needs escapes; what has no room is none of ours. */
static void column_text(struct scan value, size_t room, char *out)
{
	struct scan text;

	if (!scan_string(value, &text) || text.length >= room)
		return;
	memcpy(out, text.at, text.length);
	out[text.length] = '\0';
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
static uint64_t column_time(struct scan value)
{
	char text[32] = "";
	const char *at = text;
	struct tm tm = {0};
	int micro;
	time_t seconds;

	column_text(value, sizeof(text), text);
	if (!text_digits(&at, 4, '-', &tm.tm_year) || !text_digits(&at, 2, '-', &tm.tm_mon) ||
	    !text_digits(&at, 2, 'T', &tm.tm_mday) || !text_digits(&at, 2, ':', &tm.tm_hour) ||
	    !text_digits(&at, 2, ':', &tm.tm_min) || !text_digits(&at, 2, '.', &tm.tm_sec) ||
	    !text_digits(&at, 6, 'Z', &micro) || *at)
		return 0;
	tm.tm_year -= 1900;
	tm.tm_mon -= 1;
	seconds = timegm(&tm);
	return seconds < 0 ? 0 : (uint64_t)seconds * 1000000 + (uint64_t)micro;
}

/* In which object of a record its time stands, and under which keys. */
struct column_keys {
	const char *kind, *start, *end;
};

static const struct column_keys *column_keys(const char *kind)
{
	static const struct column_keys keys[] = {
		{"camera", "identified_at", "identified_at"}, /* in its member `camera` */
		{"gap", "from", "to"},
		{"traffic", "from", "to"},
		{"summary", "first", "last"},
		{"run", "first", "last"}, /* of the first and the last of its files */
		{NULL, "start", "end"},
	};
	size_t i = 0;

	while (keys[i].kind && strcmp(keys[i].kind, kind) != 0)
		i++;
	return &keys[i];
}

struct columns_walk {
	const struct column_keys *keys;
	struct record_columns *out;
	bool live;	/* a run without files */
	unsigned found; /* of FOUND_*, each of which stands in a record once */
};

enum { FOUND_CAMERA = 1, FOUND_SERIES = 2, FOUND_START = 4, FOUND_END = 8, FOUND_ALL = 15 };

/* The first that is told counts of starts, the last of ends. */
static void columns_time(struct columns_walk *w, struct scan key, struct scan value)
{
	uint64_t time;

	if (scan_is(key, w->keys->start) && !w->out->time) {
		w->out->time = column_time(value);
		w->out->start = w->out->time ? w->out->time : w->out->start;
		w->found |= FOUND_START;
	}
	if (scan_is(key, w->keys->end)) {
		time = column_time(value);
		w->out->end = time ? time : w->out->end;
		w->found |= FOUND_END;
	}
}

static void columns_times(struct columns_walk *w, struct scan object)
{
	struct scan_walk walk = scan_begin(object);
	struct scan key, value;

	while (scan_next(&walk, &key, &value))
		columns_time(w, key, value);
}

/* A device's key is its MAC, or its address where it has none. */
static void columns_device(struct scan camera, struct record_columns *out)
{
	struct scan value, text;

	if (scan_member(camera, "mac", &value) && scan_string(value, &text))
		column_text(value, sizeof(out->device), out->device);
	else if (scan_member(camera, "ip", &value))
		column_text(value, sizeof(out->device), out->device);
}

static void columns_files(struct columns_walk *w, struct scan files)
{
	struct scan_walk walk = scan_begin(files);
	struct scan none, file;

	w->live = true;
	while (scan_next(&walk, &none, &file)) {
		w->live = false;
		columns_times(w, file);
	}
}

static void columns_member(struct columns_walk *w, struct scan key, struct scan value)
{
	if (scan_is(key, "camera")) {
		w->found |= FOUND_CAMERA;
		columns_device(value, w->out);
		if (w->keys->kind && strcmp(w->keys->kind, "camera") == 0)
			columns_times(w, value);
	} else if (scan_is(key, "files")) {
		columns_files(w, value);
	} else if (scan_is(key, "series")) {
		w->found |= FOUND_SERIES;
		column_text(value, sizeof(w->out->series), w->out->series);
	} else {
		columns_time(w, key, value);
	}
}

/* A clock may have been set back between the two. */
static void columns_order(struct record_columns *out)
{
	uint64_t end = out->end;

	if (!out->time)
		out->end = out->start;
	else if (end < out->start) {
		out->end = out->start;
		out->start = end;
	}
}

void record_columns(const char *kind, const char *content, size_t length, uint64_t written,
		    struct record_columns *out)
{
	static const char *const singles[] = {"run",	 "camera", "upload", "local",	"gap",
					      "summary", "slice",  "breach", "promise", "traffic"};
	struct columns_walk w = {.keys = column_keys(kind), .out = out};
	struct scan_walk walk = scan_begin((struct scan){content, length});
	struct scan key, value;

	*out = (struct record_columns){.start = written, .end = written};
	/* Most of an upload stands behind what is asked for: its evidence. */
	while (w.found != FOUND_ALL && scan_next(&walk, &key, &value))
		columns_member(&w, key, value);
	columns_order(out);
	for (size_t i = 0; i < sizeof(singles) / sizeof(singles[0]); i++)
		out->single = out->single || strcmp(singles[i], kind) == 0;
	/* A live run has no files and says the same each time, but each start is one of its own. */
	if (strcmp(kind, "run") == 0 && w.live)
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

void record_hand(sqlite3_stmt *row, struct ledger_record *out)
{
	const char *kind = row_text(row, 2);

	*out = (struct ledger_record){
		.number = (uint64_t)sqlite3_column_int64(row, 0),
		.written = (uint64_t)sqlite3_column_int64(row, 1),
		.kind = kind ? kind : "",
		.device = row_text(row, 3),
		.series = row_text(row, 4),
		.start = (uint64_t)sqlite3_column_int64(row, 5),
		.end = (uint64_t)sqlite3_column_int64(row, 6),
		.content = row_text(row, 7),
	};
	out->length = out->content ? (size_t)sqlite3_column_bytes(row, 7) : 0;
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
