/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "report/findings/novelty.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "report/findings/figures.h"
#include "json/reading.h"

#define MICRO 1000U
#define RECENT_US (7 * 86400ULL * 1000000ULL)
#define FEW 3 /* cameras whose records are found quicker than all records are read */

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

static int novelty_add(struct novelty *novelty, struct novelty_item item, const char *key,
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
		item.needle_length = strlen(item.needle);
	}
	novelty->items[novelty->count++] = item;
	return 0;
}

static int novelty_collect(struct novelty *novelty, const struct history *history, uint32_t index)
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
	err = novelty_add(novelty, item, NULL, NULL);
	item.what = NOVELTY_HOUR;
	item.hour = figures_hour(upload->start_ns);
	if (!err)
		err = novelty_add(novelty, item, NULL, NULL);
	item.hour = 0;
	for (size_t i = 0; !err && i < sizeof(texts) / sizeof(texts[0]); i++) {
		const char *value = *(const char *const *)((const char *)to + texts[i].at);

		item.what = texts[i].what;
		if (value)
			err = novelty_add(novelty, item, texts[i].key, value);
	}
	return err;
}

struct novelty_look {
	struct novelty *novelty;
	const struct history *history;
	const char *device; /* NULL: all of them */
	uint64_t seen_us;   /* what ended since then was looked at already; 0: nothing was */
	size_t left;	    /* things that were not seen before yet */
	uint32_t items[NOVELTY_MOST];
};

static const char *device_of(const struct novelty_look *look, const struct novelty_item *item)
{
	return look->history->devices.items[item->device].key;
}

static void look_begin(struct novelty_look *look, const char *device)
{
	look->device = device;
	look->left = 0;
	for (uint32_t i = 0; i < look->novelty->count; i++) {
		const struct novelty_item *item = &look->novelty->items[i];

		if (!item->seen && (!device || !strcmp(device_of(look, item), device)))
			look->items[look->left++] = i;
	}
}

/* Whose it is, by its place among the devices; HISTORY_NOBODY: none of theirs. */
static uint32_t novelty_device(const struct novelty_look *look, const char *key)
{
	const struct history_devices *devices = &look->history->devices;

	for (uint32_t i = 0; key && i < devices->count; i++)
		if (strcmp(devices->items[i].key, key) == 0)
			return i;
	return HISTORY_NOBODY;
}

static bool novelty_matches(const struct novelty_item *item, uint32_t device,
			    const struct ledger_record *record, uint64_t start_ns)
{
	if (item->device != device)
		return false;
	if (item->what == NOVELTY_CAMERA)
		return true;
	if (item->what == NOVELTY_HOUR)
		return item->hour == figures_hour(start_ns);
	return memmem(record->content, record->length, item->needle, item->needle_length);
}

static int look_whether(void *context, const struct ledger_record *record)
{
	struct novelty_look *look = context;

	look->novelty->before = record->content && record->start * MICRO < look->history->from_ns;
	return look->novelty->before;
}

static int novelty_look_at(void *context, const struct ledger_record *record)
{
	struct novelty_look *look = context;
	struct novelty *novelty = look->novelty;
	uint64_t start_ns = record->start * MICRO;
	uint32_t device;

	/* What began in the period is not before it; what reaches into the step before was there.
	 */
	if (!record->content || start_ns >= look->history->from_ns ||
	    (look->seen_us && record->end >= look->seen_us))
		return 0;
	novelty->looked++;
	if (!novelty->since_ns || start_ns < novelty->since_ns)
		novelty->since_ns = start_ns;
	device = novelty_device(look, record->device);
	for (size_t i = 0; i < look->left;) {
		struct novelty_item *item = &novelty->items[look->items[i]];

		item->seen = novelty_matches(item, device, record, start_ns);
		if (item->seen)
			look->items[i] = look->items[--look->left];
		else
			i++;
	}
	return look->left ? 0 : 1;
}

/* From there back step by step, and no further than needed. */
static int look_back(struct novelty_look *look, const struct records *source, uint64_t end,
		     uint64_t least)
{
	struct ledger_query query = {.kind = "upload", .device = look->device, .any_order = true};
	uint64_t step = RECENT_US;
	int err = 0;

	while (!err && end > least && look->left) {
		query.to = end;
		query.from = end > step ? end - step : 0;
		err = source->each(source->context, &query, novelty_look_at, look);
		look->seen_us = end = query.from;
		step *= 4;
	}
	return err == 1 ? 0 : err;
}

/* Each device by itself, as the ledger finds its records without the others'. */
static int look_each(struct novelty_look *look, const struct records *source, uint64_t end,
		     uint64_t least)
{
	const struct history_devices *devices = &look->history->devices;
	uint64_t seen_us = look->seen_us;
	int err = 0;

	for (uint32_t i = 0; !err && i < devices->count; i++) {
		look->seen_us = seen_us;
		look_begin(look, devices->items[i].key);
		err = look_back(look, source, end, least);
	}
	return err;
}

static size_t count_open(const struct novelty *novelty, const struct history *history)
{
	size_t count = 0;

	for (uint32_t i = 0; i < history->devices.count; i++)
		for (size_t j = 0; j < novelty->count; j++)
			if (novelty->items[j].device == i && !novelty->items[j].seen) {
				count++;
				break;
			}
	return count;
}

/*
 * What is old shows in the days before. What is new is new to the whole record, so all of that is
 * read; of several cameras at once, where that is quicker than each by itself.
 */
static int look_for_all(struct novelty_look *look, const struct records *source)
{
	/* Without a time they are read as they lie, which is quicker than by an index. */
	struct ledger_query all = {.kind = "upload", .any_order = true};
	uint64_t from = look->history->from_ns / MICRO;
	uint64_t recent = from > RECENT_US ? from - RECENT_US : 0;
	int err = look_each(look, source, from, recent);

	look->seen_us = recent;
	if (err)
		return err;
	if (count_open(look->novelty, look->history) <= FEW)
		return look_each(look, source, recent, 0);
	look_begin(look, NULL);
	err = source->each(source->context, &all, novelty_look_at, look);
	return err == 1 ? 0 : err;
}

static int take_any(void *context, const struct ledger_record *record)
{
	(void)context;
	return record->content != NULL;
}

/* Each start of the daemon tells its cameras anew: it is the first time only without any before. */
static int find_known(struct novelty *novelty, const struct history *history,
		      const struct records *source)
{
	const struct history_devices *devices = &history->devices;
	struct ledger_query before = {.to = history->from_ns / MICRO, .any_order = true};
	int err = 0;

	novelty->known = calloc(HISTORY_DEVICES, sizeof(*novelty->known));
	if (!novelty->known)
		return -ENOMEM;
	for (uint32_t i = 0; err >= 0 && i < devices->count; i++) {
		const struct history_device *device = &devices->items[i];

		if (!device->chosen || !device->record || device->known_ns < history->from_ns ||
		    device->known_ns >= history->to_ns)
			continue;
		before.device = device->key;
		err = source->each(source->context, &before, take_any, NULL);
		if (!err)
			novelty->known[novelty->known_count++] = i;
	}
	return err < 0 ? err : 0;
}

int novelty_find(struct novelty *novelty, const struct history *history,
		 const struct records *source)
{
	struct ledger_query before = {
		.to = history->from_ns / MICRO, .kind = "upload", .any_order = true};
	struct novelty_look look = {.novelty = novelty, .history = history};
	int err = find_known(novelty, history, source);

	if (err)
		return err;
	novelty->items = calloc(NOVELTY_MOST, sizeof(*novelty->items));
	if (!novelty->items)
		return -ENOMEM;
	for (uint32_t i = 0; !err && i < history->uploads.count; i++)
		if (!history->uploads.items[i].local)
			err = novelty_collect(novelty, history, i);
	if (!err && novelty->count)
		err = source->each(source->context, &before, look_whether, &look);
	if (err == 1)
		err = 0;
	return err || !novelty->before ? err : look_for_all(&look, source);
}

void novelty_clear(struct novelty *novelty)
{
	for (size_t i = 0; i < novelty->count; i++) {
		free(novelty->items[i].value);
		free(novelty->items[i].needle);
	}
	free(novelty->items);
	free(novelty->known);
	*novelty = (struct novelty){0};
}
