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

/*
 * So many changes may pass before the block of an interface is read: a port, its bridge and a VLAN
 * of that are read one after the other, and each reaches further than the one before.
 */
#define ROSTER_STAYS 4

/* Where a device is counted. Times, here and below, are as its frames say. */
struct roster_stay {
	uint32_t interface; /* 0: nowhere yet, or that went away */
	uint64_t moved_ns;  /* since when what it sends is counted there */
	uint64_t turned_ns; /* since when what comes to it is */
};

struct roster_entry {
	struct device_key key;
	enum device_state state;
	uint8_t rank;				/* of the interface where it is counted now */
	struct roster_stay stays[ROSTER_STAYS]; /* newest first */
	uint64_t source_ns;			/* when it last sent there */
	uint64_t copy_ns; /* when it was last seen to send elsewhere, which was a copy */
};

struct roster;

int roster_create(uint32_t limit, struct roster **out); /* 0 or -ENOMEM */
void roster_destroy(struct roster *roster);
/*
 * Finds or adds; `*added` tells which. Where it is full, one that was found longest ago makes room,
 * rather one that is undecided: whoever is on the network can make MACs up without end.
 */
uint32_t roster_find(struct roster *roster, const struct device_key *key, bool *added);
/* How often an index became another device's. */
uint32_t roster_generation(const struct roster *roster);
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
/*
 * Whether the device is counted at another interface than this one, of the same rank. Where those
 * are two cables, each of its flows may take its own.
 */
bool roster_is_beside(const struct roster_entry *device, uint32_t interface, uint8_t rank);
/* A frame to the device was seen at `interface`: whether such frames are counted at another. */
bool roster_is_elsewhere(const struct roster_entry *device, uint32_t interface, uint64_t time_ns);

#endif
