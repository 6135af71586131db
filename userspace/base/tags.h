/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Capped tables in buckets of a few ways, as processor caches are: a key has one bucket, and the
 * least used entry of it makes room. The tags (parts of the keys' hashes) lie side by side, so that
 * a look-up that finds nothing touches one cache line. For the tables of capture, flow and upload.
 */
#ifndef LENSWATCH_TAGS_H
#define LENSWATCH_TAGS_H

#include <stdlib.h>

#include "base/hash.h"

#define TAGS_NONE SIZE_MAX

struct tags {
	uint32_t mask; /* buckets - 1 */
	uint32_t ways;
	uint32_t *tag; /* an entry's, 0: it is empty */
};

/* How many entries there are, empty or not. */
static inline size_t tags_entries(const struct tags *tags)
{
	return ((size_t)tags->mask + 1) * tags->ways;
}

/*
 * Room for at least `entries`, rounded up to a power of two of buckets. Returns the entries
 * themselves, zeroed, each of `size` bytes: the caller's to free. NULL where there is no memory.
 */
static inline void *tags_create(struct tags *tags, uint32_t entries, uint32_t ways, size_t size)
{
	uint32_t buckets = 1;

	while (buckets * ways < entries)
		buckets *= 2;
	tags->mask = buckets - 1;
	tags->ways = ways;
	tags->tag = calloc(tags_entries(tags), sizeof(*tags->tag));
	return tags->tag ? calloc(tags_entries(tags), size) : NULL;
}

static inline void tags_destroy(struct tags *tags)
{
	free(tags->tag);
}

/* The first entry of the bucket; `ways` of them follow one another. */
static inline size_t tags_bucket(const struct tags *tags, uint64_t hash)
{
	return (size_t)((uint32_t)hash & tags->mask) * tags->ways;
}

static inline uint32_t tags_of(uint64_t hash)
{
	return (uint32_t)(hash >> 32) | 1;
}

/* The entry of `size` bytes that begins with the key of that hash, or TAGS_NONE. */
static inline size_t tags_find(const struct tags *tags, uint64_t hash, const void *entries,
			       size_t size, const void *key, size_t key_size)
{
	size_t bucket = tags_bucket(tags, hash);

	for (size_t i = bucket; i < bucket + tags->ways; i++)
		if (tags->tag[i] == tags_of(hash) &&
		    memcmp((const unsigned char *)entries + i * size, key, key_size) == 0)
			return i;
	return TAGS_NONE;
}

#endif
