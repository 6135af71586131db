// SPDX-License-Identifier: GPL-2.0-or-later
#include "capture/kernel/keyed.h"

#include <errno.h>
#include <stdlib.h>

#include "base/hash.h"

/* Indexes count from 1; 0 ends a chain. */
struct keyed {
	uint32_t limit, count, used, mask;
	uint32_t spare;	 /* dropped entries, chained */
	uint32_t *first; /* by hash */
	uint32_t *next;
	size_t key, entry;
	unsigned char *entries;
};

int keyed_create(uint32_t limit, size_t key, size_t entry, struct keyed **out)
{
	struct keyed *k = calloc(1, sizeof(*k));
	uint32_t room = 1;

	if (!k)
		return -ENOMEM;
	while (room < limit)
		room *= 2;
	k->limit = limit;
	k->mask = room - 1;
	k->key = key;
	k->entry = entry;
	k->first = calloc(room, sizeof(*k->first));
	k->next = calloc(limit + 1, sizeof(*k->next));
	k->entries = calloc(limit, entry);
	if (!k->first || !k->next || !k->entries) {
		keyed_destroy(k);
		return -ENOMEM;
	}
	*out = k;
	return 0;
}

void keyed_destroy(struct keyed *keyed)
{
	if (!keyed)
		return;
	free(keyed->first);
	free(keyed->next);
	free(keyed->entries);
	free(keyed);
}

static void *keyed_at(const struct keyed *k, uint32_t index)
{
	return k->entries + (size_t)(index - 1) * k->entry;
}

/* What points at the entry, or at the 0 that ends its chain. */
static uint32_t *keyed_link(const struct keyed *k, const void *key)
{
	uint32_t *link = &k->first[(uint32_t)hash_bytes(key, k->key) & k->mask];

	while (*link && memcmp(keyed_at(k, *link), key, k->key) != 0)
		link = &k->next[*link];
	return link;
}

void *keyed_look(const struct keyed *keyed, const void *key)
{
	uint32_t index = *keyed_link(keyed, key);

	return index ? keyed_at(keyed, index) : NULL;
}

void *keyed_find(struct keyed *keyed, const void *key, bool *added)
{
	uint32_t *link = keyed_link(keyed, key), index = *link;

	*added = false;
	if (index)
		return keyed_at(keyed, index);
	if (keyed->count == keyed->limit)
		return NULL;
	index = keyed->spare;
	if (index)
		keyed->spare = keyed->next[index];
	else
		index = ++keyed->used;
	keyed->next[index] = 0;
	*link = index;
	keyed->count++;
	*added = true;
	memset(keyed_at(keyed, index), 0, keyed->entry);
	memcpy(keyed_at(keyed, index), key, keyed->key);
	return keyed_at(keyed, index);
}

void keyed_drop(struct keyed *keyed, const void *key)
{
	uint32_t *link = keyed_link(keyed, key), index = *link;

	if (!index)
		return;
	*link = keyed->next[index];
	keyed->next[index] = keyed->spare;
	keyed->spare = index;
	keyed->count--;
}

void keyed_each(const struct keyed *keyed, void (*each)(void *context, void *entry), void *context)
{
	for (uint32_t slot = 0; slot <= keyed->mask; slot++)
		for (uint32_t i = keyed->first[slot]; i; i = keyed->next[i])
			each(context, keyed_at(keyed, i));
}
