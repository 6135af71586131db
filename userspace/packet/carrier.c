// SPDX-License-Identifier: GPL-2.0-or-later
#include "packet/carrier.h"

#include <netinet/in.h>
#include <string.h>

#include "packet/bytes.h"

#define ETHERNET 1
#define IEEE802_11 105
#define PRISM 119
#define AVS 163
#define ETHERNET_LEAST 14
/* https://en.wikipedia.org/wiki/TZSP: version 1; received or to be sent; Ethernet. */
#define TZSP_PORT 37008
#define TZSP_ETHERNET 1
#define TZSP_802_11 0x12
#define TZSP_PRISM 0x77
#define TZSP_AVS 0x7f
#define TZSP_PAD 0
#define TZSP_END 1
/* RFC 7348 section 5; 8472 was Linux's before there was a number. */
#define VXLAN_PORT 4789
#define VXLAN_PORT_LINUX 8472
#define VXLAN_HEADER 8
#define VXLAN_VALID 0x08
#define VXLAN_POLICY 0x80 /* Linux linux/vxlan.h: a group policy stands behind it */
/* RFC 2784 and 2890: which fields of four bytes follow the first four. */
#define GRE_CHECKSUM 0x8000
#define GRE_KEY 0x2000
#define GRE_SEQUENCE 0x1000
#define GRE_OTHER 0x4fff /* routing, reserved, version: none of these is there */
#define GRE_TAP 0x6558
/* draft-foschiano-erspan-03 section 4. */
#define ERSPAN_2 0x88be
#define ERSPAN_3 0x22eb
#define ERSPAN_2_HEADER 8
#define ERSPAN_3_HEADER 12
#define ERSPAN_3_MORE 8

static const char *const carrier_names[] = {
	[CARRIER_TZSP] = "tzsp",
	[CARRIER_VXLAN] = "vxlan",
	[CARRIER_GRE] = "gre",
	[CARRIER_ERSPAN] = "erspan",
};

enum carrier carrier_named(const char *name)
{
	for (enum carrier c = CARRIER_TZSP; c <= CARRIER_ERSPAN; c++)
		if (!strcmp(name, carrier_names[c]))
			return c;
	return CARRIER_NONE;
}

/* What a sniffer of the air sends is not read, and said not to be: it is a carrier all the same. */
static int tzsp_link(uint16_t kind)
{
	switch (kind) {
	case TZSP_ETHERNET:
		return ETHERNET;
	case TZSP_802_11:
		return IEEE802_11;
	case TZSP_PRISM:
		return PRISM;
	case TZSP_AVS:
		return AVS;
	default:
		return -1;
	}
}

/* Where the frame begins in a TZSP packet, and of which kind it is; 0: it is none. */
static uint32_t tzsp_header(const uint8_t *data, uint32_t size, int *link)
{
	uint32_t at = 4;

	if (size < 5 || data[0] != 1 || data[1] > 1)
		return 0;
	*link = tzsp_link(bytes_get16(data + 2));
	if (*link < 0)
		return 0;
	while (at < size) {
		if (data[at] == TZSP_END)
			return at + 1;
		if (data[at] == TZSP_PAD)
			at++;
		else if (size - at < 2)
			return 0;
		else
			at += 2U + data[at + 1];
	}
	return 0;
}

static uint32_t vxlan_header(const uint8_t *data, uint32_t size)
{
	return size >= VXLAN_HEADER && (data[0] & ~VXLAN_POLICY) == VXLAN_VALID && data[7] == 0
		       ? VXLAN_HEADER
		       : 0;
}

static enum carrier udp_find(const struct packet *packet, uint32_t *header, int *link)
{
	if (packet->target_port == TZSP_PORT) {
		*header = tzsp_header(packet->payload, packet->payload_captured, link);
		return CARRIER_TZSP;
	}
	if (packet->target_port == VXLAN_PORT || packet->target_port == VXLAN_PORT_LINUX) {
		*header = vxlan_header(packet->payload, packet->payload_captured);
		return CARRIER_VXLAN;
	}
	return CARRIER_NONE;
}

/* The version stands in the first half byte: 1 is type II. Type I has neither header nor number. */
static uint32_t erspan_header(const uint8_t *data, uint32_t size, uint32_t at, uint16_t protocol,
			      bool numbered)
{
	if (protocol == ERSPAN_2 && !numbered)
		return at;
	if (protocol == ERSPAN_2)
		return size >= at + ERSPAN_2_HEADER && data[at] >> 4 == 1 ? at + ERSPAN_2_HEADER
									  : 0;
	if (size < at + ERSPAN_3_HEADER || data[at] >> 4 != 2)
		return 0;
	return at + ERSPAN_3_HEADER + (data[at + 11] & 1 ? ERSPAN_3_MORE : 0);
}

static enum carrier gre_find(const struct packet *packet, uint32_t *header)
{
	const uint8_t *data = packet->payload;
	uint32_t size = packet->payload_captured, at = 4;
	uint16_t flags, protocol;

	if (size < 4)
		return CARRIER_NONE;
	flags = bytes_get16(data);
	protocol = bytes_get16(data + 2);
	at += flags & GRE_CHECKSUM ? 4 : 0;
	at += flags & GRE_KEY ? 4 : 0;
	at += flags & GRE_SEQUENCE ? 4 : 0;
	if (flags & GRE_OTHER)
		return CARRIER_NONE;
	if (protocol == GRE_TAP) {
		*header = at;
		return CARRIER_GRE;
	}
	if (protocol != ERSPAN_2 && protocol != ERSPAN_3)
		return CARRIER_NONE;
	*header = erspan_header(data, size, at, protocol, flags & GRE_SEQUENCE);
	return CARRIER_ERSPAN;
}

enum carrier carrier_find(const struct packet *packet, struct carrier_frame *out)
{
	enum carrier found = CARRIER_NONE;
	uint32_t header = 0;
	int link = ETHERNET;

	if (!packet->payload || packet->flags & (PACKET_LATER | PACKET_ARP))
		return CARRIER_NONE;
	if (packet->protocol == IPPROTO_UDP)
		found = udp_find(packet, &header, &link);
	else if (packet->protocol == IPPROTO_GRE)
		found = gre_find(packet, &header);
	if (!header || header >= packet->payload_captured ||
	    packet->payload_captured - header < ETHERNET_LEAST)
		return CARRIER_NONE;
	*out = (struct carrier_frame){
		.link_type = link,
		.data = packet->payload + header,
		.captured = packet->payload_captured - header,
		.length = packet->payload_length - header,
	};
	return found;
}

bool carrier_unwrap(enum carrier carrier, struct carrier_frame *frame, bool *swallow)
{
	struct carrier_frame inner;
	struct packet packet;

	*swallow = false;
	if (packet_decode(frame->link_type, frame->data, frame->captured, frame->length, &packet))
		return false;
	if (carrier_find(&packet, &inner) == carrier) {
		*frame = inner;
		return true;
	}
	*swallow = packet.flags & PACKET_LATER &&
		   packet.protocol == (carrier <= CARRIER_VXLAN ? IPPROTO_UDP : IPPROTO_GRE);
	return false;
}
