// SPDX-License-Identifier: GPL-2.0-or-later
#include "json/put.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "json/draft.h"
#include "json/writer.h"
#include "words/clean.h"

/* Once something failed the rest is not worth it, and says nothing. */
static void put_check(struct put to, bool there)
{
	if (!there)
		*to.failed = true;
}

struct put put_begin(bool *failed)
{
	struct put root = {draft_create(), failed};

	*failed = !root.leaf;
	return root;
}

char *put_end(struct put root, size_t *length)
{
	size_t unasked;
	char *text = *root.failed ? NULL : draft_text(root.leaf, length ? length : &unasked);

	draft_destroy(root.leaf);
	return text;
}

struct json_object *put_take(struct put root)
{
	char *text = put_end(root, NULL);
	struct json_object *object = text ? json_tokener_parse(text) : NULL;

	free(text);
	return object;
}

void put_drop(struct put root)
{
	draft_destroy(root.leaf);
}

int put_line(struct put root, FILE *file)
{
	char *text = put_end(root, NULL);
	int err = text ? 0 : -ENOMEM;

	if (!err && fprintf(file, "%s\n", text) < 0)
		err = -EIO;
	free(text);
	return err;
}

static void put_literal(struct put to, const char *key, const char *text)
{
	put_check(to, draft_literal(to.leaf, key, text, strlen(text)));
}

void put_value(struct put to, const char *key, struct json_object *value)
{
	const char *text = NULL;
	size_t length;

	if (value)
		text = json_object_to_json_string_length(
			value, JSON_C_TO_STRING_PLAIN | JSON_C_TO_STRING_NOSLASHESCAPE, &length);
	put_check(to, text && draft_literal(to.leaf, key, text, length));
	json_object_put(value);
}

void put_null(struct put to, const char *key)
{
	put_literal(to, key, "null");
}

/* What a text of that length may be without being looked at by characters: ASCII is UTF-8. */
static bool put_is_plain(const char *text, size_t length)
{
	unsigned char all = 0;

	for (size_t i = 0; i < length; i++)
		all |= (unsigned char)text[i];
	return all < 0x80 && length < CLEAN_MOST;
}

void put_text(struct put to, const char *key, const char *text)
{
	size_t length = text ? strlen(text) : 0;
	char clean[CLEAN_MOST];

	if (!text) {
		put_null(to, key);
		return;
	}
	if (!put_is_plain(text, length)) {
		text = clean_utf8(text, clean);
		length = strlen(text);
	}
	put_check(to, draft_string(to.leaf, key, text, length));
}

void put_some(struct put to, const char *key, const char *text)
{
	put_text(to, key, text && *text ? text : NULL);
}

void put_bool(struct put to, const char *key, bool value)
{
	put_literal(to, key, value ? "true" : "false");
}

void put_count(struct put to, const char *key, uint64_t value)
{
	char digits[20], *end = digits + sizeof(digits), *at = end;

	do
		*--at = (char)('0' + value % 10);
	while (value /= 10);
	put_check(to, draft_literal(to.leaf, key, at, (size_t)(end - at)));
}

void put_known(struct put to, const char *key, uint64_t value)
{
	if (value)
		put_count(to, key, value);
	else
		put_null(to, key);
}

void put_number(struct put to, const char *key, double value)
{
	char room[JSON_NUMBER];
	const char *text = json_number(value, room);

	put_literal(to, key, text ? text : "null");
}

void put_fraction(struct put to, const char *key, double value)
{
	char room[JSON_NUMBER];
	const char *text = json_fraction(value, room);

	put_literal(to, key, text ? text : "null");
}

void put_time(struct put to, const char *key, uint64_t time_ns)
{
	char text[JSON_TIME];

	put_text(to, key, time_ns ? json_time(time_ns, text) : NULL);
}

static struct put put_child(struct put to, struct draft_leaf *leaf)
{
	put_check(to, leaf);
	return (struct put){leaf, to.failed};
}

struct put put_object(struct put to, const char *key)
{
	return put_child(to, draft_object(to.leaf, key));
}

struct put put_array(struct put to, const char *key)
{
	return put_child(to, draft_array(to.leaf, key));
}

size_t put_length(struct put list)
{
	return draft_count(list.leaf);
}

void put_left(struct put to, enum nothing_left left, uint32_t doubts)
{
	struct put list;

	put_text(to, "nothing_left", nothing_left_name(left));
	list = put_array(to, "doubts");
	for (unsigned i = 0; i < DOUBTS; i++)
		if (doubts & 1U << i)
			put_text(list, NULL, doubt_name((enum doubt)i));
}
