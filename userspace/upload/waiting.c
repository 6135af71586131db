// SPDX-License-Identifier: GPL-2.0-or-later
#include "upload/waiting.h"

#include <stddef.h>

static struct episode *waiting_pop(struct device *d, size_t *all)
{
	struct episode *e = d->waiting_first;

	if (!e)
		return NULL;
	d->waiting_first = e->next;
	if (!d->waiting_first)
		d->waiting_last = NULL;
	e->next = NULL;
	d->waiting_count--;
	(*all)--;
	return e;
}

void waiting_put(struct device *device, struct episode *episode, size_t *all)
{
	if (device->waiting_count == WAITING_DEVICE)
		episode_destroy(waiting_pop(device, all));
	if (*all == WAITING_ALL) {
		episode_destroy(episode);
		return;
	}
	episode->next = NULL;
	if (device->waiting_last)
		device->waiting_last->next = episode;
	else
		device->waiting_first = episode;
	device->waiting_last = episode;
	device->waiting_count++;
	(*all)++;
}

struct episode *waiting_take(struct device *device, uint64_t now_ns, size_t *all)
{
	struct episode *e;

	while ((e = waiting_pop(device, all))) {
		if (now_ns < WAITING_NS || e->now.last_ns >= now_ns - WAITING_NS)
			return e;
		episode_destroy(e);
	}
	return NULL;
}

void waiting_drop(struct device *device, size_t *all)
{
	struct episode *e;

	while ((e = waiting_pop(device, all)))
		episode_destroy(e);
}
