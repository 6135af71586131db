/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "packet/link_layer.h"

#include <errno.h>
#include <string.h>

#include "packet/bytes.h"

/*
 * pcap_datalink gives DLT_RAW as 12 or 14 by platform, some files carry LINKTYPE_RAW 101 through;
 * the numbers are those of https://www.tcpdump.org/linktypes.html.
 */
enum link_number {
	LINK_NULL = 0,
	LINK_ETHERNET = 1,
	LINK_RAW_12 = 12,
	LINK_RAW_14 = 14,
	LINK_RAW = 101,
	LINK_LOOP = 108,
	LINK_SLL = 113,
	LINK_USER_2 = 149, /* a Mac's own number for PKTAP */
	LINK_IPV4 = 228,
	LINK_IPV6 = 229,
	LINK_PKTAP = 258,
	LINK_SLL2 = 276,
};

#define TAGS_MOST 4 /* stacked VLAN tags: two are usual, more than four are an attack */
#define SLL_OUTGOING 4
#define ETHERTYPE_LEAST 0x0600 /* IEEE 802.3: what is less is a length */
/* Linux linux/if_ether.h: what a cooked header says above a whole frame of another kind. */
#define SLL_FRAME 0x0001
/* Before the frame stands at least this much (wireshark epan/dissectors/packet-pktap.c). */
#define PKTAP_LEAST 52
#define PKTAP_PACKET 1

/*
 * PPPoE session (RFC 2516 section 4): six bytes of header, then the PPP protocol, of which the
 * first byte may be left out where it is 0 (RFC 1661 section 6.5); the last is always odd.
 */
static int pppoe_decode(const uint8_t *data, uint32_t captured, struct link_layer *link)
{
	uint32_t size;

	if (captured - link->offset < 8)
		return -EBADMSG;
	data += link->offset;
	if (data[0] != 0x11 || data[1] != 0)
		return -ENOMSG;
	size = data[6] & 1 ? 1 : 2;
	switch (size == 1 ? data[6] : bytes_get16(data + 6)) {
	case 0x0021:
		link->ethertype = ETHERTYPE_V4;
		break;
	case 0x0057:
		link->ethertype = ETHERTYPE_V6;
		break;
	default:
		return -ENOMSG;
	}
	link->offset += 6 + size;
	return 0;
}

/* IP behind an 802.3 length: RFC 1042. What stands there else is no protocol of ours. */
static int snap_decode(const uint8_t *data, uint32_t captured, struct link_layer *link)
{
	static const uint8_t head[6] = {0xaa, 0xaa, 3, 0, 0, 0};

	if (link->ethertype >= ETHERTYPE_LEAST || captured - link->offset < 8 ||
	    memcmp(data + link->offset, head, sizeof(head)) != 0)
		return -ENOMSG;
	link->ethertype = bytes_get16(data + link->offset + 6);
	link->offset += 8;
	switch (link->ethertype) {
	case ETHERTYPE_V4:
	case ETHERTYPE_V6:
	case ETHERTYPE_ARP_BODY:
		return 0;
	default:
		return -ENOMSG;
	}
}

/* Skips VLAN tags and PPPoE. `link->ethertype` is what stood before `link->offset`. */
static int ethertype_decode(const uint8_t *data, uint32_t captured, struct link_layer *link)
{
	for (unsigned int tags = 0; tags <= TAGS_MOST; tags++) {
		switch (link->ethertype) {
		case ETHERTYPE_V4:
		case ETHERTYPE_V6:
		case ETHERTYPE_ARP_BODY:
			return 0;
		case 0x8864:
			return pppoe_decode(data, captured, link);
		case 0x8100: /* IEEE 802.1Q */
		case 0x88a8: /* IEEE 802.1ad */
		case 0x9100: /* QinQ before it had a number */
			if (captured - link->offset < 4)
				return -EBADMSG;
			link->ethertype = bytes_get16(data + link->offset + 2);
			link->offset += 4;
			break;
		default:
			return snap_decode(data, captured, link);
		}
	}
	return -ENOMSG;
}

static int ethernet_decode(const uint8_t *data, uint32_t captured, struct packet *out,
			   struct link_layer *link)
{
	if (captured < 14)
		return -EBADMSG;
	memcpy(out->target_mac, data, 6);
	memcpy(out->source_mac, data + 6, 6);
	out->flags |= PACKET_HAS_SOURCE_MAC | PACKET_HAS_TARGET_MAC;
	link->ethertype = bytes_get16(data + 12);
	link->offset = 14;
	return ethertype_decode(data, captured, link);
}

/*
 * What one station of an access point sends another is handed over as a frame of its own kind with
 * its Ethernet header: it lies behind the cooked one.
 */
static int cooked_frame(const uint8_t *data, uint32_t captured, struct packet *out,
			struct link_layer *link)
{
	uint32_t before = link->offset;
	int err;

	if (link->ethertype != SLL_FRAME)
		return ethertype_decode(data, captured, link);
	err = ethernet_decode(data + before, captured - before, out, link);
	link->offset += before;
	return err;
}

static void cooked_sender(const uint8_t *mac, unsigned int size, unsigned int type,
			  struct packet *out)
{
	if (size == 6) {
		memcpy(out->source_mac, mac, 6);
		out->flags |= PACKET_HAS_SOURCE_MAC;
	}
	if (type == SLL_OUTGOING)
		out->flags |= PACKET_SENT_HERE;
}

static int sll_decode(const uint8_t *data, uint32_t captured, struct packet *out,
		      struct link_layer *link)
{
	if (captured < 16)
		return -EBADMSG;
	cooked_sender(data + 6, bytes_get16(data + 4), bytes_get16(data), out);
	link->ethertype = bytes_get16(data + 14);
	link->offset = 16;
	return cooked_frame(data, captured, out, link);
}

static int sll2_decode(const uint8_t *data, uint32_t captured, struct packet *out,
		       struct link_layer *link)
{
	if (captured < 20)
		return -EBADMSG;
	cooked_sender(data + 12, data[11], data[10], out);
	out->interface = bytes_get32(data + 4);
	link->ethertype = bytes_get16(data);
	link->offset = 20;
	return cooked_frame(data, captured, out, link);
}

static int ip_decode(const uint8_t *data, uint32_t captured, uint32_t offset,
		     struct link_layer *link)
{
	if (captured <= offset)
		return -EBADMSG;
	link->offset = offset;
	switch (data[offset] >> 4) {
	case 4:
		link->ethertype = ETHERTYPE_V4;
		return 0;
	case 6:
		link->ethertype = ETHERTYPE_V6;
		return 0;
	default:
		return -ENOMSG;
	}
}

static int raw_decode(const uint8_t *data, uint32_t captured, struct packet *out,
		      struct link_layer *link)
{
	(void)out;
	return ip_decode(data, captured, 0, link);
}

/*
 * The family is in the byte order of the machine that wrote it and AF_INET6 has four values, so it
 * only tells that there is IP; which one the version nibble tells.
 */
static int loopback_decode(const uint8_t *data, uint32_t captured, struct packet *out,
			   struct link_layer *link)
{
	uint32_t family;

	(void)out;
	if (captured < 4)
		return -EBADMSG;
	family = bytes_get32(data);
	if (family > 0xffff)
		family = __builtin_bswap32(family);
	if (family != 2 && family != 10 && family != 24 && family != 28 && family != 30)
		return -ENOMSG;
	return ip_decode(data, captured, 4, link);
}

static uint32_t link_little32(const uint8_t *data)
{
	return (uint32_t)data[0] | (uint32_t)data[1] << 8 | (uint32_t)data[2] << 16 |
	       (uint32_t)data[3] << 24;
}

/* A Mac's -i any: a header that says its own length and of which kind the frame behind it is. */
static int pktap_decode(const uint8_t *data, uint32_t captured, struct packet *out,
			struct link_layer *link)
{
	uint32_t before, inner;
	int err;

	if (captured < PKTAP_LEAST)
		return -EBADMSG;
	before = link_little32(data);
	inner = link_little32(data + 8);
	if (before < PKTAP_LEAST || before > captured)
		return -EBADMSG;
	if (link_little32(data + 4) != PKTAP_PACKET || inner == LINK_PKTAP ||
	    inner == LINK_USER_2 || inner > INT32_MAX)
		return -ENOMSG;
	err = link_layer_decode((int)inner, data + before, captured - before, out, link);
	link->offset += before;
	return err;
}

typedef int link_decoder(const uint8_t *data, uint32_t captured, struct packet *out,
			 struct link_layer *link);

static link_decoder *link_find(int link_type)
{
	static const struct {
		enum link_number number;
		link_decoder *decode;
	} links[] = {
		{LINK_ETHERNET, ethernet_decode}, {LINK_SLL, sll_decode},
		{LINK_SLL2, sll2_decode},	  {LINK_NULL, loopback_decode},
		{LINK_LOOP, loopback_decode},	  {LINK_RAW_12, raw_decode},
		{LINK_RAW_14, raw_decode},	  {LINK_RAW, raw_decode},
		{LINK_IPV4, raw_decode},	  {LINK_IPV6, raw_decode},
		{LINK_PKTAP, pktap_decode},	  {LINK_USER_2, pktap_decode},
	};

	for (size_t i = 0; i < sizeof(links) / sizeof(links[0]); i++)
		if ((int)links[i].number == link_type)
			return links[i].decode;
	return NULL;
}

bool link_layer_knows(int link_type)
{
	return link_find(link_type) != NULL;
}

int link_layer_decode(int link_type, const uint8_t *data, uint32_t captured, struct packet *out,
		      struct link_layer *link)
{
	link_decoder *decode = link_find(link_type);

	return decode ? decode(data, captured, out, link) : -ENOMSG;
}
