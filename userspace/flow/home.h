/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Which addresses are inside the home: private ranges always, prefixes told by --home, and what was
 * learned on the wire. The engine fills it; sources ask it to tell up from down.
 */
#ifndef LENSWATCH_FLOW_HOME_H
#define LENSWATCH_FLOW_HOME_H

#include "packet/address.h"

#define HOME_PREFIXES 64
#define HOME_EXCEPTIONS 64
#define HOME_ADDRESSES 1024

enum home_source {
	HOME_DECLARED = 1, /* --home */
	HOME_ADVERTISED,   /* router advertisement, DHCP */
	HOME_NEIGHBOUR,	   /* a single address that a device answered for */
	HOME_LOCAL,	   /* live: this machine's own */
};

/* What is reached through a tunnel of this machine, however private its addresses are. */
struct home_exception {
	struct prefix prefix;
	bool vpn; /* else it is this machine's way out */
};

struct home;

/* 0, or -ENOMEM. Free with home_destroy. */
int home_create(struct home **out);
void home_destroy(struct home *home);
/*
 * 0 also where it was known. -ENOSPC where the table is full, -EINVAL for a prefix shorter than /8
 * (v4) or /16 (v6), and for one shorter than /48 (v6) that was only announced.
 */
int home_add(struct home *home, const struct prefix *prefix, enum home_source source);
/* Forgets the public IPv6 networks and addresses that were learned: they came from nobody's router.
 */
void home_unlearn(struct home *home);
bool home_has(const struct home *home, const struct address *address);
/*
 * Live: what is outside although it may look like home, in place of what was said before. As in a
 * routing table the longest prefix decides; of two as long, and against --home, home does.
 */
void home_except(struct home *home, const struct home_exception *exceptions, size_t count);
/* Whether it is outside, and reached through a VPN that ends at this machine. */
bool home_is_behind_vpn(const struct home *home, const struct address *address);
/*
 * Whether two addresses of the home are of one network, as far as is known, or `remote` was told to
 * be at home, or is this machine's. Else a router lies between them, and what is behind it may be
 * elsewhere, by a tunnel or at the provider's.
 */
bool home_is_near(const struct home *home, const struct address *local,
		  const struct address *remote);
/* Calls `each` for the exceptions without which something would be home, the longest first. */
void home_each_exception(const struct home *home,
			 void (*each)(void *context, const struct prefix *prefix), void *context);
/* Counts up at each change, so that a source knows when to look again. */
uint32_t home_generation(const struct home *home);
/* Calls `each` for every prefix that is not built in, in the order they were learned. */
void home_each(const struct home *home,
	       void (*each)(void *context, const struct prefix *prefix, enum home_source source),
	       void *context);

#endif
