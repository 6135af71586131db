/* SPDX-License-Identifier: GPL-2.0-or-later */
/* IPv4 and IPv6 headers around what a transport hands down; checksums are filled in when a packet
 * is written. */
#ifndef GENERATOR_IP_H
#define GENERATOR_IP_H

#include "bytes.h"
#include "stage.h"

#define IP_TCP 6
#define IP_UDP 17
#define IP_ICMP6 58

/* Sends `transport` (header and first payload bytes) and `fill` bytes more; returns the packet's
 * index. */
size_t ip_send(struct stage *stage, struct path *path, bool up, uint64_t time_ns, unsigned protocol,
	       const struct bytes *transport, uint32_t fill);
/* The header's size on this path. */
uint32_t ip_header_size(const struct path *path);
/* Writes the checksums of the IP packet at `packet`, of `length` bytes: IPv4 header, TCP, UDP,
 * ICMPv6. */
void ip_checksum(uint8_t *packet, size_t length);
void ip_header_checksum(uint8_t *packet); /* of IPv4 */
/* Puts another IPv4 source (or destination) address and mends the checksums, as translation does
 * (RFC 1624). */
void ip_readdress(uint8_t *packet, bool destination, const uint8_t address[4]);
/* Sets the length fields of a packet whose payload has grown or shrunk (merged, cut in fragments).
 */
void ip_set_length(uint8_t *packet, size_t length);

#endif
