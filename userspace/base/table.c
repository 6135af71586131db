// SPDX-License-Identifier: GPL-2.0-or-later
#include "base/table.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include <sodium.h>

/*
 * Beside each entry, so that looking for another one does not touch it. All that points at one is
 * its number and 1: what was never written is zero, and no page of it is taken.
 */
struct table_link {
	uint32_t tag;  /* of its key's hash; 0: it is free */
	uint32_t next; /* in its chain, or among the free ones */
	uint32_t older, newer;
	bool aged; /* it stands among those that have an age */
};

struct table {
	unsigned char chance[crypto_shorthash_KEYBYTES];
	uint32_t limit, count, mask;
	uint32_t used;	 /* entries that were ever filled */
	uint32_t spare;	 /* the first that was dropped */
	uint32_t *first; /* of a chain, by hash */
	uint32_t oldest, newest;
	struct table_link *links;
	size_t key, entry;
	unsigned char *entries;
};

int table_create(uint32_t limit, size_t key, size_t entry, struct table **out)
{
	struct table *t;
	uint32_t room = 1;

	if (limit == 0 || limit > UINT32_MAX / 2)
		return -EINVAL;
	t = sodium_init() < 0 ? NULL : calloc(1, sizeof(*t));
	if (!t)
		return -ENOMEM;
	while (room < limit)
		room *= 2;
	randombytes_buf(t->chance, sizeof(t->chance));
	t->limit = limit;
	t->mask = room - 1;
	t->key = key;
	t->entry = entry;
	t->first = calloc(room, sizeof(*t->first));
	t->links = calloc(limit, sizeof(*t->links));
	t->entries = calloc(limit, entry);
	if (!t->first || !t->links || !t->entries) {
		table_destroy(t);
		return -ENOMEM;
	}
	*out = t;
	return 0;
}

void table_destroy(struct table *table)
{
	if (!table)
		return;
	free(table->first);
	free(table->links);
	free(table->entries);
	free(table);
}

void *table_at(const struct table *table, uint32_t index)
{
	return table->entries + (size_t)index * table->entry;
}

uint32_t table_index(const struct table *table, const void *entry)
{
	return (uint32_t)((size_t)((const unsigned char *)entry - table->entries) / table->entry);
}

uint32_t table_count(const struct table *table)
{
	return table->count;
}

bool table_is_full(const struct table *table)
{
	return table->count == table->limit;
}

static uint64_t table_hash(const struct table *t, const void *key)
{
	unsigned char bytes[crypto_shorthash_BYTES];
	uint64_t hash;

	crypto_shorthash(bytes, key, t->key, t->chance);
	memcpy(&hash, bytes, sizeof(hash));
	return hash;
}

static uint32_t table_tag(uint64_t hash)
{
	return (uint32_t)(hash >> 32) | 1;
}

/* What points at the entry of that key, or ends its chain. */
static uint32_t *table_link(const struct table *t, const void *key, uint64_t hash)
{
	uint32_t *link = &t->first[(uint32_t)hash & t->mask];

	while (*link && (t->links[*link - 1].tag != table_tag(hash) ||
			 memcmp(table_at(t, *link - 1), key, t->key) != 0))
		link = &t->links[*link - 1].next;
	return link;
}

void *table_look(const struct table *table, const void *key)
{
	uint32_t found = *table_link(table, key, table_hash(table, key));

	return found ? table_at(table, found - 1) : NULL;
}

static void table_unlist(struct table *t, struct table_link *link)
{
	if (!link->aged)
		return;
	*(link->older ? &t->links[link->older - 1].newer : &t->oldest) = link->newer;
	*(link->newer ? &t->links[link->newer - 1].older : &t->newest) = link->older;
	link->aged = false;
}

static void table_enlist(struct table *t, uint32_t index)
{
	struct table_link *link = &t->links[index];

	link->older = t->newest;
	link->newer = 0;
	link->aged = true;
	*(t->newest ? &t->links[t->newest - 1].newer : &t->oldest) = index + 1;
	t->newest = index + 1;
}

void table_use(struct table *table, void *entry)
{
	uint32_t index = table_index(table, entry);

	if (index + 1 == table->newest)
		return;
	table_unlist(table, &table->links[index]);
	table_enlist(table, index);
}

void table_keep(struct table *table, void *entry)
{
	table_unlist(table, &table->links[table_index(table, entry)]);
}

void *table_find(struct table *table, const void *key, bool *added)
{
	uint64_t hash = table_hash(table, key);
	uint32_t *link = table_link(table, key, hash), index;

	*added = false;
	if (*link)
		return table_at(table, *link - 1);
	if (table_is_full(table))
		return NULL;
	if (table->spare) {
		index = table->spare - 1;
		table->spare = table->links[index].next;
		memset(table_at(table, index), 0, table->entry);
	} else {
		index = table->used++; /* zero, and need not be touched */
	}
	*link = index + 1;
	table->links[index] = (struct table_link){.tag = table_tag(hash)};
	table_enlist(table, index);
	table->count++;
	*added = true;
	memcpy(table_at(table, index), key, table->key);
	return table_at(table, index);
}

void table_drop(struct table *table, const void *key)
{
	uint32_t *link = table_link(table, key, table_hash(table, key)), found = *link;

	if (!found)
		return;
	table_unlist(table, &table->links[found - 1]);
	*link = table->links[found - 1].next;
	table->links[found - 1] = (struct table_link){.next = table->spare};
	table->spare = found;
	table->count--;
}

void *table_next(const struct table *table, const void *entry)
{
	uint32_t index = entry ? table_index(table, entry) + 1 : 0;

	while (index < table->used && !table->links[index].tag)
		index++;
	return index < table->used ? table_at(table, index) : NULL;
}

void *table_oldest(const struct table *table)
{
	return table->oldest ? table_at(table, table->oldest - 1) : NULL;
}

void *table_newer(const struct table *table, const void *entry)
{
	uint32_t newer = table->links[table_index(table, entry)].newer;

	return newer ? table_at(table, newer - 1) : NULL;
}
