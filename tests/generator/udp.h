/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Single datagrams. Those longer than the house's MTU are cut into fragments when they are written.
 */
#ifndef GENERATOR_UDP_H
#define GENERATOR_UDP_H

#include "ip.h"

/* A datagram of `head` and `fill` pseudo-random bytes. */
void udp_send(struct stage *stage, struct path *path, bool up, uint64_t time_ns, const void *head,
	      size_t head_length, uint32_t fill);

#endif
