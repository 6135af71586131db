/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Capped tables in buckets of a few ways, as processor caches are: a key has one bucket, and the
 * least used entry of it makes room. The tags (parts of the keys' hashes) lie side by side, so that
 * a look-up that finds nothing touches one cache line.
 */
#ifndef LENSWATCH_TAGS_H
#define LENSWATCH_TAGS_H

#include <errno.h>
#include <stdlib.h>

#include "hash.h"

struct tags {
	uint32_t mask; /* buckets - 1 */
	uint32_t ways;
	uint32_t *tag; /* an entry's, 0: it is empty */
};

/* Room for at least `entries`, rounded up to a power of two of buckets. 0 or -ENOMEM. */
static inline int tags_create(struct tags *tags, uint32_t entries, uint32_t ways)
{
	uint32_t buckets = 1;

	while (buckets * ways < entries)
		buckets *= 2;
	tags->mask = buckets - 1;
	tags->ways = ways;
	tags->tag = calloc((size_t)buckets * ways, sizeof(*tags->tag));
	return tags->tag ? 0 : -ENOMEM;
}

static inline void tags_destroy(struct tags *tags)
{
	free(tags->tag);
}

/* How many entries there are, empty or not. */
static inline size_t tags_entries(const struct tags *tags)
{
	return ((size_t)tags->mask + 1) * tags->ways;
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

#endif
