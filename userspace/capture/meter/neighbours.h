/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Which MAC last used which home address, for captures whose frames do not carry the receiver's MAC
 * (Linux cooked); and which MACs forward for others: an extender, a second router, a box that
 * stands between. Behind such a one a device is its address, or the MAC that sent the same packet
 * before. Called by the meter and by place.c.
 */
#ifndef LENSWATCH_CAPTURE_NEIGHBOURS_H
#define LENSWATCH_CAPTURE_NEIGHBOURS_H

#include "packet/address.h"

struct neighbours;

int neighbours_create(struct neighbours **out); /* 0 or -ENOMEM */
void neighbours_destroy(struct neighbours *neighbours);
void neighbours_learn(struct neighbours *neighbours, const struct address *address,
		      const uint8_t mac[6]);
/* The MAC, or NULL where none was seen. Valid until the next call. */
const uint8_t *neighbours_find(const struct neighbours *neighbours, const struct address *address);

/*
 * `mac` sends from that home address. Who comes back to two of them in turn, within minutes,
 * forwards for both; a device that is given a new address leaves the old one.
 */
void neighbours_turn(struct neighbours *neighbours, const struct address *address,
		     const uint8_t mac[6], uint64_t now_ns);
/* `mac` sent on what `owner` had sent from that address. */
void neighbours_forward(struct neighbours *neighbours, const struct address *address,
			const uint8_t owner[6], const uint8_t mac[6]);
bool neighbours_forwards(const struct neighbours *neighbours, const uint8_t mac[6]);
/* Whose packets a forwarder sends on from that address, or NULL. */
const uint8_t *neighbours_owner(const struct neighbours *neighbours, const struct address *address);
/* Counts up when a forwarder is found. */
uint32_t neighbours_generation(const struct neighbours *neighbours);

#endif
