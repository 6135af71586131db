// SPDX-License-Identifier: GPL-2.0-or-later
#include "capture/path.h"

#include "hash.h"

#include <errno.h>
#include <stdlib.h>

#define PATH_WAYS 4

struct path_cache {
	uint32_t mask; /* buckets - 1 */
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
	c->entries = calloc((size_t)buckets * PATH_WAYS, sizeof(*c->entries));
	if (!c->entries) {
		free(c);
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
	free(cache);
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

static struct path *path_bucket(struct path_cache *cache, const struct path_key *key)
{
	uint32_t bucket = (uint32_t)hash_bytes(key, sizeof(*key)) & cache->mask;

	return &cache->entries[(size_t)bucket * PATH_WAYS];
}

struct path *path_find(struct path_cache *cache, const struct path_key *key)
{
	struct path *bucket = path_bucket(cache, key);

	for (int i = 0; i < PATH_WAYS; i++)
		if (bucket[i].verdict && memcmp(&bucket[i].key, key, sizeof(*key)) == 0)
			return &bucket[i];
	return NULL;
}

struct path *path_add(struct path_cache *cache, const struct path_key *key, uint32_t now_s)
{
	struct path *bucket = path_bucket(cache, key), *pick = bucket;

	for (int i = 0; i < PATH_WAYS && pick->verdict; i++)
		if (!bucket[i].verdict || bucket[i].used_s < pick->used_s)
			pick = &bucket[i];
	memset(pick, 0, sizeof(*pick));
	pick->key = *key;
	pick->used_s = now_s;
	return pick;
}
