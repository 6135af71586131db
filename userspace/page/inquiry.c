// SPDX-License-Identifier: GPL-2.0-or-later
#include "page/inquiry.h"

#include <ctype.h>
#include <errno.h>
#include <json-c/json.h>
#include <stdlib.h>
#include <string.h>

#include "base/letters.h"

enum {
	TAKES_TIME = 1,
	TAKES_CAMERA = 2,
	TAKES_KIND = 4,
	TAKES_PLACE = 8, /* limit, before */
	TAKES_FORMAT = 16,
};

/* "/api/v1/events/" stands for all that begin so. */
static const struct inquiry_path {
	const char *path;
	enum inquiry_what what;
	unsigned asset, takes;
} inquiry_paths[] = {
	{"/", INQUIRY_ASSET, 0, 0},
	{"/page.js", INQUIRY_ASSET, 1, 0},
	{"/page.css", INQUIRY_ASSET, 2, 0},
	{"/icon.svg", INQUIRY_ASSET, 3, 0},
	{"/metrics", INQUIRY_METRICS, 0, 0},
	{"/api/v1/openapi.json", INQUIRY_OPENAPI, 0, 0},
	{"/api/v1/stream", INQUIRY_STREAM, 0, 0},
	{"/api/v1/health", INQUIRY_HEALTH, 0, 0},
	{"/api/v1/status", INQUIRY_STATUS, 0, 0},
	{"/api/v1/cameras", INQUIRY_CAMERAS, 0, 0},
	{"/api/v1/events", INQUIRY_EVENTS, 0, TAKES_TIME | TAKES_CAMERA | TAKES_KIND | TAKES_PLACE},
	{"/api/v1/events/", INQUIRY_EVENT, 0, TAKES_FORMAT},
	{"/api/v1/totals", INQUIRY_TOTALS, 0, TAKES_TIME | TAKES_CAMERA},
	{"/api/v1/coverage", INQUIRY_COVERAGE, 0, TAKES_TIME | TAKES_CAMERA},
	{"/api/v1/report", INQUIRY_REPORT, 0, TAKES_TIME | TAKES_CAMERA | TAKES_FORMAT},
	{"/api/v1/attest", INQUIRY_ATTEST, 0, TAKES_TIME | TAKES_CAMERA | TAKES_FORMAT},
};

static bool inquiry_is_id(const char *text)
{
	size_t length = strlen(text);

	return length >= 4 && length < EVENT_ID && strspn(text, "0123456789abcdef") == length;
}

static const struct inquiry_path *inquiry_find(const char *path)
{
	for (size_t i = 0; i < sizeof(inquiry_paths) / sizeof(inquiry_paths[0]); i++) {
		const struct inquiry_path *one = &inquiry_paths[i];
		size_t length = strlen(one->path);

		if (one->what == INQUIRY_EVENT
			    ? strncmp(path, one->path, length) == 0 && inquiry_is_id(path + length)
			    : strcmp(path, one->path) == 0)
			return one;
	}
	return NULL;
}

unsigned inquiry_route(const char *method, const char *path, struct inquiry *out)
{
	const struct inquiry_path *found = inquiry_find(path);
	bool get = strcmp(method, "GET") == 0 || strcmp(method, "HEAD") == 0;
	bool post = strcmp(method, "POST") == 0;

	if (!found)
		return 404;
	if (!get && !(post && found->what == INQUIRY_CAMERAS))
		return 405;
	*out = (struct inquiry){.what = post ? INQUIRY_WORD : found->what,
				.asset = found->asset,
				.takes = found->takes,
				.limit = INQUIRY_LIMIT};
	if (found->what == INQUIRY_EVENT)
		memcpy(out->id, path + strlen(found->path), strlen(path + strlen(found->path)) + 1);
	return 200;
}

static bool inquiry_text(char *out, size_t room, const char *value)
{
	if (!*value || strlen(value) >= room || !letters_only(value))
		return false;
	memcpy(out, value, strlen(value) + 1);
	return true;
}

static bool inquiry_number(const char *value, uint64_t most, uint64_t *out)
{
	size_t length = strlen(value);
	unsigned long long number;

	if (!length || length > 18 || strspn(value, "0123456789") != length)
		return false;
	number = strtoull(value, NULL, 10);
	if (!number || number > most)
		return false;
	*out = number;
	return true;
}

static bool inquiry_kind(struct inquiry *request, const char *value)
{
	size_t length = strlen(value);

	if (!length || length >= LEDGER_KIND ||
	    strspn(value, "abcdefghijklmnopqrstuvwxyz-") != length)
		return false;
	for (size_t i = 0; i < request->kind_count; i++)
		if (strcmp(request->kinds[i], value) == 0)
			return true;
	if (request->kind_count == INQUIRY_KINDS)
		return false;
	memcpy(request->kinds[request->kind_count++], value, length + 1);
	return true;
}

static bool inquiry_form(struct inquiry *request, const char *value)
{
	static const char *const names[] = {"json", "html", "csv", "text"};
	const enum inquiry_what what = request->what;

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		if (strcmp(value, names[i]) != 0)
			continue;
		/* Of one event no table is made, nor of whether nothing left. */
		if ((i == INQUIRY_CSV && what != INQUIRY_REPORT) ||
		    (i == INQUIRY_TEXT && what == INQUIRY_EVENT))
			return false;
		request->format = (enum inquiry_format)i;
		return true;
	}
	return false;
}

static bool inquiry_take(struct inquiry *request, const char *key, const char *value)
{
	unsigned takes = request->takes;
	uint64_t limit = 0;

	if (strcmp(key, "since") == 0 && takes & TAKES_TIME)
		return inquiry_text(request->since, sizeof(request->since), value);
	if (strcmp(key, "until") == 0 && takes & TAKES_TIME)
		return inquiry_text(request->until, sizeof(request->until), value);
	if (strcmp(key, "camera") == 0 && takes & TAKES_CAMERA)
		return inquiry_text(request->camera, sizeof(request->camera), value);
	if (strcmp(key, "kind") == 0 && takes & TAKES_KIND)
		return inquiry_kind(request, value);
	if (strcmp(key, "format") == 0 && takes & TAKES_FORMAT)
		return inquiry_form(request, value);
	if (strcmp(key, "before") == 0 && takes & TAKES_PLACE)
		return inquiry_number(value, INT64_MAX, &request->before);
	if (strcmp(key, "limit") == 0 && takes & TAKES_PLACE &&
	    inquiry_number(value, INQUIRY_MOST, &limit)) {
		request->limit = (unsigned)limit;
		return true;
	}
	if (strcmp(key, "request") == 0 && request->what == INQUIRY_REPORT)
		return inquiry_text(request->span, sizeof(request->span), value);
	if (strcmp(key, "download") == 0 && request->what == INQUIRY_REPORT)
		return request->download = strcmp(value, "1") == 0;
	return false;
}

unsigned inquiry_add(struct inquiry *request, const char *key, const char *value)
{
	return value && inquiry_take(request, key, value) ? 200 : 400;
}

unsigned inquiry_end(const struct inquiry *request)
{
	bool begins = *request->since, ends = *request->until;

	if (request->what == INQUIRY_ATTEST)
		return begins && ends && *request->camera ? 200 : 400;
	return *request->span && (begins || ends) ? 400 : 200;
}

static const char *const inquiry_words[] = {NULL, "name", "unname", "confirm", "not"};

#define INQUIRY_WORDS (sizeof(inquiry_words) / sizeof(inquiry_words[0]))

const char *inquiry_word_name(enum inquiry_word word)
{
	return inquiry_words[word];
}

/* A text without a zero in it; NULL where there is none, or another thing. */
static const char *inquiry_member(struct json_object *object, const char *key)
{
	struct json_object *value;
	const char *text;

	if (!json_object_object_get_ex(object, key, &value) ||
	    !json_object_is_type(value, json_type_string))
		return NULL;
	text = json_object_get_string(value);
	return strlen(text) == (size_t)json_object_get_string_len(value) ? text : NULL;
}

static unsigned inquiry_take_word(struct inquiry *request, struct json_object *object)
{
	const char *camera = inquiry_member(object, "camera"), *say = inquiry_member(object, "say");
	const char *name = inquiry_member(object, "name");
	struct inquiry taken = *request;
	size_t word = 1;

	while (say && word < INQUIRY_WORDS && strcmp(say, inquiry_words[word]) != 0)
		word++;
	if (!say || word == INQUIRY_WORDS || !camera || (word == INQUIRY_NAMED) != (name != NULL) ||
	    !inquiry_text(taken.camera, sizeof(taken.camera), camera) ||
	    (name && !inquiry_text(taken.name, sizeof(taken.name), name)))
		return 400;
	taken.word = (enum inquiry_word)word;
	*request = taken;
	return 200;
}

unsigned inquiry_read_word(struct inquiry *request, const char *body, size_t length)
{
	struct json_tokener *tokener = json_tokener_new_ex(4);
	struct json_object *object;
	unsigned status = 400;

	if (!tokener)
		return 400;
	object = json_tokener_parse_ex(tokener, body, (int)length);
	if (object && json_tokener_get_parse_end(tokener) == length &&
	    json_object_is_type(object, json_type_object))
		status = inquiry_take_word(request, object);
	json_object_put(object);
	json_tokener_free(tokener);
	return status;
}
