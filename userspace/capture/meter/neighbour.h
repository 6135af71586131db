/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Which MAC last used which home address, for captures whose frames do not carry the receiver's MAC
 * (Linux cooked). Called by the meter and by place.c.
 */
#ifndef LENSWATCH_CAPTURE_NEIGHBOUR_H
#define LENSWATCH_CAPTURE_NEIGHBOUR_H

#include "packet/address.h"

struct neighbours;

int neighbours_create(struct neighbours **out); /* 0 or -ENOMEM */
void neighbours_destroy(struct neighbours *neighbours);
void neighbours_learn(struct neighbours *neighbours, const struct address *address,
		      const uint8_t mac[6]);
/* The MAC, or NULL where none was seen. Valid until the next call. */
const uint8_t *neighbours_find(const struct neighbours *neighbours, const struct address *address);

#endif
