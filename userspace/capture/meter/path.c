// SPDX-License-Identifier: GPL-2.0-or-later
#include "capture/meter/path.h"

#include <errno.h>

#include <stdlib.h>

#include "base/hash.h"

#define PATH_WAYS 4

/*
 * In buckets of a few ways, as processor caches are, with parts of the keys' hashes side by side: a
 * look-up touches one line of memory. Every packet comes by, so it is no table (base/table.h): a
 * hash keyed by chance costs a replay up to 7 % (measured). It need not be one: what is crowded out
 * is worked out anew and nothing is told otherwise, and who crowds is never looked for in more than
 * one bucket.
 */
struct path_cache {
	uint32_t mask; /* buckets - 1 */
	uint32_t *tag; /* an entry's, 0: it is empty */
	struct path *entries;
};

int path_create(uint32_t entries, struct path_cache **out)
{
	struct path_cache *c = calloc(1, sizeof(*c));
	uint32_t buckets = 1;

	if (!c)
		return -ENOMEM;
	while (buckets * PATH_WAYS < entries)
		buckets *= 2;
	c->mask = buckets - 1;
	c->tag = calloc((size_t)buckets * PATH_WAYS, sizeof(*c->tag));
	c->entries = calloc((size_t)buckets * PATH_WAYS, sizeof(*c->entries));
	if (!c->tag || !c->entries) {
		path_destroy(c);
		return -ENOMEM;
	}
	*out = c;
	return 0;
}

void path_destroy(struct path_cache *cache)
{
	if (!cache)
		return;
	free(cache->entries);
	free(cache->tag);
	free(cache);
}

/* The first entry of the bucket. */
static size_t path_bucket(const struct path_cache *c, uint64_t hash)
{
	return (size_t)((uint32_t)hash & c->mask) * PATH_WAYS;
}

static uint32_t path_tag(uint64_t hash)
{
	return (uint32_t)(hash >> 32) | 1;
}

void path_key_of(const struct packet *packet, struct path_key *out)
{
	memcpy(out->source, packet->source.bytes, 16);
	memcpy(out->target, packet->target.bytes, 16);
	memcpy(out->source_mac, packet->source_mac, 6);
	memcpy(out->target_mac, packet->target_mac, 6);
	out->source_port = packet->source_port;
	out->target_port = packet->target_port;
	out->protocol = packet->protocol;
	out->flags =
		packet->flags & (PACKET_HAS_SOURCE_MAC | PACKET_HAS_TARGET_MAC | PACKET_SENT_HERE);
	out->zero = 0;
	out->interface = packet->interface;
}

struct path *path_find(struct path_cache *cache, const struct path_key *key)
{
	uint64_t hash = hash_bytes(key, sizeof(*key));
	size_t bucket = path_bucket(cache, hash);

	for (size_t i = bucket; i < bucket + PATH_WAYS; i++)
		if (cache->tag[i] == path_tag(hash) &&
		    memcmp(&cache->entries[i].key, key, sizeof(*key)) == 0)
			return cache->entries[i].verdict ? &cache->entries[i] : NULL;
	return NULL;
}

void path_drop(struct path_cache *cache, struct path *path)
{
	cache->tag[path - cache->entries] = 0;
}

struct path *path_add(struct path_cache *cache, const struct path_key *key, uint32_t now_s)
{
	uint64_t hash = hash_bytes(key, sizeof(*key));
	size_t bucket = path_bucket(cache, hash), pick = bucket;
	struct path *path;

	for (size_t i = bucket; i < bucket + PATH_WAYS && cache->tag[pick]; i++)
		if (!cache->tag[i] || cache->entries[i].used_s < cache->entries[pick].used_s)
			pick = i;
	cache->tag[pick] = path_tag(hash);
	path = &cache->entries[pick];
	memset(path, 0, sizeof(*path));
	path->key = *key;
	path->used_s = now_s;
	return path;
}
