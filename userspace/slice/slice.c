// SPDX-License-Identifier: GPL-2.0-or-later
#include "slice/slices.h"

#include <json-c/json.h>
#include <string.h>

#include "json/writer.h"

static void put_text(struct json_object *to, const char *key, const char *text)
{
	json_object_object_add(to, key, text ? json_object_new_string(text) : NULL);
}

static void put_time(struct json_object *to, const char *key, uint64_t time_ns)
{
	char text[JSON_TIME];

	put_text(to, key, json_time(time_ns, text));
}

char *slice_note(const struct slice *slice)
{
	struct json_object *note = json_object_new_object(), *camera = json_object_new_object();
	const char *text;
	char *copy;

	put_text(camera, "mac", slice->camera->mac);
	put_text(camera, "ip", slice->camera->ip);
	put_text(camera, "name", slice->camera->name);
	put_text(note, "type", "slice");
	json_object_object_add(note, "schema", json_object_new_int(JSON_SCHEMA));
	json_object_object_add(note, "camera", camera);
	put_text(note, "series", slice->series);
	put_time(note, "start", slice->start_ns);
	put_time(note, "end", slice->end_ns);
	json_object_object_add(note, "frames", json_object_new_uint64(slice->frames));
	json_object_object_add(note, "merged", json_object_new_boolean(slice->merged));
	json_object_object_add(note, "whole", json_object_new_boolean(slice->whole));
	put_text(note, "sha256", slice->sha256);
	text = json_object_to_json_string_ext(note, JSON_C_TO_STRING_PLAIN |
							    JSON_C_TO_STRING_NOSLASHESCAPE);
	copy = text ? strdup(text) : NULL;
	json_object_put(note);
	return copy;
}
