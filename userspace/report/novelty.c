/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "report/novelty.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "report/figures.h"
#include "report/reading.h"

#define MICRO 1000U
#define STEP_FULL 2000U
#define DAY_US (86400ULL * 1000000ULL)

static bool has_item(const struct novelty *novelty, const struct novelty_item *item)
{
	for (size_t i = 0; i < novelty->count; i++) {
		const struct novelty_item *other = &novelty->items[i];

		if (other->what == item->what && other->device == item->device &&
		    other->hour == item->hour &&
		    (!item->value || !strcmp(other->value, item->value)))
			return true;
	}
	return false;
}

/*
 * `"key":"value"` as a record has it: its quotes are escaped inside of strings, so it is found
 * nowhere else.
 */
static char *make_needle(const char *key, const char *value)
{
	struct json_object *text = json_object_new_string(value);
	char *needle = NULL;

	if (!text)
		return NULL;
	if (asprintf(&needle, "\"%s\":%s", key,
		     json_object_to_json_string_ext(
			     text, JSON_C_TO_STRING_PLAIN | JSON_C_TO_STRING_NOSLASHESCAPE)) < 0)
		needle = NULL;
	json_object_put(text);
	return needle;
}

static int add(struct novelty *novelty, struct novelty_item item, const char *key,
	       const char *value)
{
	item.value = (char *)value;
	if (has_item(novelty, &item))
		return 0;
	if (novelty->count == NOVELTY_MOST) {
		novelty->crowded = true;
		return 0;
	}
	if (value) {
		item.value = strdup(value);
		item.needle = make_needle(key, value);
		if (!item.value || !item.needle) {
			free(item.value);
			free(item.needle);
			return -ENOMEM;
		}
	}
	novelty->items[novelty->count++] = item;
	return 0;
}

static int collect(struct novelty *novelty, const struct history *history, uint32_t index)
{
	const struct history_upload *upload = &history->uploads.items[index];
	struct novelty_item item = {.device = upload->device, .upload = index};
	const struct event_destination *to;
	struct event event;
	const struct {
		enum novelty_what what;
		const char *key;
		size_t at;
	} texts[] = {
		{NOVELTY_OPERATOR, "as_org", offsetof(struct event_destination, as_org)},
		{NOVELTY_COUNTRY, "country", offsetof(struct event_destination, country)},
		{NOVELTY_PROTOCOL, "protocol", offsetof(struct event_destination, protocol)},
	};
	int err;

	history_event(history, upload, &event);
	to = &event.upload.destination;
	item.what = NOVELTY_CAMERA;
	err = add(novelty, item, NULL, NULL);
	item.what = NOVELTY_HOUR;
	item.hour = figures_hour(upload->start_ns);
	if (!err)
		err = add(novelty, item, NULL, NULL);
	item.hour = 0;
	for (size_t i = 0; !err && i < sizeof(texts) / sizeof(texts[0]); i++) {
		const char *value = *(const char *const *)((const char *)to + texts[i].at);

		item.what = texts[i].what;
		if (value)
			err = add(novelty, item, texts[i].key, value);
	}
	return err;
}

struct look {
	struct novelty *novelty;
	const struct history *history;
};

static bool matches(const struct novelty_item *item, const struct ledger_record *record,
		    uint64_t start_ns)
{
	if (item->what == NOVELTY_CAMERA)
		return true;
	if (item->what == NOVELTY_HOUR)
		return item->hour == figures_hour(start_ns);
	return memmem(record->content, record->length, item->needle, strlen(item->needle));
}

static int look_at(void *context, const struct ledger_record *record)
{
	struct look *look = context;
	struct novelty *novelty = look->novelty;
	uint64_t start_ns = record->start * MICRO;

	/* What began in the period is not before it, though another part of it overlaps. */
	if (!record->content || !record->device || start_ns >= look->history->from_ns)
		return 0;
	if (novelty->looked == NOVELTY_LOOK) {
		novelty->short_of = true;
		return 1;
	}
	novelty->looked++;
	if (!novelty->since_ns || start_ns < novelty->since_ns)
		novelty->since_ns = start_ns;
	for (size_t i = 0; i < novelty->count; i++) {
		struct novelty_item *item = &novelty->items[i];

		if (!item->seen &&
		    !strcmp(look->history->devices.items[item->device].key, record->device))
			item->seen = matches(item, record, start_ns);
	}
	return 0;
}

static bool is_settled(const struct novelty *novelty)
{
	for (size_t i = 0; i < novelty->count; i++)
		if (!novelty->items[i].seen)
			return false;
	return true;
}

/*
 * What is old shows soon: so back step by step, and no further than needed. The ledger sorts what a
 * step holds before it hands over the first, so only steps that hold little grow.
 */
static int look_back(struct look *look, const struct source *source)
{
	uint64_t end = look->history->from_ns / MICRO, step = 7 * DAY_US, before;
	struct ledger_query query = {.kind = "upload"};
	int err = 0;

	while (!err && end && !is_settled(look->novelty)) {
		query.to = end;
		query.from = end > step ? end - step : 0;
		end = query.from;
		before = look->novelty->looked;
		err = source->each(source->context, &query, look_at, look);
		if (look->novelty->looked - before < STEP_FULL)
			step *= 4;
	}
	return err == 1 ? 0 : err;
}

int novelty_find(struct novelty *novelty, const struct history *history,
		 const struct source *source)
{
	struct look look = {novelty, history};
	int err = 0;

	novelty->items = calloc(NOVELTY_MOST, sizeof(*novelty->items));
	if (!novelty->items)
		return -ENOMEM;
	for (uint32_t i = 0; !err && i < history->uploads.count; i++)
		if (!history->uploads.items[i].local)
			err = collect(novelty, history, i);
	return err ? err : look_back(&look, source);
}

void novelty_clear(struct novelty *novelty)
{
	for (size_t i = 0; i < novelty->count; i++) {
		free(novelty->items[i].value);
		free(novelty->items[i].needle);
	}
	free(novelty->items);
	*novelty = (struct novelty){0};
}
