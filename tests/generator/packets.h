/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What crosses the wire in one round of a scene: descriptors in any order, sorted once. A packet is
 * its first bytes (headers and what of the payload means something) and a length of pseudo-random
 * filling, so a round of much video needs little memory.
 */
#ifndef GENERATOR_PACKETS_H
#define GENERATOR_PACKETS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define PACKETS_POOL (1U << 20)	 /* bytes of filling to choose from */
#define PACKETS_BROADCAST 0xffff /* a node: everyone */
#define PACKETS_MULTICAST 0xfffe /* a node: who the destination address says */
#define PACKETS_NOBODY 0xffff	 /* booked to no device */

enum packet_way { PACKET_LOCAL, PACKET_UP, PACKET_DOWN };

struct packet {
	uint64_t time_ns;
	size_t head; /* offset of its first bytes */
	uint32_t head_length;
	uint32_t fill_length;
	uint32_t fill_from; /* offset in the pool of filling */
	uint32_t flow;	    /* packets of one TCP connection share it; 0 none */
	uint32_t action;    /* index of the action that sent it */
	uint16_t from, to;  /* nodes: index of a device, 0 the router */
	uint16_t ether_type;
	uint16_t device; /* the device at home it is booked to */
	uint8_t way;
};

struct packets {
	struct packet *items;
	size_t count, room;
	uint8_t *heads;
	size_t heads_length, heads_room;
};

/* Adds a packet with `length` first bytes; the result is valid until the next call. Aborts without
 * memory. */
struct packet *packets_add(struct packets *packets, const void *head, size_t length);
/* The same packet once more at `time_ns` (a retransmission). */
struct packet *packets_repeat(struct packets *packets, size_t index, uint64_t time_ns);
void packets_sort(struct packets *packets);
void packets_clear(struct packets *packets);
void packets_free(struct packets *packets);

#endif
