/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * One captured frame decoded down to its transport header: link layers, VLAN tags, PPPoE, IPv4,
 * IPv6 with extension headers, TCP, UDP. Pure and bounded; called by the meter for every packet.
 */
#ifndef LENSWATCH_PACKET_PACKET_H
#define LENSWATCH_PACKET_PACKET_H

#include "packet/address.h"

enum packet_flag {
	PACKET_HAS_SOURCE_MAC = 1 << 0,
	PACKET_HAS_TARGET_MAC = 1 << 1,
	PACKET_SENT_HERE = 1 << 2, /* cooked capture: this machine sent it (LINUX_SLL_OUTGOING) */
	PACKET_FRAGMENT = 1 << 3,  /* a fragment, first or later */
	PACKET_LATER = 1 << 4,	   /* a fragment that is not the first: no ports */
	PACKET_ARP = 1 << 5, /* not IP: `ip` is the ARP body, addresses are sender and target */
	PACKET_IPV6 = 1 << 6,
};

struct packet {
	struct address source, target;
	uint16_t source_port, target_port; /* host order, 0 where there are none */
	uint8_t protocol;		   /* IPPROTO_*, behind IPv6 extension headers */
	uint8_t tcp_flags;		   /* 0 where it is not TCP or the flags were cut off */
	uint16_t flags;			   /* enum packet_flag */
	bool numbered;			   /* TCP, whose flags and both numbers are here */
	bool bare;			   /* TCP that is filled by its headers: no payload */
	uint32_t sequence, acknowledgement;
	uint16_t arp_operation; /* with PACKET_ARP */
	uint32_t interface;	/* cooked v2: interface index; else 0 */
	uint8_t source_mac[6], target_mac[6];
	const uint8_t *ip;    /* points into the frame */
	uint32_t ip_captured; /* bytes present from `ip` on, without link-layer padding */
	uint32_t length;      /* IP bytes on the wire: total length, or payload length + 40 */
	const uint8_t
		*payload; /* transport payload (of ICMP and others the whole message), or NULL */
	uint32_t payload_captured; /* bytes present */
	uint32_t payload_length;   /* bytes that were on the wire */
	uint32_t identity;	   /* IPv4 identification, or the IPv6 fragment's; 0 where none */
	uint32_t fingerprint;	   /* of what tells a copy: identity, checksums, sequence (see
				      packet_decode) */
};

/* Whether packet_decode reads frames of `link_type` (DLT_*, as pcap_datalink gives it). */
bool packet_knows_link(int link_type);

/*
 * Decodes the frame `data` of which `captured` bytes are present and `length` were on the wire.
 * `out` borrows from `data`. An IPv4 total length of 0 (TSO, RFC-less but common) means the frame's
 * length less its link header. Returns 0, -ENOMSG where the frame carries neither IP nor ARP,
 * -EBADMSG where it is malformed or cut before the addresses.
 */
int packet_decode(int link_type, const uint8_t *data, uint32_t captured, uint32_t length,
		  struct packet *out);

#endif
