/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Accounting of one flow, by the meter. No libc, no loops, no allocation: fit to be compiled for
 * the kernel too, so that a program there can count exactly as a replay does.
 *
 * A flow is counted in stretches. A stretch opens at an upstream packet and takes all packets of
 * the flow until one second after that packet; it knows its first and last upstream packet, so gaps
 * between the upstream packets of several flows can be told exactly: inside a stretch no gap
 * reaches a second. Downstream packets are kept apart by where they lie, so that the bytes between
 * any two upstream packets of a flow can be summed without their times:
 * - lead: before the stretch, since the one before it ended
 * - within: between its first and last upstream packet
 * - tail: after its last upstream packet, before it ended
 * Between upstream packets of different flows the times of the lead's first and the tail's last
 * packet decide.
 */
#ifndef LENSWATCH_BPF_ACCOUNT_H
#define LENSWATCH_BPF_ACCOUNT_H

#include <linux/types.h>

#define ACCOUNT_STRETCH_NS 1000000000ULL

/* A larger IP packet came merged out of several (GRO, TSO): its headers were counted once. */
#define ACCOUNT_MERGED_LENGTH 1500U

/* The header of IPv6 and the longest that TCP has (RFC 9293 section 3.1). */
#define ACCOUNT_BARE_MOST 100U

struct account_down {
	__u64 bytes;
	__u32 packets;
	__u32 zero;
};

struct account_stretch {
	__u64 first_up_ns; /* 0 where the stretch holds only downstream packets */
	__u64 last_up_ns;
	__u64 bytes_up; /* IP bytes: IPv4 total length, IPv6 payload length + 40 */
	__u32 packets_up;
	__u32 largest_up; /* the largest upstream packet */
	struct account_down lead;
	struct account_down within;
	struct account_down tail;
	__u64 lead_first_ns; /* first downstream packet of the lead */
	__u64 tail_last_ns;  /* last downstream packet of the tail */
	__u32 merged;	     /* packets merged out of an unknown number, both ways */
	__u32 sequence;	     /* counts a flow's stretches: a missing number is a lost stretch */
	__u32 bare_up;	     /* of bytes_up, those of TCP segments without payload */
	__u32 zero;
};

struct account_flow {
	struct account_stretch open;
};

/* What one frame adds: one packet, or several where the kernel handed them over as one. */
struct account_packet {
	__u32 bytes; /* IP bytes as they crossed the wire */
	__u32 packets;
	__u32 largest; /* the largest of them */
	__u32 merged;  /* 1 where it came merged and out of how many is not known */
};

_Static_assert(sizeof(struct account_stretch) == 112, "account_stretch is shared with the kernel");

#ifdef __bpf__
#define ACCOUNT_INLINE static __attribute__((always_inline)) inline
#else
#define ACCOUNT_INLINE static inline
#endif

/* A packet of `length` IP bytes that says no more of itself. */
ACCOUNT_INLINE struct account_packet account_whole(__u32 length)
{
	struct account_packet packet = {
		.bytes = length,
		.packets = 1,
		.largest = length,
		.merged = length > ACCOUNT_MERGED_LENGTH,
	};

	return packet;
}

/*
 * A super-packet of which is known what it is made of (skb_shared_info gso_segs and gso_size):
 * each of `segments` had `headers` bytes of IP and transport header, and up to `size` behind them.
 */
ACCOUNT_INLINE struct account_packet account_segments(__u32 length, __u32 segments, __u32 size,
						      __u32 headers)
{
	struct account_packet packet = {
		.bytes = length + (segments - 1) * headers,
		.packets = segments,
		.largest = size + headers,
	};

	return packet;
}

/*
 * Whether the open stretch has run its second at `now_ns`, which may lie before it where who asks
 * read the clock a moment ago.
 */
ACCOUNT_INLINE int account_is_due(const struct account_flow *flow, __u64 now_ns)
{
	return flow->open.first_up_ns && now_ns >= flow->open.first_up_ns + ACCOUNT_STRETCH_NS;
}

/* Ends the open stretch: copies it out and begins an empty one. */
ACCOUNT_INLINE void account_close(struct account_flow *flow, struct account_stretch *closed)
{
	__u32 sequence = flow->open.sequence;

	*closed = flow->open;
	__builtin_memset(&flow->open, 0, sizeof(flow->open));
	flow->open.sequence = sequence + 1;
}

/* Adds what went up. The caller has closed a stretch that was due. */
ACCOUNT_INLINE void account_up(struct account_flow *flow, __u64 now_ns,
			       const struct account_packet *packet)
{
	struct account_stretch *s = &flow->open;

	if (!s->first_up_ns)
		s->first_up_ns = now_ns;
	s->last_up_ns = now_ns;
	s->bytes_up += packet->bytes;
	s->packets_up += packet->packets;
	if (packet->largest > s->largest_up)
		s->largest_up = packet->largest;
	s->merged += packet->merged;
	s->within.bytes += s->tail.bytes;
	s->within.packets += s->tail.packets;
	s->tail.bytes = 0;
	s->tail.packets = 0;
	s->tail_last_ns = 0;
}

/* The packet that went up last was a TCP segment without payload. Options may hold anything. */
ACCOUNT_INLINE void account_bare(struct account_flow *flow, const struct account_packet *packet)
{
	if (packet->bytes <= ACCOUNT_BARE_MOST)
		flow->open.bare_up += packet->bytes;
}

/* Adds what came down. The caller has closed a stretch that was due. */
ACCOUNT_INLINE void account_down(struct account_flow *flow, __u64 now_ns,
				 const struct account_packet *packet)
{
	struct account_stretch *s = &flow->open;
	struct account_down *part = s->first_up_ns ? &s->tail : &s->lead;

	if (!s->first_up_ns && !s->lead_first_ns)
		s->lead_first_ns = now_ns;
	if (s->first_up_ns)
		s->tail_last_ns = now_ns;
	part->bytes += packet->bytes;
	part->packets += packet->packets;
	s->merged += packet->merged;
}

#endif
