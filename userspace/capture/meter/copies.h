/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Tells a second copy of a packet (bridge and port, both ways of a mirror port, `-i any`) from a
 * packet that was sent twice. A copy follows its original within milliseconds and has the same
 * identification, checksum and sequence. Called by the meter.
 */
#ifndef LENSWATCH_CAPTURE_COPIES_H
#define LENSWATCH_CAPTURE_COPIES_H

#include "capture/meter/stretches.h"

struct copies { /* what is known of this capture so far */
	uint64_t packets;
	uint64_t proven;
};

/*
 * Whether `packet` is a copy of one that `flow` carried in this direction a moment ago. Remembers
 * it if not.
 */
bool copies_check(struct copies *copies, struct metered_flow *flow, bool upstream,
		  const struct packet *packet, uint64_t time_ns);

#endif
