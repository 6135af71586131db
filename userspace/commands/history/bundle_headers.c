// SPDX-License-Identifier: GPL-2.0-or-later
#include "commands/history/bundle_headers.h"

#include <errno.h>
#include <json-c/json.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#include "json/reading.h"

#define HEADERS_LINE "{\"type\":\"headers\",\"schema\":1,"
#define HEADERS_BASE64 sodium_base64_VARIANT_ORIGINAL

/* Who signed a record may have written anything into it; a file is named by this. */
static bool headers_hex(const char *text, size_t digits)
{
	return text && strlen(text) == digits && strspn(text, "0123456789abcdef") == digits;
}

bool bundle_headers_noted(const char *content, char sha256[SHELF_HASH])
{
	struct json_object *note = json_tokener_parse(content);
	const char *type = reading_text(note, "type"), *hash = reading_text(note, "sha256");
	bool found = type && strcmp(type, "slice") == 0 && headers_hex(hash, SHELF_HASH - 1);

	if (found)
		memcpy(sha256, hash, SHELF_HASH);
	json_object_put(note);
	return found;
}

bool bundle_headers_series(const char *content, char series[EVENT_ID])
{
	struct json_object *record = json_tokener_parse(content);
	const char *value = reading_text(record, "series");
	bool found = headers_hex(value, EVENT_ID - 1);

	if (found)
		memcpy(series, value, EVENT_ID);
	json_object_put(record);
	return found;
}

struct headers_search {
	uint64_t number;
	char sha256[SHELF_HASH];
};

/* Of a capture that was replayed again with other settings the last one counts. */
static int headers_found(void *context, const struct ledger_record *record)
{
	struct headers_search *search = context;

	if (record->content && bundle_headers_noted(record->content, search->sha256))
		search->number = record->number;
	return 0;
}

int bundle_headers_find(struct ledger *ledger, const char *series, uint64_t *number,
			char sha256[SHELF_HASH])
{
	struct ledger_query query = {.kind = "slice", .series = series};
	struct headers_search search = {0};
	int err = ledger_each(ledger, &query, headers_found, &search);

	if (!err && !search.number)
		err = -ENOENT;
	if (err)
		return err;
	*number = search.number;
	memcpy(sha256, search.sha256, SHELF_HASH);
	return 0;
}

static int headers_load(const char *path, uint8_t **out, size_t *size)
{
	FILE *file = fopen(path, "re");
	uint8_t *bytes = NULL;
	long length = -1;
	int err = 0;

	if (!file)
		return -errno;
	if (fseek(file, 0, SEEK_END) != 0 || (length = ftell(file)) < 0)
		err = -EIO;
	if (!err && !(bytes = malloc((size_t)length + 1)))
		err = -ENOMEM;
	if (!err && (fseek(file, 0, SEEK_SET) != 0 ||
		     fread(bytes, 1, (size_t)length, file) != (size_t)length))
		err = -EIO;
	fclose(file);
	if (err) {
		free(bytes);
		return err;
	}
	*out = bytes;
	*size = (size_t)length;
	return 0;
}

static bool headers_match(const uint8_t *pcap, size_t size, const char *sha256)
{
	uint8_t digest[crypto_hash_sha256_BYTES];
	char hex[SHELF_HASH];

	crypto_hash_sha256(digest, pcap, size);
	return strcmp(sodium_bin2hex(hex, sizeof(hex), digest, sizeof(digest)), sha256) == 0;
}

int bundle_headers_write(const char *path, const char *series, const char *sha256, FILE *file)
{
	char folder[SHELF_PATH], place[SHELF_PATH], *text = NULL;
	uint8_t *pcap = NULL;
	size_t size = 0;
	int err = shelf_folder(path, folder);

	if (!err)
		err = shelf_path(folder, series, place);
	if (!err)
		err = headers_load(place, &pcap, &size);
	if (!err && !headers_match(pcap, size, sha256))
		err = -EBADMSG;
	if (!err && !(text = malloc(sodium_base64_ENCODED_LEN(size, HEADERS_BASE64))))
		err = -ENOMEM;
	if (!err) {
		sodium_bin2base64(text, sodium_base64_ENCODED_LEN(size, HEADERS_BASE64), pcap, size,
				  HEADERS_BASE64);
		if (fprintf(file,
			    HEADERS_LINE "\"series\":\"%s\",\"sha256\":\"%s\",\"pcap\":\"%s\"}\n",
			    series, sha256, text) < 0)
			err = -EIO;
	}
	free(text);
	free(pcap);
	return err;
}

bool bundle_headers_is(const char *line)
{
	return strncmp(line, HEADERS_LINE, strlen(HEADERS_LINE)) == 0;
}

int bundle_headers_read(const char *line, const char *sha256, uint8_t **pcap, size_t *size)
{
	struct json_object *root = json_tokener_parse(line), *text = NULL;
	const char *base64 = NULL;
	size_t length = 0;
	uint8_t *bytes = NULL;
	int err = -EINVAL;

	if (json_object_object_get_ex(root, "pcap", &text) &&
	    json_object_is_type(text, json_type_string)) {
		base64 = json_object_get_string(text);
		length = (size_t)json_object_get_string_len(text);
		bytes = malloc(length + 1);
	}
	if (bytes && sodium_base642bin(bytes, length + 1, base64, length, NULL, size, NULL,
				       HEADERS_BASE64) == 0)
		err = headers_match(bytes, *size, sha256) ? 0 : -EBADMSG;
	json_object_put(root);
	if (err) {
		free(bytes);
		return err;
	}
	*pcap = bytes;
	return 0;
}
