/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Where one listens: the same packets as Ethernet on the LAN, on a bridge and its port, with `-i
 * any`, at a mirror port that copies both ways, as raw IP, or behind the router's address
 * translation; with VLAN tags, QinQ or PPPoE.
 */
#ifndef GENERATOR_VIEW_H
#define GENERATOR_VIEW_H

#include "house.h"
#include "packets.h"
#include "writer.h"

#define VIEW_HEADROOM                                                                              \
	64 /* link headers are put before a packet: its buffer must have this room                 \
	    */
#define VIEW_WORDS "lan, bridge-port, any-sll, any-sll2, span, raw, wan, vlan ID, qinq ID ID, pppoe"

enum view_place { VIEW_LAN, VIEW_BRIDGE_PORT, VIEW_SLL, VIEW_SLL2, VIEW_SPAN, VIEW_RAW, VIEW_WAN };

struct view {
	enum view_place place;
	bool pppoe;
	int tag_count;
	unsigned tags[2];
	uint64_t last_ns; /* of the last packet written: time stamps never repeat */
	bool nano;
	const struct house *house;
	struct writer *writer;
	uint64_t back_from_ns, back_ns; /* the clock is put back */
	uint64_t packets;
};

/* One IP (or ARP) packet as it crosses the house. `data` may be changed. */
struct view_packet {
	uint8_t *data;
	uint32_t length;
	uint64_t time_ns;
	uint16_t ether_type, from, to;
	bool outside;
};

/* Reads "vlan 7" and the like. 0, or -EINVAL. */
int view_parse(struct view *view, const char *words);
void view_writer_options(const struct view *view, struct writer_options *options);
/* Whether this packet can be seen from here at all. */
bool view_sees(const struct view *view, const struct view_packet *packet);
/* Writes the packet as often as it is seen; returns the time stamp of the first copy. */
uint64_t view_show(struct view *view, const struct view_packet *packet);

#endif
