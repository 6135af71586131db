/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "report/novelty.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "report/figures.h"
#include "report/reading.h"

#define MICRO 1000U
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
	const char *device;
	uint64_t seen_us; /* what ended since then was looked at already; 0: nothing was */
	size_t left;	  /* things of the device that were not seen before yet */
	uint32_t items[NOVELTY_MOST];
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

static int look_whether(void *context, const struct ledger_record *record)
{
	struct look *look = context;

	look->novelty->before = record->content && record->start * MICRO < look->history->from_ns;
	return look->novelty->before;
}

static int look_at(void *context, const struct ledger_record *record)
{
	struct look *look = context;
	struct novelty *novelty = look->novelty;
	uint64_t start_ns = record->start * MICRO;

	/* What began in the period is not before it; what reaches into the step before was there.
	 */
	if (!record->content || start_ns >= look->history->from_ns ||
	    (look->seen_us && record->end >= look->seen_us))
		return 0;
	novelty->looked++;
	if (!novelty->since_ns || start_ns < novelty->since_ns)
		novelty->since_ns = start_ns;
	for (size_t i = 0; i < look->left;) {
		struct novelty_item *item = &novelty->items[look->items[i]];

		item->seen = matches(item, record, start_ns);
		if (item->seen)
			look->items[i] = look->items[--look->left];
		else
			i++;
	}
	return look->left ? 0 : 1;
}

/*
 * What is old shows soon: so back step by step, and no further than needed. What is new is new to
 * the whole record: nothing is left out.
 */
static int look_back(struct look *look, const struct source *source)
{
	uint64_t end = look->history->from_ns / MICRO, step = 7 * DAY_US;
	struct ledger_query query = {.kind = "upload", .device = look->device, .any_order = true};
	int err = 0;

	while (!err && end && look->left) {
		query.to = end;
		query.from = end > step ? end - step : 0;
		err = source->each(source->context, &query, look_at, look);
		look->seen_us = end = query.from;
		step *= 4;
	}
	return err == 1 ? 0 : err;
}

static int look_for(struct novelty *novelty, const struct history *history, uint32_t device,
		    const struct source *source)
{
	struct look look = {.novelty = novelty,
			    .history = history,
			    .device = history->devices.items[device].key};

	for (uint32_t i = 0; i < novelty->count; i++)
		if (novelty->items[i].device == device)
			look.items[look.left++] = i;
	return look_back(&look, source);
}

int novelty_find(struct novelty *novelty, const struct history *history,
		 const struct source *source)
{
	struct ledger_query before = {
		.to = history->from_ns / MICRO, .kind = "upload", .any_order = true};
	struct look look = {.novelty = novelty, .history = history};
	int err = 0;

	novelty->items = calloc(NOVELTY_MOST, sizeof(*novelty->items));
	if (!novelty->items)
		return -ENOMEM;
	for (uint32_t i = 0; !err && i < history->uploads.count; i++)
		if (!history->uploads.items[i].local)
			err = collect(novelty, history, i);
	if (!err && novelty->count)
		err = source->each(source->context, &before, look_whether, &look);
	if (err == 1)
		err = 0;
	for (uint32_t i = 0; !err && novelty->before && i < history->devices.count; i++)
		err = look_for(novelty, history, i, source);
	return err;
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
