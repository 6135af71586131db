// SPDX-License-Identifier: GPL-2.0-or-later
#include "ledger/ranges.h"

#include <ctype.h>
#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>

int ranges_add(struct ranges *ranges, uint64_t first, uint64_t last)
{
	struct range *end = ranges->count ? &ranges->items[ranges->count - 1] : NULL, *grown;
	size_t room = ranges->room ? 2 * ranges->room : 16;

	if (end && first == end->last + 1) {
		end->last = last;
		return 0;
	}
	if (!ranges->items || ranges->count == ranges->room) {
		grown = reallocarray(ranges->items, room, sizeof(*grown));
		if (!grown)
			return -ENOMEM;
		ranges->items = grown;
		ranges->room = room;
	}
	ranges->items[ranges->count++] = (struct range){first, last};
	return 0;
}

static bool range_number(const char **at, uint64_t *out)
{
	char *end;

	if (!isdigit((unsigned char)**at))
		return false;
	errno = 0;
	*out = strtoull(*at, &end, 10);
	*at = end;
	return errno == 0 && *out > 0 && *out < INT64_MAX;
}

int ranges_parse(struct ranges *ranges, const char *text)
{
	uint64_t first, last;
	int err = 0;

	do {
		if (!range_number(&text, &first))
			return -EINVAL;
		last = first;
		if (*text == '-') {
			text++;
			if (!range_number(&text, &last) || last < first)
				return -EINVAL;
		}
		err = ranges_add(ranges, first, last);
	} while (!err && *text++ == ',');
	return err;
}

static int range_order(const void *one, const void *other)
{
	const struct range *a = one, *b = other;

	return a->first < b->first ? -1 : a->first > b->first;
}

void ranges_settle(struct ranges *ranges)
{
	size_t kept = 0;

	if (ranges->count)
		qsort(ranges->items, ranges->count, sizeof(*ranges->items), range_order);
	for (size_t i = 0; i < ranges->count; i++) {
		struct range *end = kept ? &ranges->items[kept - 1] : NULL;

		if (!end || ranges->items[i].first > end->last + 1)
			ranges->items[kept++] = ranges->items[i];
		else if (ranges->items[i].last > end->last)
			end->last = ranges->items[i].last;
	}
	ranges->count = kept;
}

void ranges_write(const struct ranges *ranges, FILE *file)
{
	for (size_t i = 0; i < ranges->count; i++) {
		const struct range *range = &ranges->items[i];

		fprintf(file, "%s%" PRIu64, i ? "," : "", range->first);
		if (range->last > range->first)
			fprintf(file, "-%" PRIu64, range->last);
	}
}

uint64_t ranges_total(const struct ranges *ranges)
{
	uint64_t total = 0;

	for (size_t i = 0; i < ranges->count; i++)
		total += ranges->items[i].last - ranges->items[i].first + 1;
	return total;
}

void ranges_without(const struct ranges *one, const struct ranges *other, ranges_fn *each,
		    void *context)
{
	size_t j = 0;

	for (size_t i = 0; i < one->count; i++) {
		uint64_t first = one->items[i].first, last = one->items[i].last;

		while (j < other->count && other->items[j].last < first)
			j++;
		for (size_t k = j; k < other->count && other->items[k].first <= last; k++) {
			if (other->items[k].first > first)
				each(context, first, other->items[k].first - 1);
			first = other->items[k].last + 1;
		}
		if (first <= last)
			each(context, first, last);
	}
}

void ranges_free(struct ranges *ranges)
{
	free(ranges->items);
	*ranges = (struct ranges){0};
}
