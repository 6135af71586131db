// SPDX-License-Identifier: GPL-2.0-or-later
#include "report/findings/cards.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "json/reading.h"
#include "json/scan.h"
#include "json/writer.h"
#include "report/history/seen.h"

static int cards_add(struct card *card, const struct history *history,
		     const struct history_upload *upload)
{
	struct event event;
	char *name;
	int err;

	figures_count_one(&card->all, upload);
	if (upload->local)
		return 0;
	history_event(history, upload, &event);
	name = figures_destination_name(&event.upload.destination);
	err = name ? figures_add(&card->destinations, name, name, upload) : -ENOMEM;
	free(name);
	return err;
}

static int by_bytes(const void *left, const void *right)
{
	const struct card *a = left, *b = right;

	if (a->all.bytes != b->all.bytes)
		return a->all.bytes > b->all.bytes ? -1 : 1;
	if (a->all.local_bytes != b->all.local_bytes)
		return a->all.local_bytes > b->all.local_bytes ? -1 : 1;
	return a->device < b->device ? -1 : a->device > b->device;
}

/* The devices that the report is about come first, and the others go. */
static void cards_choose(struct cards *cards, const struct history *history)
{
	size_t kept = 0;

	for (size_t i = 0; i < cards->count; i++)
		if (history->devices.items[i].chosen)
			cards->items[kept++] = cards->items[i];
	cards->count = kept;
}

int cards_make(struct cards *cards, const struct history *history)
{
	int err = 0;

	cards->items = calloc(history->devices.count + 1, sizeof(*cards->items));
	if (!cards->items)
		return -ENOMEM;
	cards->count = history->devices.count;
	for (size_t i = 0; i < cards->count; i++)
		cards->items[i].device = (uint32_t)i;
	for (size_t i = 0; !err && i < history->uploads.count; i++)
		err = cards_add(&cards->items[history->uploads.items[i].device], history,
				&history->uploads.items[i]);
	for (size_t i = 0; i < history->gaps.count; i++)
		if (history->gaps.items[i].device != HISTORY_NOBODY)
			cards->items[history->gaps.items[i].device].gaps++;
	if (!err)
		cards_choose(cards, history);
	for (size_t i = 0; i < cards->count; i++)
		figures_sort(&cards->items[i].destinations);
	if (cards->count)
		qsort(cards->items, cards->count, sizeof(*cards->items), by_bytes);
	return err;
}

struct comparison {
	struct cards *cards;
	const struct history *history;
	struct seen seen;
	uint64_t from_ns;
};

static struct card *cards_find(struct comparison *comparison, const char *device)
{
	struct cards *cards = comparison->cards;

	for (size_t i = 0; device && i < cards->count; i++)
		if (!strcmp(comparison->history->devices.items[cards->items[i].device].key, device))
			return &cards->items[i];
	return NULL;
}

static uint64_t cards_number(struct scan value)
{
	char digits[24] = "";

	memcpy(digits, value.at, value.length < sizeof(digits) ? value.length : 0);
	return strtoull(digits, NULL, 10);
}

static uint64_t cards_moment(struct scan value)
{
	char moment[JSON_TIME] = "";
	struct scan text;

	if (scan_string(value, &text) && text.length < sizeof(moment))
		memcpy(moment, text.at, text.length);
	return reading_moment(moment);
}

/* Which part of what it is, and how much: all that a comparison asks of an upload. */
static bool cards_read(const struct ledger_record *record, struct event_upload *out)
{
	struct scan_walk walk = scan_begin((struct scan){record->content, record->length});
	struct scan key, value, text;

	*out = (struct event_upload){0};
	while (!(out->id[0] && out->part && out->start_ns && out->bytes_up) &&
	       scan_next(&walk, &key, &value)) {
		if (scan_is(key, "id") && scan_string(value, &text) && text.length < EVENT_ID)
			memcpy(out->id, text.at, text.length);
		else if (scan_is(key, "part"))
			out->part = (uint32_t)cards_number(value);
		else if (scan_is(key, "bytes_up"))
			out->bytes_up = cards_number(value);
		else if (scan_is(key, "start"))
			out->start_ns = cards_moment(value);
	}
	return out->id[0];
}

/* What began before that time, or goes on in the period, is of another. */
static int cards_take(void *context, const struct ledger_record *record)
{
	struct comparison *comparison = context;
	struct card *card = record->content ? cards_find(comparison, record->device) : NULL;
	struct event_upload part;
	uint64_t more = 0;
	int err = 0;

	if (!card || !cards_read(record, &part))
		return 0;
	if (part.start_ns >= comparison->from_ns && part.start_ns < comparison->history->from_ns)
		err = seen_add(&comparison->seen, &part, 0, &more);
	card->before_bytes += more;
	return err < 0 ? err : 0;
}

int cards_compare(struct cards *cards, const struct history *history, const struct records *source)
{
	uint64_t length = history->to_ns - history->from_ns;
	struct comparison comparison = {
		.cards = cards,
		.history = history,
		.from_ns = history->from_ns > length ? history->from_ns - length : 0};
	struct ledger_query query = {.from = comparison.from_ns / CLOCK_US_NS,
				     .to = history->from_ns / CLOCK_US_NS,
				     .kind = "upload"};
	int err = source->each(source->context, &query, cards_take, &comparison);

	seen_clear(&comparison.seen);
	return err;
}

void cards_clear(struct cards *cards)
{
	for (size_t i = 0; cards->items && i < cards->count; i++)
		figures_tally_clear(&cards->items[i].destinations);
	free(cards->items);
	*cards = (struct cards){0};
}
