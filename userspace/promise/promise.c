// SPDX-License-Identifier: GPL-2.0-or-later
#include "promise/promise.h"

#include <json-c/json.h>
#include <string.h>

#include "words/clean.h"
#include "json/writer.h"

static bool same(const char *word, const char *other)
{
	return other && strcasecmp(word, other) == 0;
}

bool promise_is_of(const struct promise *promise, const struct event_camera *camera)
{
	switch (promise->subject) {
	case SUBJECT_ALL:
		return true;
	case SUBJECT_NAME:
		return same(promise->whose, camera->name);
	case SUBJECT_MAC:
		return same(promise->whose, camera->mac);
	case SUBJECT_ADDRESS:
		return same(promise->whose, camera->ip);
	}
	return false;
}

bool promise_list_equal(const struct promise_list *a, const struct promise_list *b)
{
	if (a->count != b->count)
		return false;
	for (size_t i = 0; i < a->count; i++)
		if (strcmp(a->items[i]->text, b->items[i]->text) != 0)
			return false;
	return true;
}

/* json-c takes NULL for null, so a text that could not be made is told by `failed`. */
static void add_text(struct json_object *to, const char *key, const char *text, bool *failed)
{
	char clean[CLEAN_MOST];
	struct json_object *value = text ? json_object_new_string(clean_utf8(text, clean)) : NULL;

	*failed = *failed || (text && !value) || json_object_object_add(to, key, value) != 0;
}

char *promise_note(const struct promise *promise, const char *capture, uint64_t from_ns,
		   uint64_t to_ns)
{
	struct json_object *note = json_object_new_object();
	char from[JSON_TIME], to[JSON_TIME], *text = NULL;
	bool failed = !note;

	if (!note)
		return NULL;
	add_text(note, "type", "promise", &failed);
	json_object_object_add(note, "schema", json_object_new_int(JSON_SCHEMA));
	add_text(note, "capture", capture, &failed);
	add_text(note, "start", json_time(from_ns, from), &failed);
	add_text(note, "end", to_ns ? json_time(to_ns, to) : NULL, &failed);
	add_text(note, "promise", promise ? promise->text : NULL, &failed);
	if (!failed)
		text = strdup(json_object_to_json_string_ext(
			note, JSON_C_TO_STRING_PLAIN | JSON_C_TO_STRING_NOSLASHESCAPE));
	json_object_put(note);
	return text;
}
