// SPDX-License-Identifier: GPL-2.0-or-later
#include "capture/meter/neighbour.h"

#include <errno.h>
#include <stdlib.h>

#include "base/hash.h"

#define NEIGHBOUR_SLOTS 4096 /* a power of two: one address a slot, the newest stays */

#define STATION_SLOTS 1024
#define STATION_ADDRESSES 8
#define TURN_NS 600000000000ULL

struct neighbour {
	struct address address;
	uint8_t mac[6];
	uint8_t known;
	uint8_t owned;
	uint8_t owner[6];
};

/* A sender, and the addresses it used of late. */
struct station {
	uint8_t mac[6];
	uint8_t known, forwards, last;
	struct station_address {
		uint32_t v4; /* as it is on the wire; 0: free */
		bool back;   /* it was left for another, and came back within minutes */
		uint64_t used_ns;
	} addresses[STATION_ADDRESSES];
};

struct neighbours {
	struct neighbour slots[NEIGHBOUR_SLOTS];
	struct station stations[STATION_SLOTS];
	uint32_t generation;
};

int neighbours_create(struct neighbours **out)
{
	struct neighbours *n = calloc(1, sizeof(*n));

	if (!n)
		return -ENOMEM;
	*out = n;
	return 0;
}

void neighbours_destroy(struct neighbours *neighbours)
{
	free(neighbours);
}

static uint32_t neighbours_slot(const struct address *address)
{
	return (uint32_t)hash_bytes(address, sizeof(*address)) & (NEIGHBOUR_SLOTS - 1);
}

void neighbours_learn(struct neighbours *neighbours, const struct address *address,
		      const uint8_t mac[6])
{
	struct neighbour *slot = &neighbours->slots[neighbours_slot(address)];

	if (!slot->known || !address_equal(&slot->address, address))
		*slot = (struct neighbour){0};
	slot->address = *address;
	memcpy(slot->mac, mac, 6);
	slot->known = 1;
}

const uint8_t *neighbours_find(const struct neighbours *neighbours, const struct address *address)
{
	const struct neighbour *slot = &neighbours->slots[neighbours_slot(address)];

	return slot->known && address_equal(&slot->address, address) ? slot->mac : NULL;
}

static uint32_t station_slot(const uint8_t mac[6])
{
	return (uint32_t)hash_bytes(mac, 6) & (STATION_SLOTS - 1);
}

static struct station *station_at(struct neighbours *n, const uint8_t mac[6])
{
	struct station *station = &n->stations[station_slot(mac)];

	/* Who forwards keeps its place: to forget that would make one device of many. */
	if (station->known && memcmp(station->mac, mac, 6) != 0 && station->forwards)
		return NULL;
	if (!station->known || memcmp(station->mac, mac, 6) != 0) {
		*station = (struct station){.known = 1};
		memcpy(station->mac, mac, 6);
	}
	return station;
}

static void station_forwards(struct neighbours *n, struct station *station)
{
	if (!station || station->forwards)
		return;
	station->forwards = 1;
	n->generation++;
}

/* The address among those of the station; the one used longest ago makes room. */
static uint8_t station_address(struct station *s, uint32_t v4)
{
	uint8_t oldest = 0;

	for (uint8_t i = 0; i < STATION_ADDRESSES; i++) {
		if (s->addresses[i].v4 == v4)
			return i;
		if (s->addresses[i].used_ns < s->addresses[oldest].used_ns)
			oldest = i;
	}
	s->addresses[oldest] = (struct station_address){.v4 = v4};
	return oldest;
}

/* Two that both came back: a lease that changed, or one stray packet, makes one of that at most. */
void neighbours_turn(struct neighbours *neighbours, const struct address *address,
		     const uint8_t mac[6], uint64_t now_ns)
{
	struct station_address *a;
	struct station *s;
	unsigned back = 0;
	uint32_t v4;
	uint8_t at;

	if (!address_is_v4(address) || address_is_link_local(address) || address_is_zero(address))
		return;
	s = station_at(neighbours, mac);
	if (!s)
		return;
	memcpy(&v4, address->bytes + 12, 4);
	at = station_address(s, v4);
	a = &s->addresses[at];
	if (a->used_ns && at != s->last)
		a->back = now_ns - a->used_ns < TURN_NS;
	a->used_ns = now_ns;
	s->last = at;
	for (uint8_t i = 0; i < STATION_ADDRESSES; i++)
		back += s->addresses[i].back && now_ns - s->addresses[i].used_ns < TURN_NS;
	if (back > 1)
		station_forwards(neighbours, s);
}

void neighbours_forward(struct neighbours *neighbours, const struct address *address,
			const uint8_t owner[6], const uint8_t mac[6])
{
	struct neighbour *slot = &neighbours->slots[neighbours_slot(address)];

	if (!slot->known || !address_equal(&slot->address, address))
		return;
	neighbours->generation += !slot->owned;
	slot->owned = 1;
	memcpy(slot->owner, owner, 6);
	station_forwards(neighbours, station_at(neighbours, mac));
}

bool neighbours_forwards(const struct neighbours *neighbours, const uint8_t mac[6])
{
	const struct station *station = &neighbours->stations[station_slot(mac)];

	return station->known && station->forwards && memcmp(station->mac, mac, 6) == 0;
}

const uint8_t *neighbours_owner(const struct neighbours *neighbours, const struct address *address)
{
	const struct neighbour *slot = &neighbours->slots[neighbours_slot(address)];

	return slot->owned && address_equal(&slot->address, address) ? slot->owner : NULL;
}

uint32_t neighbours_generation(const struct neighbours *neighbours)
{
	return neighbours->generation;
}
