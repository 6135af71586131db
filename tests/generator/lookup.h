/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Names: a device asks the router's resolver, and the answer says where the host is. */
#ifndef GENERATOR_LOOKUP_H
#define GENERATOR_LOOKUP_H

#include "stage.h"

#define LOOKUP_TTL 60 /* Blink's answers live this long: tests/generator/README.md */

/* The address a host has in the scene: the one stated, else one drawn from its name in
 * 198.18.0.0/15 or 2001:db8:f::/48. */
struct address lookup_address(const struct stage *stage, int device, const char *host,
			      const char *stated);
/* Query and answer at `now_ns` (A or AAAA by the address), through `cname` where not NULL; returns
 * when it is answered. */
uint64_t lookup_ask(struct stage *stage, int device, uint64_t now_ns, const char *host,
		    const char *cname, const struct address *address);

#endif
