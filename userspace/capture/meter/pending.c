// SPDX-License-Identifier: GPL-2.0-or-later
#include "capture/meter/pending.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#define PENDING_FIRST 64

int pending_add(struct pending *pending, const struct activity *activity)
{
	size_t room = pending->room ? pending->room * 2 : PENDING_FIRST;
	struct activity *items;

	if (pending->count == pending->room) {
		items = realloc(pending->items, room * sizeof(*items));
		if (!items)
			return -ENOMEM;
		pending->items = items;
		pending->room = room;
	}
	pending->items[pending->count++] = *activity;
	return 0;
}

/* Any fixed order will do where two began at once, which a coarse clock makes common. */
static int pending_order(const void *left, const void *right)
{
	const struct activity *a = left, *b = right;
	int keys;

	if (a->stretch.first_up_ns != b->stretch.first_up_ns)
		return a->stretch.first_up_ns < b->stretch.first_up_ns ? -1 : 1;
	keys = memcmp(&a->flow, &b->flow, sizeof(a->flow));
	if (keys)
		return keys;
	if (a->stretch.sequence != b->stretch.sequence)
		return a->stretch.sequence < b->stretch.sequence ? -1 : 1;
	return (int)a->hardware - (int)b->hardware;
}

void pending_tell(struct pending *pending, uint64_t until_ns, const struct observer *observer)
{
	size_t handed = 0;

	if (!pending->count)
		return;
	qsort(pending->items, pending->count, sizeof(*pending->items), pending_order);
	while (handed < pending->count && pending->items[handed].stretch.first_up_ns <= until_ns)
		observer->activity(observer->context, &pending->items[handed++]);
	pending->count -= handed;
	memmove(pending->items, pending->items + handed, pending->count * sizeof(*pending->items));
	if (!pending->count)
		pending_free(pending);
}

void pending_free(struct pending *pending)
{
	free(pending->items);
	*pending = (struct pending){0};
}
