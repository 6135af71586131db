/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The addresses of one device: one of IPv4 as a rule, several of IPv6 beside it. Called by the
 * engine.
 */
#ifndef LENSWATCH_CAMERA_ADDRESSES_H
#define LENSWATCH_CAMERA_ADDRESSES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "observation.h"

/* Of one link, of the home, stable, for a day (RFC 8981), that of the day before, and one of IPv4.
 */
#define ADDRESSES_MOST 6

/* The one used last comes first. Begins zeroed. */
struct addresses {
	size_t count;
	struct addresses_one {
		struct address address;
		uint64_t used_ns;
	} one[ADDRESSES_MOST];
};

/* It sent from that address; the one used longest ago makes room. */
void addresses_use(struct addresses *addresses, const struct address *address, uint64_t now_ns);
/* NULL: it is not known to have used that one. Valid until the next call of addresses_use. */
const struct addresses_one *addresses_find(const struct addresses *addresses,
					   const struct address *address);
/*
 * Whether both have one in common. A lease of IPv4 is another's soon: once its device had a later
 * one it counts for `lease_ns` more.
 */
bool addresses_meet(const struct addresses *a, const struct addresses *b, uint64_t now_ns,
		    uint64_t lease_ns);

#endif
