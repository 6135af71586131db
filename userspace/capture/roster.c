// SPDX-License-Identifier: GPL-2.0-or-later
#include "capture/roster.h"

#include "hash.h"

#include <errno.h>
#include <stdlib.h>

struct roster {
	uint32_t limit, count, mask;
	uint32_t *slots; /* index + 1, 0 empty */
	struct roster_entry *entries;
};

int roster_create(uint32_t limit, struct roster **out)
{
	struct roster *r = calloc(1, sizeof(*r));
	uint32_t slots = 1;

	if (!r)
		return -ENOMEM;
	while (slots < limit * 2)
		slots *= 2;
	r->limit = limit;
	r->mask = slots - 1;
	r->slots = calloc(slots, sizeof(*r->slots));
	r->entries = calloc(limit, sizeof(*r->entries));
	if (!r->slots || !r->entries) {
		roster_destroy(r);
		return -ENOMEM;
	}
	*out = r;
	return 0;
}

void roster_destroy(struct roster *roster)
{
	if (!roster)
		return;
	free(roster->slots);
	free(roster->entries);
	free(roster);
}

/* The slot that holds `key`, or the empty one where it would go. */
static uint32_t roster_slot(const struct roster *r, const struct device_key *key)
{
	uint32_t slot = (uint32_t)hash_bytes(key, sizeof(*key)) & r->mask;

	while (r->slots[slot] &&
	       memcmp(&r->entries[r->slots[slot] - 1].key, key, sizeof(*key)) != 0)
		slot = (slot + 1) & r->mask;
	return slot;
}

uint32_t roster_look(const struct roster *roster, const struct device_key *key)
{
	return roster->slots[roster_slot(roster, key)] - 1; /* 0 - 1 is ROSTER_NONE */
}

uint32_t roster_find(struct roster *roster, const struct device_key *key, bool *added)
{
	uint32_t slot = roster_slot(roster, key);

	*added = false;
	if (roster->slots[slot])
		return roster->slots[slot] - 1;
	if (roster->count == roster->limit)
		return ROSTER_NONE;
	roster->entries[roster->count].key = *key;
	roster->slots[slot] = ++roster->count;
	*added = true;
	return roster->count - 1;
}

struct roster_entry *roster_at(struct roster *roster, uint32_t index)
{
	return &roster->entries[index];
}

uint32_t roster_count(const struct roster *roster)
{
	return roster->count;
}
