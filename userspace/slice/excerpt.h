/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What of a frame may be kept for a third person: its headers, what devices say of themselves
 * (DNS, DHCP, discovery), and the first bytes of each connection, which tell what it is and for
 * whom. The rest is footage and is cut off. Called by slices.c for every frame.
 */
#ifndef LENSWATCH_SLICE_EXCERPT_H
#define LENSWATCH_SLICE_EXCERPT_H

#include "packet/packet.h"

/*
 * Payload bytes of a connection that stay, each way: a TLS greeting with its certificate request,
 * one of QUIC in two datagrams (with post-quantum keys it takes as many), the head of an HTTP
 * request. A still picture of a camera is larger.
 */
#define EXCERPT_OPENING 3000

struct excerpt;

int excerpt_create(struct excerpt **out); /* 0 or -ENOMEM */
void excerpt_destroy(struct excerpt *excerpt);
/*
 * How many of the `captured` bytes of `frame` stay; `packet` is what it was decoded to. `*talk`: it
 * is worth more than the moment, since it says who speaks or what the connection is.
 */
uint32_t excerpt_keep(struct excerpt *excerpt, const struct packet *packet, const uint8_t *frame,
		      uint32_t captured, bool *talk);

/* DNS, DHCP and what devices say of themselves, ARP and ICMPv6: kept whole. */
bool excerpt_is_talk(const struct packet *packet);

#endif
