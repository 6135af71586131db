// SPDX-License-Identifier: GPL-2.0-or-later
#include "capture/meter/neighbours.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/table.h"

#define NEIGHBOURS 4096

#define STATIONS 1024
#define STATION_ADDRESSES 8
#define TURN_NS 600000000000ULL

struct neighbour {
	struct address address;
	uint8_t mac[6];
	uint8_t owned;
	uint8_t owner[6];
};

/* A sender, and the addresses it used of late. */
struct station {
	uint8_t mac[6];
	uint8_t forwards, last;
	struct station_address {
		uint32_t v4; /* as it is on the wire; 0: free */
		bool back;   /* it was left for another, and came back within minutes */
		uint64_t used_ns;
	} addresses[STATION_ADDRESSES];
};

struct neighbours {
	struct table *all;
	struct table *stations; /* who forwards has no age: to forget that would make one of many */
	uint32_t generation;
};

int neighbours_create(struct neighbours **out)
{
	struct neighbours *n = calloc(1, sizeof(*n));

	if (!n)
		return -ENOMEM;
	if (table_create(NEIGHBOURS, sizeof(struct address), sizeof(struct neighbour), &n->all) ||
	    table_create(STATIONS, 6, sizeof(struct station), &n->stations)) {
		neighbours_destroy(n);
		return -ENOMEM;
	}
	*out = n;
	return 0;
}

void neighbours_destroy(struct neighbours *neighbours)
{
	if (!neighbours)
		return;
	table_destroy(neighbours->all);
	table_destroy(neighbours->stations);
	free(neighbours);
}

/* Finds or makes it; the one used longest ago makes room, where one may go. */
static void *neighbours_entry(struct table *table, const void *key)
{
	bool added;
	void *entry = table_find(table, key, &added), *oldest = table_oldest(table);

	if (!entry && oldest) {
		table_drop(table, oldest);
		entry = table_find(table, key, &added);
	}
	return entry;
}

void neighbours_learn(struct neighbours *neighbours, const struct address *address,
		      const uint8_t mac[6])
{
	struct neighbour *neighbour = neighbours_entry(neighbours->all, address);

	if (!neighbour)
		return;
	memcpy(neighbour->mac, mac, 6);
	table_use(neighbours->all, neighbour);
}

const uint8_t *neighbours_find(const struct neighbours *neighbours, const struct address *address)
{
	const struct neighbour *neighbour = table_look(neighbours->all, address);

	return neighbour ? neighbour->mac : NULL;
}

static void station_forwards(struct neighbours *n, struct station *station)
{
	if (!station || station->forwards)
		return;
	station->forwards = 1;
	table_keep(n->stations, station);
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
	s = neighbours_entry(neighbours->stations, mac);
	if (!s)
		return;
	if (!s->forwards)
		table_use(neighbours->stations, s);
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
	struct neighbour *neighbour = table_look(neighbours->all, address);

	if (!neighbour)
		return;
	neighbours->generation += !neighbour->owned;
	neighbour->owned = 1;
	memcpy(neighbour->owner, owner, 6);
	station_forwards(neighbours, neighbours_entry(neighbours->stations, mac));
}

bool neighbours_forwards(const struct neighbours *neighbours, const uint8_t mac[6])
{
	const struct station *station = table_look(neighbours->stations, mac);

	return station && station->forwards;
}

const uint8_t *neighbours_owner(const struct neighbours *neighbours, const struct address *address)
{
	const struct neighbour *neighbour = table_look(neighbours->all, address);

	return neighbour && neighbour->owned ? neighbour->owner : NULL;
}

uint32_t neighbours_generation(const struct neighbours *neighbours)
{
	return neighbours->generation;
}
