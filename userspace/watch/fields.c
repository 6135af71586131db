// SPDX-License-Identifier: GPL-2.0-or-later
#include "watch/fields.h"

#include "json/writer.h"
#include "words/clean.h"

void fields_text(struct json_object *to, const char *key, const char *text)
{
	char clean[CLEAN_MOST];

	json_object_object_add(
		to, key, text && *text ? json_object_new_string(clean_utf8(text, clean)) : NULL);
}

void fields_count(struct json_object *to, const char *key, uint64_t count)
{
	json_object_object_add(to, key, json_object_new_uint64(count));
}

void fields_bool(struct json_object *to, const char *key, bool value)
{
	json_object_object_add(to, key, json_object_new_boolean(value));
}

void fields_number(struct json_object *to, const char *key, double value)
{
	char text[JSON_NUMBER];

	json_object_object_add(
		to, key, json_number(value, text) ? json_object_new_double_s(value, text) : NULL);
}

void fields_time(struct json_object *to, const char *key, uint64_t time_ns)
{
	char text[JSON_TIME];

	fields_text(to, key, time_ns ? json_time(time_ns, text) : NULL);
}

void fields_say(struct json_object *list, const char *text)
{
	json_object_array_add(list, json_object_new_string(text));
}

void fields_left(struct json_object *to, enum nothing_left left, uint32_t doubts)
{
	struct json_object *list = json_object_new_array();

	fields_text(to, "nothing_left", nothing_left_name(left));
	for (unsigned i = 0; i < DOUBTS; i++)
		if (doubts & 1U << i)
			fields_say(list, doubt_name((enum doubt)i));
	json_object_object_add(to, "doubts", list);
}
