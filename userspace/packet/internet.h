/* SPDX-License-Identifier: GPL-2.0-or-later */
/* IPv4, IPv6 with its extension headers, ARP, and the transport header behind them. */
#ifndef LENSWATCH_PACKET_INTERNET_H
#define LENSWATCH_PACKET_INTERNET_H

#include "packet/packet.h"

/*
 * Decode what begins at `ip`: `captured` bytes are present, `length` were on the wire, padding of
 * the link included in both. 0 or -EBADMSG (ARP of another kind: -ENOMSG).
 */
int internet_decode_v4(const uint8_t *ip, uint32_t captured, uint32_t length, struct packet *out);
int internet_decode_v6(const uint8_t *ip, uint32_t captured, uint32_t length, struct packet *out);
int internet_decode_arp(const uint8_t *arp, uint32_t captured, struct packet *out);

#endif
