// SPDX-License-Identifier: GPL-2.0-or-later
#include "capture/meter/path.h"

#include <errno.h>

#include "base/tags.h"

#define PATH_WAYS 4

struct path_cache {
	struct tags tags;
	struct path *entries;
};

int path_create(uint32_t entries, struct path_cache **out)
{
	struct path_cache *c = calloc(1, sizeof(*c));

	if (!c)
		return -ENOMEM;
	c->entries = tags_create(&c->tags, entries, PATH_WAYS, sizeof(*c->entries));
	if (!c->entries) {
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
	tags_destroy(&cache->tags);
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

struct path *path_find(struct path_cache *cache, const struct path_key *key)
{
	size_t at = tags_find(&cache->tags, hash_bytes(key, sizeof(*key)), cache->entries,
			      sizeof(*cache->entries), key, sizeof(*key));

	return at != TAGS_NONE && cache->entries[at].verdict ? &cache->entries[at] : NULL;
}

void path_drop(struct path_cache *cache, struct path *path)
{
	cache->tags.tag[path - cache->entries] = 0;
}

struct path *path_add(struct path_cache *cache, const struct path_key *key, uint32_t now_s)
{
	uint64_t hash = hash_bytes(key, sizeof(*key));
	size_t bucket = tags_bucket(&cache->tags, hash), pick = bucket;
	struct path *path;

	for (size_t i = bucket; i < bucket + PATH_WAYS && cache->tags.tag[pick]; i++)
		if (!cache->tags.tag[i] || cache->entries[i].used_s < cache->entries[pick].used_s)
			pick = i;
	cache->tags.tag[pick] = tags_of(hash);
	path = &cache->entries[pick];
	memset(path, 0, sizeof(*path));
	path->key = *key;
	path->used_s = now_s;
	return path;
}
