// SPDX-License-Identifier: GPL-2.0-or-later
#include "json/put.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "json/writer.h"
#include "words/clean.h"

static void put_member(struct put to, const char *key, struct json_object *value)
{
	const unsigned flags = JSON_C_OBJECT_ADD_KEY_IS_NEW | JSON_C_OBJECT_ADD_CONSTANT_KEY;
	int err = -1;

	if (to.object)
		err = key ? json_object_object_add_ex(to.object, key, value, flags)
			  : json_object_array_add(to.object, value);
	if (!err)
		return;
	json_object_put(value);
	*to.failed = true;
}

struct put put_begin(bool *failed)
{
	struct put root = {json_object_new_object(), failed};

	*failed = !root.object;
	return root;
}

struct json_object *put_take(struct put root)
{
	if (!*root.failed)
		return root.object;
	json_object_put(root.object);
	return NULL;
}

char *put_end(struct put root)
{
	struct json_object *object = put_take(root);
	const char *text = NULL;
	char *copy;

	if (object)
		text = json_object_to_json_string_ext(
			object, JSON_C_TO_STRING_PLAIN | JSON_C_TO_STRING_NOSLASHESCAPE);
	copy = text ? strdup(text) : NULL;
	json_object_put(object);
	return copy;
}

int put_line(struct put root, FILE *file)
{
	char *text = put_end(root);
	int err = text ? 0 : -ENOMEM;

	if (!err && fprintf(file, "%s\n", text) < 0)
		err = -EIO;
	free(text);
	return err;
}

void put_value(struct put to, const char *key, struct json_object *value)
{
	if (value)
		put_member(to, key, value);
	else
		*to.failed = true;
}

void put_null(struct put to, const char *key)
{
	put_member(to, key, NULL);
}

void put_text(struct put to, const char *key, const char *text)
{
	char clean[CLEAN_MOST];

	if (text)
		put_value(to, key, json_object_new_string(clean_utf8(text, clean)));
	else
		put_null(to, key);
}

void put_some(struct put to, const char *key, const char *text)
{
	put_text(to, key, text && *text ? text : NULL);
}

void put_bool(struct put to, const char *key, bool value)
{
	put_value(to, key, json_object_new_boolean(value));
}

void put_count(struct put to, const char *key, uint64_t value)
{
	put_value(to, key, json_object_new_uint64(value));
}

void put_known(struct put to, const char *key, uint64_t value)
{
	if (value)
		put_count(to, key, value);
	else
		put_null(to, key);
}

static void put_double(struct put to, const char *key, double value, const char *text)
{
	if (text)
		put_value(to, key, json_object_new_double_s(value, text));
	else
		put_null(to, key);
}

void put_number(struct put to, const char *key, double value)
{
	char text[JSON_NUMBER];

	put_double(to, key, value, json_number(value, text));
}

void put_fraction(struct put to, const char *key, double value)
{
	char text[JSON_NUMBER];

	put_double(to, key, value, json_fraction(value, text));
}

void put_time(struct put to, const char *key, uint64_t time_ns)
{
	char text[JSON_TIME];

	put_text(to, key, time_ns ? json_time(time_ns, text) : NULL);
}

static struct put put_child(struct put to, const char *key, struct json_object *object)
{
	put_value(to, key, object);
	return (struct put){*to.failed ? NULL : object, to.failed};
}

struct put put_object(struct put to, const char *key)
{
	return put_child(to, key, json_object_new_object());
}

struct put put_array(struct put to, const char *key)
{
	return put_child(to, key, json_object_new_array());
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
