/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The network interfaces of this machine, over rtnetlink: what they are, what lies above them, what
 * addresses they have, what they dropped; and word when that changes. Needs no capability. Called
 * by watch/ and by attach.c.
 */
#ifndef LENSWATCH_CAPTURE_LINKS_H
#define LENSWATCH_CAPTURE_LINKS_H

#include "packet/address.h"

#define LINK_NAME 16 /* IFNAMSIZ */
#define LINK_PREFIXES 16

struct link_state {
	uint32_t index;
	char name[LINK_NAME];
	char kind[16];	/* IFLA_INFO_KIND: "bridge", "veth", "vlan", ...; "" for hardware */
	uint8_t mac[6]; /* zero where it has none */
	uint16_t type;	/* ARPHRD_* */
	bool up;	/* IFF_UP */
	bool running;	/* IFF_RUNNING: there is a carrier */
	bool wireless;
	bool point_to_point; /* IFF_POINTOPOINT */
	uint32_t master;     /* the bridge or bond it belongs to; 0 none */
	uint32_t lower;	     /* of a VLAN, macvlan or switch's port: the interface below; 0 none */
	uint32_t mtu;
	uint32_t xdp_program; /* id of an XDP program that is there; 0 none */
	size_t prefix_count;
	struct prefix prefixes[LINK_PREFIXES]; /* its addresses with their networks' lengths */
	struct address addresses[LINK_PREFIXES];
	/* IFLA_STATS64 */
	uint64_t received, sent; /* frames */
	uint64_t dropped; /* the most of rx_missed_errors, rx_fifo_errors and rx_over_errors */
};

struct links;

/* 0, or -errno. */
int links_open(struct links **out);
void links_close(struct links *links);
/* Readable when something changed. */
int links_descriptor(const struct links *links);
/*
 * Reads what changed. True where a link appeared, vanished, or changed what `link_state` says but
 * for counters.
 */
bool links_read(struct links *links);
/* Asks anew for everything, with counters. 0 or -errno. */
int links_refresh(struct links *links);
/* NULL where there is none. Valid until the next read or refresh. */
const struct link_state *links_by_name(const struct links *links, const char *name);
const struct link_state *links_by_index(const struct links *links, uint32_t index);
void links_each(const struct links *links,
		void (*each)(void *context, const struct link_state *link), void *context);
/* Whether a route but those that come with its addresses leaves by it. 1, 0, or -errno. */
int links_has_route(struct links *links, uint32_t index);
/* The same of a default route. */
int links_has_default_route(struct links *links, uint32_t index);
/* Calls `each` for every route, but default ones and those that came with an address, that leaves
 * by it. 0 or -errno. */
int links_each_route(struct links *links, uint32_t index,
		     void (*each)(void *context, const struct prefix *to), void *context);
/*
 * Whether what is reached through it is elsewhere: a tunnel, a line between two, the like. Not one
 * that is a bridge's port: what it brings is told by the bridge's addresses.
 */
bool link_is_tunnel(const struct link_state *link);
/* Whether others are its ports: a bridge, bond or team. */
bool link_is_bundle(const struct link_state *link);
/* Its bridge or bond, else a VLAN (or the like) that lies on it; NULL where nothing does. */
const struct link_state *links_above(const struct links *links, const struct link_state *link);
/*
 * The more lie above it, the higher: a packet that comes in passes a port (5, of a bridge with a
 * VLAN), then its bridge (2), then the VLAN's device (1). 0 is a bridge or bond on which nothing
 * lies, and less than a device beside it (1).
 */
unsigned links_rank(const struct links *links, const struct link_state *link);

#endif
