/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Frames that are there and that nobody looks into: with tags of a switch or another layer before
 * IP, cut before their addresses, or copies of frames inside of packets. Footage may be in them, so
 * they are counted, and told where they could hold a still picture. Called by the meter.
 */
#ifndef LENSWATCH_CAPTURE_UNREAD_H
#define LENSWATCH_CAPTURE_UNREAD_H

#include "packet/carrier.h"
#include "observation.h"

/* What devices say to each other below IP is short; footage is not (FOOTAGE_MEAN_PACKET). */
#define UNREAD_SHORT 100
#define UNREAD_TYPE_CUT 0xffff /* in place of a type: malformed, or cut before the addresses */

enum unread_kind {
	UNREAD_FOREIGN, /* a frame type that is not known; or one of those below */
	UNREAD_SWITCH,
	UNREAD_BATMAN,
	UNREAD_MPLS,
	UNREAD_MACSEC,
	UNREAD_TAGGED,
	UNREAD_CUT,
	UNREAD_MIRROR,
	UNREAD_KINDS,
};

struct unread {
	struct unread_sum {
		uint64_t frames, from_ns, to_ns;
		uint64_t bytes; /* of those that are not short */
	} sums[UNREAD_KINDS];
};

/* A frame of so many bytes on the wire. */
void unread_add(struct unread *unread, enum unread_kind kind, uint32_t length, uint64_t now_ns);
/* A frame that packet_decode answered with -ENOMSG. */
void unread_foreign(struct unread *unread, int link_type, const uint8_t *data, uint32_t captured,
		    uint32_t length, uint64_t now_ns);
/*
 * Frames of that type that were counted elsewhere; `point` is the first byte of IEEE 802.2 where
 * the type is its length, else -1.
 */
void unread_counted(struct unread *unread, uint16_t type, int point, const struct unread_sum *sum);
/* Tells what has been gathered for ten minutes, or at the end. */
void unread_tell(struct unread *unread, uint64_t now_ns, bool end, const struct observer *observer);

#endif
