// SPDX-License-Identifier: GPL-2.0-or-later
#include "upload/waiting.h"

#include <stddef.h>

static struct record *waiting_pop(struct device *d, size_t *all)
{
	struct record *r = d->waiting_first;

	if (!r)
		return NULL;
	d->waiting_first = r->next;
	if (!d->waiting_first)
		d->waiting_last = NULL;
	r->next = NULL;
	d->waiting_count--;
	(*all)--;
	return r;
}

void waiting_put(struct device *device, struct record *record, size_t *all)
{
	if (device->waiting_count == WAITING_DEVICE)
		record_destroy(waiting_pop(device, all));
	if (*all == WAITING_ALL) {
		record_destroy(record);
		return;
	}
	record->next = NULL;
	if (device->waiting_last)
		device->waiting_last->next = record;
	else
		device->waiting_first = record;
	device->waiting_last = record;
	device->waiting_count++;
	(*all)++;
}

struct record *waiting_take(struct device *device, uint64_t now_ns, size_t *all)
{
	struct record *r;

	while ((r = waiting_pop(device, all))) {
		if (now_ns < WAITING_NS || r->now.last_ns >= now_ns - WAITING_NS)
			return r;
		record_destroy(r);
	}
	return NULL;
}

void waiting_drop(struct device *device, size_t *all)
{
	struct record *r;

	while ((r = waiting_pop(device, all)))
		record_destroy(r);
}
