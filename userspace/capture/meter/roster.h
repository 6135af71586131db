/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The devices a meter has seen: their state as the engine decided it and the interface they are
 * counted on. Called by the meter.
 */
#ifndef LENSWATCH_CAPTURE_ROSTER_H
#define LENSWATCH_CAPTURE_ROSTER_H

#include "../bpf/flow.h"

#include <stdbool.h>
#include <stdint.h>

#define ROSTER_NONE UINT32_MAX
/* Time that steps back so far: the clock was set. */
#define ROSTER_STEP_NS 1000000000ULL

struct roster_entry {
	struct device_key key;
	enum device_state state;
	uint32_t interface, before; /* and where it was counted before that */
	uint8_t rank;		    /* of `interface` */
	/* As its frames say: */
	uint64_t moved_ns;  /* since when what it sends is counted there */
	uint64_t turned_ns; /* since when what comes to it is */
	uint64_t source_ns; /* when it last sent there */
	uint64_t copy_ns;   /* when it was last seen to send elsewhere, which was a copy */
};

struct roster;

int roster_create(uint32_t limit, struct roster **out); /* 0 or -ENOMEM */
void roster_destroy(struct roster *roster);
/* Finds or adds. ROSTER_NONE where it is full. `*added` tells which. */
uint32_t roster_find(struct roster *roster, const struct device_key *key, bool *added);
/* Only finds. */
uint32_t roster_look(const struct roster *roster, const struct device_key *key);
struct roster_entry *roster_at(struct roster *roster, uint32_t index);
uint32_t roster_count(const struct roster *roster);
/*
 * The device sent a frame that was seen at `interface`, of that rank: whether it is a copy of what
 * is counted at another. Where it is none, the device may have moved.
 */
bool roster_is_copy(struct roster_entry *device, uint32_t interface, uint8_t rank,
		    uint64_t time_ns);
/* A frame to the device was seen at `interface`: whether such frames are counted at another. */
bool roster_is_elsewhere(const struct roster_entry *device, uint32_t interface, uint64_t time_ns);

#endif
