/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What a TCP connection's own numbers show to have gone up without being seen: hardware forwards it
 * past a recorder, or a recorder loses it. Sequence numbers that jump leave a hole, and so do bytes
 * that are acknowledged and were not there. What comes later in order or again fills it. Pure;
 * called by the meter, of each packet that it counts.
 */
#ifndef LENSWATCH_CAPTURE_HOLES_H
#define LENSWATCH_CAPTURE_HOLES_H

#include "packet/packet.h"

#define HOLES_MOST 4

struct holes {
	uint32_t next;	    /* the number of the byte that comes next */
	uint32_t acked;	    /* up to which the other end has all */
	uint64_t since_ns;  /* when the last hole was found */
	uint64_t first_ns;  /* what the earliest lacks went up after that */
	uint64_t seen_ns;   /* when a packet of the connection last passed */
	uint64_t last_ns;   /* when the last of the spans began */
	uint32_t ripe;	    /* bytes of holes that made room for others */
	uint64_t accounted; /* bytes that went unseen and were counted elsewhere */
	uint8_t known, answered;
	uint8_t count;
	struct holes_span {
		uint32_t from, to;
	} spans[HOLES_MOST];
};

/* A TCP packet of the connection, from the device or to it. True where there is a hole. */
bool holes_packet(struct holes *holes, bool up, const struct packet *packet, uint64_t now_ns);
/* So many bytes of the connection that went unseen were counted elsewhere: they are no hole. */
void holes_account(struct holes *holes, uint64_t bytes);
/*
 * The bytes that will not come any more, and forgets them: acknowledged for a second; never
 * answered at all for five, as where one way alone is seen; where answers go on all the while,
 * after six; else two minutes, in which what was lost before it came here is sent again. `over`:
 * the connection is, and all of them are taken.
 */
uint64_t holes_take(struct holes *holes, uint64_t now_ns, bool over);

#endif
