// SPDX-License-Identifier: GPL-2.0-or-later
#include "ledger/dropped.h"

#include <errno.h>
#include <inttypes.h>
#include <json-c/json.h>
#include <string.h>

#include "ledger/merkle.h"
#include "json/writer.h"

static void write_hash(FILE *file, const char *key, const uint8_t hash[LEDGER_HASH])
{
	char text[DIGEST_HEX];

	fprintf(file, ",\"%s\":\"%s\"", key, digest_hex(hash, LEDGER_HASH, text));
}

void dropped_write(const struct dropped *dropped, FILE *file)
{
	char from[JSON_TIME], until[JSON_TIME];

	fprintf(file,
		"{\"type\":\"dropped\",\"schema\":%d,\"start\":\"%s\",\"end\":\"%s\","
		"\"setting\":\"%s\",\"value\":%u,\"records\":%" PRIu64 ",\"first\":%" PRIu64
		",\"last\":%" PRIu64 ",\"kept_heads\":%" PRIu64,
		JSON_SCHEMA, json_time(dropped->from * 1000, from),
		json_time(dropped->until * 1000, until), dropped->setting, dropped->value,
		dropped->last - dropped->first + 1, dropped->first, dropped->last, dropped->kept);
	write_hash(file, "root", dropped->root);
	write_hash(file, "chain", dropped->chain);
	write_hash(file, "previous", dropped->previous);
	write_hash(file, "heads", dropped->heads);
	putc('}', file);
}

static struct json_object *dropped_get(struct json_object *from, const char *key,
				       enum json_type type)
{
	struct json_object *value = NULL;

	if (!json_object_object_get_ex(from, key, &value) || !json_object_is_type(value, type))
		return NULL;
	return value;
}

static uint64_t dropped_get_count(struct json_object *from, const char *key)
{
	struct json_object *value = dropped_get(from, key, json_type_int);

	return value && json_object_get_int64(value) > 0 ? json_object_get_uint64(value) : 0;
}

static bool dropped_get_hash(struct json_object *from, const char *key, uint8_t out[LEDGER_HASH])
{
	struct json_object *value = dropped_get(from, key, json_type_string);

	return value && digest_unhex(json_object_get_string(value), LEDGER_HASH, out) == 0;
}

/* Only whole blocks are dropped, and never the record that says so. */
static bool dropped_possible(const struct dropped *dropped)
{
	return dropped->first && dropped->first <= dropped->last &&
	       dropped->last < dropped->number && dropped->last % MERKLE_BLOCK_LEAVES == 0;
}

int dropped_read(uint64_t number, const char *content, size_t length, struct dropped *out)
{
	struct dropped dropped = {.number = number};
	struct record_columns columns;
	struct json_object *root = json_tokener_parse(content);
	bool fits = root && dropped_get_hash(root, "root", dropped.root) &&
		    dropped_get_hash(root, "chain", dropped.chain) &&
		    dropped_get_hash(root, "previous", dropped.previous) &&
		    dropped_get_hash(root, "heads", dropped.heads);

	if (fits) {
		record_columns("dropped", content, length, 0, &columns);
		dropped.first = dropped_get_count(root, "first");
		dropped.last = dropped_get_count(root, "last");
		dropped.kept = dropped_get_count(root, "kept_heads");
		dropped.from = columns.start;
		dropped.until = columns.end;
		fits = dropped_possible(&dropped);
	}
	json_object_put(root);
	if (fits)
		*out = dropped;
	return fits ? 0 : -EINVAL;
}

int dropped_last(struct store *store, struct dropped *out)
{
	struct record record;
	sqlite3_stmt *row = NULL;
	int err = store_prepare(store,
				RECORD_SELECT "INDEXED BY record_rare WHERE kind = 'dropped' AND "
					      "kind NOT IN ('upload', 'local') "
					      "ORDER BY number DESC LIMIT 1",
				&row);

	if (!err)
		err = store_step(store, row);
	if (!err)
		*out = (struct dropped){0};
	if (err > 0) {
		record_read(row, &record);
		err = record.content
			      ? dropped_read(record.number, record.content, record.length, out)
			      : -EINVAL;
		if (err)
			err = store_refuse(store, -EBADMSG,
					   "%s: what it says of dropped records was changed or "
					   "damaged. Keep it, run `lenswatch verify` on it, and "
					   "move it away to begin a new one",
					   store->path);
	}
	sqlite3_finalize(row);
	return err;
}
