/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "attest/hours.h"

#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#include "json/reading.h"
#include "report/history/array.h"

/* What hardware forwarded is dated at most so far from when it passed (capture/shortfall.c). */
#define HOURS_ROUGH_NS 60000000000ULL

uint64_t hours_capture(struct json_object *record)
{
	const char *name = reading_text(record, "capture");
	uint64_t hash = 0;

	if (name)
		crypto_generichash((unsigned char *)&hash, sizeof(hash),
				   (const unsigned char *)name, strlen(name), NULL, 0);
	return hash;
}

static enum coverage read_coverage(struct json_object *record)
{
	const char *text = reading_text(record, "coverage");

	for (int i = COVERAGE_EXACT; text && i <= COVERAGE_HARDWARE; i++)
		if (!strcmp(text, coverage_name((enum coverage)i)))
			return (enum coverage)i;
	return COVERAGE_LOWER_BOUND; /* the least that it can mean */
}

int hours_add(struct hours *hours, struct json_object *record, uint64_t number)
{
	struct hour hour = {
		.number = number,
		.from_ns = reading_time(record, "from"),
		.to_ns = reading_time(record, "to"),
		.bytes = reading_count(record, "bytes_up"),
		.packets = reading_count(record, "packets_up"),
		.across = reading_count(record, "bytes_across"),
		.capture = hours_capture(record),
		.coverage = read_coverage(record),
		.on_path = reading_flag(record, "on_path"),
		.under_way = reading_flag(record, "under_way"),
	};
	int err = array_grow((void **)&hours->items, hours->count, &hours->room, HOURS_MOST,
			     sizeof(*hours->items));

	if (!err && hour.from_ns < hour.to_ns)
		hours->items[hours->count++] = hour;
	return err;
}

/* Packets lost hide whether some came merged, or by hardware: then both may be. */
bool hours_rough(const struct hour *hour)
{
	return hour->coverage == COVERAGE_HARDWARE || hour->coverage == COVERAGE_LOWER_BOUND;
}

bool hours_merged(const struct hour *hour)
{
	return hour->coverage != COVERAGE_EXACT;
}

static int by_beginning(const void *left, const void *right)
{
	const struct hour *a = left, *b = right;

	if (a->from_ns != b->from_ns)
		return a->from_ns < b->from_ns ? -1 : 1;
	return a->number < b->number ? -1 : a->number > b->number;
}

static bool hours_overlaps(const struct hour *hour, uint64_t from_ns, uint64_t to_ns)
{
	return hour->from_ns < to_ns && hour->to_ns > from_ns;
}

static bool is_rough(const struct hours *hours, uint64_t from_ns, uint64_t to_ns)
{
	for (size_t i = 0; i < hours->count; i++)
		if (hours_overlaps(&hours->items[i], from_ns, to_ns) &&
		    hours_rough(&hours->items[i]))
			return true;
	return false;
}

static bool hours_is_same(const struct hour *a, const struct hour *b)
{
	return a->from_ns == b->from_ns && a->to_ns == b->to_ns && a->capture == b->capture;
}

/*
 * An hour of a capture that was replayed again, by a newer Lenswatch or with its camera named, is
 * one hour: as it was told last, and never less than it was told to be.
 */
static void drop_repeats(struct hours *hours)
{
	size_t kept = 0;

	for (size_t i = 0; i < hours->count; i++) {
		struct hour *hour = &hours->items[i];

		for (size_t k = kept; k && hours->items[k - 1].from_ns == hour->from_ns; k--) {
			struct hour *before = &hours->items[k - 1];

			if (!hours_is_same(before, hour))
				continue;
			hour->bytes = hour->bytes > before->bytes ? hour->bytes : before->bytes;
			*before = *hour;
			hour = NULL;
			break;
		}
		if (hour)
			hours->items[kept++] = *hour;
	}
	hours->count = kept;
}

void hours_choose(struct hours *hours, uint64_t from_ns, uint64_t to_ns)
{
	if (hours->count)
		qsort(hours->items, hours->count, sizeof(*hours->items), by_beginning);
	drop_repeats(hours);
	if (is_rough(hours, from_ns - HOURS_ROUGH_NS, to_ns + HOURS_ROUGH_NS)) {
		from_ns -= HOURS_ROUGH_NS;
		to_ns += HOURS_ROUGH_NS;
	}
	hours->wanted_from_ns = from_ns;
	hours->wanted_to_ns = to_ns;
	hours->chosen = 0;
	for (size_t i = 0; i < hours->count; i++) {
		struct hour *hour = &hours->items[i];

		hour->chosen = hours_overlaps(hour, from_ns, to_ns);
		hours->chosen += hour->chosen;
	}
}

bool hours_hole(const struct hours *hours, uint64_t *from, uint64_t *to)
{
	uint64_t at = hours->wanted_from_ns, to_ns = hours->wanted_to_ns;

	for (size_t i = 0; i < hours->count && at < to_ns; i++) {
		const struct hour *hour = &hours->items[i];

		if (hour->to_ns <= at)
			continue;
		if (hour->from_ns > at) {
			*from = at;
			*to = hour->from_ns < to_ns ? hour->from_ns : to_ns;
			return true;
		}
		at = hour->to_ns;
	}
	if (at >= to_ns)
		return false;
	*from = at;
	*to = to_ns;
	return true;
}

const struct hour *hours_within(const struct hours *hours, uint64_t capture, uint64_t first_ns,
				uint64_t last_ns)
{
	for (size_t i = 0; i < hours->count; i++) {
		const struct hour *hour = &hours->items[i];

		if (hour->chosen && hour->capture == capture && hour->from_ns <= first_ns &&
		    last_ns < hour->to_ns)
			return hour;
	}
	return NULL;
}

const struct hour *hours_next(const struct hours *hours, const struct hour *hour)
{
	for (size_t i = 0; i < hours->count; i++)
		if (hours->items[i].from_ns == hour->to_ns &&
		    hours->items[i].capture == hour->capture)
			return &hours->items[i];
	return NULL;
}

void hours_around(const struct hours *hours, uint64_t *before, uint64_t *after)
{
	uint64_t first = UINT64_MAX, last = 0;

	*before = 0;
	*after = UINT64_MAX;
	for (size_t i = 0; i < hours->count; i++) {
		const struct hour *hour = &hours->items[i];

		if (!hour->chosen)
			continue;
		first = hour->number < first ? hour->number : first;
		last = hour->number > last ? hour->number : last;
	}
	for (size_t i = 0; i < hours->count; i++) {
		uint64_t number = hours->items[i].number;

		if (number < first && number > *before)
			*before = number;
		if (number > last && number < *after)
			*after = number;
	}
}

void hours_clear(struct hours *hours)
{
	free(hours->items);
	*hours = (struct hours){0};
}
