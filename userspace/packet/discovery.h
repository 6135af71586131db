/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What a device says of itself on the home network: DHCP (RFC 2131, RFC 8415), mDNS with DNS-SD
 * (RFC 6762, RFC 6763), SSDP, WS-Discovery (ONVIF), router advertisements and neighbour discovery
 * (RFC 4861), ARP. Each decoder hands over plain facts one by one to listen.c, which knows the
 * rooms they are for.
 */
#ifndef LENSWATCH_PACKET_DISCOVERY_H
#define LENSWATCH_PACKET_DISCOVERY_H

#include "packet/packet.h"

enum discovery_kind {
	DISCOVERED_HOST_NAME = 1, /* DHCP option 12 / 81, DHCPv6 option 39 */
	DISCOVERED_VENDOR_CLASS,  /* DHCP option 60, DHCPv6 option 16 */
	DISCOVERED_MDNS_HOST,	  /* "DCS-8000LH-B0C554435483": a .local address it announces */
	DISCOVERED_MDNS_INSTANCE, /* "DCS-8000LH-5483" : instance of a service it announces */
	DISCOVERED_MDNS_SERVICE,  /* "_dcp._tcp": a service it announces (not one it asks for) */
	DISCOVERED_MDNS_TEXT,	  /* "ci=17", "md=...", "model=...": a TXT string it announces */
	DISCOVERED_MODEL,	  /* SSDP SERVER / USN / ST, WS-Discovery types and scopes */
	DISCOVERED_PREFIX,	  /* router advertisement prefix or DHCP mask: `prefix` is home */
	DISCOVERED_ADDRESS, /* this device answers for `prefix.address` (ARP, NDP, DHCP ack) */
	DISCOVERED_ROUTER,  /* this device is the router (RA, DHCP option 3 from the server) */
};

struct discovery {
	enum discovery_kind kind;
	const char
		*text; /* for the text kinds: printable ASCII/UTF-8, cleaned, at most 255 bytes */
	struct prefix prefix; /* for PREFIX and ADDRESS */
	uint8_t mac[6];	      /* whom it is about where that is not the sender (DHCP ack: chaddr) */
	bool about_other;     /* whether `mac` is set */
};

typedef void discovery_fn(void *context, const struct discovery *fact);

/* Whether `packet` is one that discovery_decode reads. */
bool discovery_concerns(const struct packet *packet);

/* Decodes it and calls `fact` for each thing learned; facts borrow from the call. */
void discovery_decode(const struct packet *packet, discovery_fn *fact, void *context);

#endif
