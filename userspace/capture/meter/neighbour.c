// SPDX-License-Identifier: GPL-2.0-or-later
#include "capture/meter/neighbour.h"

#include <errno.h>
#include <stdlib.h>

#include "base/hash.h"

#define NEIGHBOUR_SLOTS 4096 /* a power of two: one address a slot, the newest stays */

struct neighbour {
	struct address address;
	uint8_t mac[6];
	uint8_t known;
};

struct neighbours {
	struct neighbour slots[NEIGHBOUR_SLOTS];
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

	slot->address = *address;
	memcpy(slot->mac, mac, 6);
	slot->known = 1;
}

const uint8_t *neighbours_find(const struct neighbours *neighbours, const struct address *address)
{
	const struct neighbour *slot = &neighbours->slots[neighbours_slot(address)];

	return slot->known && address_equal(&slot->address, address) ? slot->mac : NULL;
}
