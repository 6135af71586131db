/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "track.h"

#include <stdlib.h>
#include <string.h>

#define TRACK_BURST_GAP 1000000000ULL
#define TRACK_WINDOW_GAP 10000000000ULL
#define TRACK_BURST_BYTES 1500

struct tracks {
	struct track *items;
	size_t count, room; /* room: a power of two */
	uint64_t last_ns;
	track_window_fn *over;
	void *context;
};

struct tracks *tracks_create(track_window_fn *over, void *context)
{
	struct tracks *tracks = calloc(1, sizeof(*tracks));

	if (!tracks)
		return NULL;
	tracks->over = over;
	tracks->context = context;
	tracks->room = 256;
	tracks->items = calloc(tracks->room, sizeof(*tracks->items));
	if (tracks->items)
		return tracks;
	free(tracks);
	return NULL;
}

void tracks_free(struct tracks *tracks)
{
	if (tracks)
		free(tracks->items);
	free(tracks);
}

static size_t track_place(const struct track *items, size_t room, uint16_t device,
			  const struct address *remote)
{
	uint64_t hash = device, a = 0, b = 0;
	size_t i;

	memcpy(&a, remote->bytes, 8);
	memcpy(&b, remote->bytes + 8, 8);
	hash = (hash ^ a ^ b * 31) * 0x9e3779b97f4a7c15ULL;
	for (i = (hash >> 32) & (room - 1); items[i].used; i = (i + 1) & (room - 1)) {
		if (items[i].device == device && address_equal(&items[i].remote, remote))
			break;
	}
	return i;
}

static void track_grow(struct tracks *tracks)
{
	size_t room = tracks->room * 2;
	struct track *more = calloc(room, sizeof(*more));

	if (!more)
		abort();
	for (size_t i = 0; i < tracks->room; i++) {
		const struct track *t = &tracks->items[i];

		if (t->used)
			more[track_place(more, room, t->device, &t->remote)] = *t;
	}
	free(tracks->items);
	tracks->items = more;
	tracks->room = room;
}

static struct track *track_find(struct tracks *tracks, const struct track_packet *packet)
{
	struct track *track = &tracks->items[track_place(tracks->items, tracks->room,
							 packet->device, &packet->remote)];

	if (track->used)
		return track;
	if (tracks->count * 2 > tracks->room) {
		track_grow(tracks);
		return track_find(tracks, packet);
	}
	tracks->count++;
	track->used = true;
	track->device = packet->device;
	track->remote = packet->remote;
	return track;
}

static void track_close(struct tracks *tracks, struct track *track)
{
	if (track->open)
		tracks->over(tracks->context, track);
	track->open = false;
}

/* The burst has just reached what counts: it goes on with the open window, or begins a new one. */
static void track_count(struct tracks *tracks, struct track *track)
{
	track->counted = true;
	if (track->open && track->burst_start - track->window_end <= TRACK_WINDOW_GAP)
		return;
	track_close(tracks, track);
	track->open = true;
	track->window_start = track->burst_start;
	track->window = track->burst;
	track->window_action = track->burst_action;
}

static void track_up(struct tracks *tracks, struct track *track, const struct track_packet *packet)
{
	if (!track->burst_last || packet->time_ns - track->burst_last >= TRACK_BURST_GAP) {
		track->burst_start = packet->time_ns;
		track->burst = (struct sums){0};
		track->counted = false;
		track->burst_action = packet->action;
	}
	track->burst_last = packet->time_ns;
	track->burst.up += packet->length;
	track->burst.packets++;
	track->window.up += packet->length;
	track->window.packets++;
	track->total.up += packet->length;
	if (!track->counted && track->burst.up >= TRACK_BURST_BYTES)
		track_count(tracks, track);
	if (!track->counted)
		return;
	track->window_end = packet->time_ns;
	track->told = track->window;
}

void tracks_end(struct tracks *tracks)
{
	for (size_t i = 0; i < tracks->room; i++) {
		if (!tracks->items[i].used)
			continue;
		track_close(tracks, &tracks->items[i]);
		tracks->items[i].burst_last = 0;
		tracks->items[i].counted = false;
	}
}

void tracks_add(struct tracks *tracks, const struct track_packet *packet)
{
	struct track *track;

	if (packet->time_ns < tracks->last_ns)
		tracks_end(tracks);
	tracks->last_ns = packet->time_ns;
	track = track_find(tracks, packet);
	if (packet->up) {
		track_up(tracks, track, packet);
		return;
	}
	track->burst.down += packet->length;
	track->window.down += packet->length;
	track->total.down += packet->length;
}

const struct track *tracks_next(const struct tracks *tracks, size_t *at)
{
	while (*at < tracks->room && !tracks->items[*at].used)
		++*at;
	return *at < tracks->room ? &tracks->items[(*at)++] : NULL;
}
