/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "report/history/history_uploads.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "report/history/array.h"

static uint32_t *find_slot(const struct history_uploads *uploads, const char *series, bool local)
{
	uint64_t hash = local;
	size_t at;

	for (const char *c = series; *c; c++)
		hash = hash * 31 + (unsigned char)*c;
	at = (hash ^ hash >> 29) & (uploads->slot_count - 1);
	while (uploads->slots[at]) {
		const struct history_upload *upload = &uploads->items[uploads->slots[at] - 1];

		if (upload->local == local && !strcmp(upload->series, series))
			break;
		at = (at + 1) & (uploads->slot_count - 1);
	}
	return &uploads->slots[at];
}

/* Never more than half of the slots used. */
static int make_slots(struct history_uploads *uploads)
{
	size_t count = uploads->slot_count ? uploads->slot_count * 2 : 256;
	uint32_t *slots;

	if (uploads->count * 2 < uploads->slot_count)
		return 0;
	slots = calloc(count, sizeof(*slots));
	if (!slots)
		return -ENOMEM;
	free(uploads->slots);
	uploads->slots = slots;
	uploads->slot_count = count;
	for (size_t i = 0; i < uploads->count; i++)
		*find_slot(uploads, uploads->items[i].series, uploads->items[i].local) =
			(uint32_t)i + 1;
	return 0;
}

static enum coverage history_uploads_weaker(enum coverage a, enum coverage b)
{
	/* The order of docs/records.md: how much is worth more than when. */
	static const int weight[] = {[COVERAGE_EXACT] = 0,
				     [COVERAGE_MERGED] = 1,
				     [COVERAGE_HARDWARE] = 2,
				     [COVERAGE_LOWER_BOUND] = 3};

	return weight[a] >= weight[b] ? a : b;
}

/* That it stayed home is only known where it is of every part. */
static enum passed_on history_uploads_passed(enum passed_on one, enum passed_on other)
{
	if (one == PASSED_ON_YES || other == PASSED_ON_YES)
		return PASSED_ON_YES;
	return one == other ? one : PASSED_ON_UNKNOWN;
}

/* What is said of the whole: by its last part, and, where that is told again, as it was told last.
 */
static void join_verdict(struct history_upload *upload, const struct event_upload *part)
{
	if (upload->last_part && part->part < upload->last_part)
		return;
	upload->last_part = part->part ? part->part : 1;
	upload->class = part->class;
	upload->confidence = part->confidence;
	upload->final = part->final;
}

/* Adds a part to the upload, which is zeroed where this is its first. */
static void history_upload_add(struct history_upload *upload, const struct event_upload *part)
{
	bool first = !upload->last_part, measured = part->video_low_s || part->video_high_s;

	if (first || part->start_ns < upload->start_ns) {
		upload->start_ns = part->start_ns;
		upload->first_part = part->part;
		memcpy(upload->id, part->id, sizeof(upload->id));
	}
	if (part->end_ns > upload->end_ns)
		upload->end_ns = part->end_ns;
	upload->measured = (first || upload->measured) && measured;
	upload->passed_on = first ? part->passed_on
				  : history_uploads_passed(upload->passed_on, part->passed_on);
	upload->coverage = history_uploads_weaker(upload->coverage, part->coverage);
	upload->bytes_up += part->bytes_up;
	upload->bytes_down += part->bytes_down;
	upload->packets_up += part->packets_up;
	upload->packets_down += part->packets_down;
	upload->video_low_s += part->video_low_s;
	upload->video_high_s += part->video_high_s;
}

static int history_uploads_find(struct history_uploads *uploads, const struct event_upload *part,
				bool local, uint32_t *out)
{
	uint32_t *slot;
	int err = make_slots(uploads);

	if (!err)
		err = array_grow((void **)&uploads->items, uploads->count, &uploads->room,
				 HISTORY_UPLOADS + 1, sizeof(*uploads->items));
	if (err)
		return err;
	slot = find_slot(uploads, part->series, local);
	if (!*slot) {
		size_t index = uploads->count;
		struct history_upload *upload = &uploads->items[index];

		if (uploads->count == HISTORY_UPLOADS)
			return -E2BIG;
		uploads->count++;
		*upload = (struct history_upload){.local = local, .number = (uint32_t)index};
		memcpy(upload->series, part->series, sizeof(upload->series));
		*slot = (uint32_t)uploads->count;
	}
	*out = *slot - 1;
	return 0;
}

/* A capture that was cut within the upload told less of it than one that goes on. */
static bool history_upload_is_longer(const struct history_upload *upload,
				     const struct event_upload *part, uint64_t more)
{
	return upload->last_part <= 1 && part->part <= 1 && more;
}

static void history_upload_lengthen(struct history_upload *upload, const struct event_upload *part)
{
	struct history_upload whole = {.local = upload->local, .number = upload->number};

	memcpy(whole.series, upload->series, sizeof(whole.series));
	history_upload_add(&whole, part);
	*upload = whole;
}

int history_uploads_join(struct history_uploads *uploads, const struct event_upload *part,
			 bool local, struct history_upload **out)
{
	uint32_t index;
	uint64_t more;
	int err = history_uploads_find(uploads, part, local, &index);

	if (err)
		return err;
	err = seen_add(&uploads->seen, part, local, &more);
	if (err > 0) {
		history_upload_add(&uploads->items[index], part);
	} else if (!err && history_upload_is_longer(&uploads->items[index], part, more)) {
		history_upload_lengthen(&uploads->items[index], part);
		err = HISTORY_LONGER;
	}
	if (err >= 0)
		join_verdict(&uploads->items[index], part);
	*out = &uploads->items[index];
	return err;
}

static int by_start(const void *left, const void *right)
{
	const struct history_upload *a = left, *b = right;

	if (a->start_ns != b->start_ns)
		return a->start_ns < b->start_ns ? -1 : 1;
	return strcmp(a->series, b->series);
}

static int by_id(const void *left, const void *right)
{
	return strcmp((*(struct history_upload *const *)left)->id,
		      (*(struct history_upload *const *)right)->id);
}

static uint8_t history_uploads_shared(const char *one, const char *other)
{
	uint8_t length = 0;

	while (one[length] && one[length] == other[length])
		length++;
	return length;
}

/* In the order of ids, who begins most alike are neighbours. */
static int history_uploads_name(struct history_uploads *uploads)
{
	struct history_upload **order = calloc(uploads->count + 1, sizeof(struct history_upload *));

	if (!order)
		return -ENOMEM;
	for (size_t i = 0; i < uploads->count; i++) {
		order[i] = &uploads->items[i];
		order[i]->handle = HISTORY_HANDLE;
	}
	qsort(order, uploads->count, sizeof(struct history_upload *), by_id);
	for (size_t i = 1; i < uploads->count; i++) {
		uint8_t least = history_uploads_shared(order[i - 1]->id, order[i]->id) + 1;

		for (size_t k = i - 1; k <= i; k++)
			if (order[k]->handle < least)
				order[k]->handle = least < EVENT_ID ? least : EVENT_ID - 1;
	}
	free(order);
	return 0;
}

int history_uploads_sort(struct history_uploads *uploads)
{
	if (uploads->count)
		qsort(uploads->items, uploads->count, sizeof(*uploads->items), by_start);
	/* The indexes in them no longer hold. */
	free(uploads->slots);
	uploads->slots = NULL;
	uploads->slot_count = 0;
	return history_uploads_name(uploads);
}

void history_uploads_clear(struct history_uploads *uploads)
{
	free(uploads->items);
	free(uploads->slots);
	seen_clear(&uploads->seen);
	*uploads = (struct history_uploads){0};
}
