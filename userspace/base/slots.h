/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Tables that fill up and forget nothing: entries stand in the order they came, and slots that
 * point at them are tried one after the other from where the key's hash says. For the devices of a
 * home, as the meter and as the engine know them.
 */
#ifndef LENSWATCH_SLOTS_H
#define LENSWATCH_SLOTS_H

#include <stdlib.h>

#include "base/hash.h"

struct slots {
	uint32_t limit, count, mask;
	uint32_t *slot; /* index + 1, 0 empty; never more than half of them are taken */
};

/*
 * Room for `limit` entries. Returns the entries themselves, zeroed, each of `size` bytes: the
 * caller's to free. NULL where there is no memory.
 */
static inline void *slots_create(struct slots *slots, uint32_t limit, size_t size)
{
	uint32_t room = 1;

	while (room < limit * 2)
		room *= 2;
	slots->limit = limit;
	slots->mask = room - 1;
	slots->slot = calloc(room, sizeof(*slots->slot));
	return slots->slot ? calloc(limit, size) : NULL;
}

static inline void slots_destroy(struct slots *slots)
{
	free(slots->slot);
}

/* The slot of the entry of `size` bytes that begins with `key`, or the empty one for it. */
static inline uint32_t *slots_find(const struct slots *slots, const void *entries, size_t size,
				   const void *key, size_t key_size)
{
	uint32_t at = (uint32_t)hash_bytes(key, key_size) & slots->mask;

	while (slots->slot[at] &&
	       memcmp((const unsigned char *)entries + (size_t)(slots->slot[at] - 1) * size, key,
		      key_size) != 0)
		at = (at + 1) & slots->mask;
	return &slots->slot[at];
}

#endif
