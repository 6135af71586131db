/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "report/history/pool.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

/* FNV-1a; collisions only cost a comparison, and the table is capped. */
static uint64_t hash_text(const char *text)
{
	uint64_t hash = 0xcbf29ce484222325ULL;

	for (; *text; text++)
		hash = (hash ^ (unsigned char)*text) * 0x100000001b3ULL;
	return hash ^ hash >> 32;
}

static const char *text_of(struct json_object *object)
{
	return json_object_to_json_string_ext(object, JSON_C_TO_STRING_PLAIN);
}

/* The slot that holds the same text, else the free one where it belongs. */
static uint32_t *find_slot(const struct pool *pool, const char *text)
{
	size_t at = hash_text(text) & (pool->slot_count - 1);

	while (pool->slots[at] && strcmp(text_of(pool->items[pool->slots[at] - 1]), text) != 0)
		at = (at + 1) & (pool->slot_count - 1);
	return &pool->slots[at];
}

/* Room for one more, and never more than half of the slots used. */
static int pool_make_room(struct pool *pool)
{
	size_t room = pool->room ? pool->room * 2 : 64;
	struct json_object **items;
	uint32_t *slots;

	if (pool->count < pool->room)
		return 0;
	items = realloc(pool->items, room * sizeof(struct json_object *));
	if (!items)
		return -ENOMEM;
	pool->items = items;
	slots = calloc(room * 2, sizeof(*slots));
	if (!slots)
		return -ENOMEM;
	free(pool->slots);
	pool->slots = slots;
	pool->slot_count = room * 2;
	pool->room = room;
	for (size_t i = 0; i < pool->count; i++)
		*find_slot(pool, text_of(pool->items[i])) = (uint32_t)i + 1;
	return 0;
}

int pool_keep(struct pool *pool, struct json_object *object, uint32_t *index)
{
	const char *text = text_of(object);
	uint32_t *slot;
	int err;

	if (!text)
		return -ENOMEM;
	err = pool_make_room(pool);
	if (err)
		return err;
	slot = find_slot(pool, text);
	if (!*slot) {
		if (pool->count == POOL_MOST)
			return -E2BIG;
		pool->items[pool->count++] = json_object_get(object);
		*slot = (uint32_t)pool->count;
	}
	*index = *slot - 1;
	return 0;
}

void pool_clear(struct pool *pool)
{
	for (size_t i = 0; i < pool->count; i++)
		json_object_put(pool->items[i]);
	free(pool->items);
	free(pool->slots);
	*pool = (struct pool){0};
}
