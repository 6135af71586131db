// SPDX-License-Identifier: GPL-2.0-or-later
#include "capture/roster.h"

#include <errno.h>

#include "slots.h"

struct roster {
	struct slots slots;
	struct roster_entry *entries;
};

int roster_create(uint32_t limit, struct roster **out)
{
	struct roster *r = calloc(1, sizeof(*r));

	if (!r)
		return -ENOMEM;
	r->entries = slots_create(&r->slots, limit, sizeof(*r->entries));
	if (!r->entries) {
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
	slots_destroy(&roster->slots);
	free(roster->entries);
	free(roster);
}

static uint32_t *roster_slot(const struct roster *r, const struct device_key *key)
{
	return slots_find(&r->slots, r->entries, sizeof(*r->entries), key, sizeof(*key));
}

uint32_t roster_look(const struct roster *roster, const struct device_key *key)
{
	return *roster_slot(roster, key) - 1; /* 0 - 1 is ROSTER_NONE */
}

uint32_t roster_find(struct roster *roster, const struct device_key *key, bool *added)
{
	uint32_t *slot = roster_slot(roster, key);

	*added = false;
	if (*slot)
		return *slot - 1;
	if (roster->slots.count == roster->slots.limit)
		return ROSTER_NONE;
	roster->entries[roster->slots.count].key = *key;
	*slot = ++roster->slots.count;
	*added = true;
	return *slot - 1;
}

struct roster_entry *roster_at(struct roster *roster, uint32_t index)
{
	return &roster->entries[index];
}

uint32_t roster_count(const struct roster *roster)
{
	return roster->slots.count;
}
