/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The path cache: what the meter made of packets that look alike on the wire (same addresses,
 * ports, MACs, interface), so that the next one costs a single look-up. Only a cache: a lost entry
 * is made anew. Called by the meter.
 */
#ifndef LENSWATCH_CAPTURE_PATH_H
#define LENSWATCH_CAPTURE_PATH_H

#include "packet/packet.h"

struct path_key {
	uint8_t source[16], target[16];
	uint8_t source_mac[6], target_mac[6];
	uint16_t source_port, target_port;
	uint8_t protocol;
	uint8_t flags;
	uint16_t zero;
	uint32_t interface;
};
_Static_assert(sizeof(struct path_key) == 56, "hashed as a whole: no hidden padding");

enum path_verdict {
	PATH_SKIP = 1, /* nothing to count */
	PATH_COPY,     /* seen before, when it came in */
	PATH_OUTSIDE,  /* neither end is at home */
	PATH_UP,
	PATH_DOWN,
};

struct path {
	struct path_key key;
	uint32_t flow;	      /* index for PATH_UP and PATH_DOWN */
	uint32_t flow_serial; /* the flow's, to tell a slot that was given away */
	uint32_t device;      /* roster index */
	uint32_t generation;  /* of the home when this was decided */
	uint32_t used_s;      /* for ageing */
	uint8_t verdict;      /* enum path_verdict; 0 empty */
	uint8_t telling;      /* may carry DNS or discovery: each packet is looked at */
	uint16_t zero;
};

struct path_cache;

/* 0 or -ENOMEM; rounded up to a power of two. */
int path_create(uint32_t entries, struct path_cache **out);
void path_destroy(struct path_cache *cache);
void path_key_of(const struct packet *packet, struct path_key *out);
/* The entry for `key`, or NULL. */
struct path *path_find(struct path_cache *cache, const struct path_key *key);
/* Forgets an entry that is not true any more. */
void path_drop(struct path_cache *cache, struct path *path);
/* An entry for `key`, zeroed but for the key; the least recently used of its bucket makes room. */
struct path *path_add(struct path_cache *cache, const struct path_key *key, uint32_t now_s);

#endif
