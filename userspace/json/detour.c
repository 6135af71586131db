// SPDX-License-Identifier: GPL-2.0-or-later
#include "json/detour.h"

#include <stdio.h>
#include <string.h>

#include "json/reading.h"
#include "words/fallback.h"

static void put_lists(struct put to, const struct refusal *why)
{
	struct put list = put_array(to, "missing");

	for (unsigned right = REFUSAL_BPF; right <= REFUSAL_NET_ADMIN; right <<= 1)
		if (why->missing & right)
			put_text(list, NULL, refusal_right_name((enum refusal_right)right));
	list = put_array(to, "said");
	for (size_t i = 0; i < why->said_count; i++)
		put_text(list, NULL, why->said[i]);
	list = put_array(to, "costs");
	for (size_t i = 0; fallback_cost_name(i); i++)
		put_text(list, NULL, fallback_cost_name(i));
}

void detour_put(struct put to, const char *key, const struct event_fallback *fallback)
{
	const struct refusal *why;
	struct put node;

	if (!fallback || !fallback->why.cause) {
		put_null(to, key);
		return;
	}
	why = &fallback->why;
	node = put_object(to, key);
	put_text(node, "cause", refusal_cause_name(why->cause));
	put_count(node, "errno", (uint64_t)why->error);
	put_some(node, "program", why->program);
	put_some(node, "lacks", why->lacks);
	put_some(node, "since", why->since);
	put_some(node, "locked_down", why->locked_down);
	put_bool(node, "contained", why->contained);
	put_bool(node, "filtered", why->filtered);
	put_lists(node, why);
}

static void detour_text(struct json_object *object, const char *key, char *out, size_t room)
{
	const char *text = reading_text(object, key);

	snprintf(out, room, "%s", text ? text : "");
}

static size_t detour_list(struct json_object *object, const char *key, struct json_object **out)
{
	*out = reading_member(object, key);
	return reading_length(*out);
}

/* NULL where it is none. */
static const char *detour_line(struct json_object *list, size_t index)
{
	struct json_object *value = json_object_array_get_idx(list, index);

	return json_object_is_type(value, json_type_string) ? json_object_get_string(value) : NULL;
}

static bool detour_has(struct json_object *object, const char *key, const char *text)
{
	struct json_object *list;
	size_t count = detour_list(object, key, &list);

	for (size_t i = 0; i < count; i++) {
		const char *one = detour_line(list, i);

		if (one && strcmp(one, text) == 0)
			return true;
	}
	return false;
}

static void detour_said(struct json_object *object, struct refusal *why)
{
	struct json_object *list;
	size_t count = detour_list(object, "said", &list);

	for (size_t i = 0; i < count && why->said_count < REFUSAL_LINES; i++) {
		const char *line = detour_line(list, i);

		if (line)
			snprintf(why->said[why->said_count++], REFUSAL_LINE, "%s", line);
	}
}

bool detour_parse(struct json_object *object, struct event_fallback *out)
{
	struct event_fallback fallback = {0};
	struct refusal *why = &fallback.why;
	char cause[REFUSAL_NAME];

	detour_text(object, "cause", cause, sizeof(cause));
	why->cause = refusal_cause_parse(cause);
	if (why->cause == REFUSAL_NONE)
		return false;
	why->error = (int)reading_count(object, "errno");
	for (unsigned right = REFUSAL_BPF; right <= REFUSAL_NET_ADMIN; right <<= 1)
		if (detour_has(object, "missing", refusal_right_name((enum refusal_right)right)))
			why->missing |= right;
	detour_text(object, "program", why->program, sizeof(why->program));
	detour_text(object, "lacks", why->lacks, sizeof(why->lacks));
	detour_text(object, "since", why->since, sizeof(why->since));
	detour_text(object, "locked_down", why->locked_down, sizeof(why->locked_down));
	why->contained = reading_flag(object, "contained");
	why->filtered = reading_flag(object, "filtered");
	detour_said(object, why);
	*out = fallback;
	return true;
}
