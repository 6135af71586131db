/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "packet/dhcp.h"

#include <netinet/in.h>
#include <string.h>

#include "packet/bytes.h"

#define RELAY_AGENT 24
#define OPTIONS_START 240 /* RFC 2131 section 2: fixed part and magic cookie */
#define NEST_MOST 2	  /* an IA holds addresses or prefixes, those hold nothing of use */

enum dhcp_option { /* RFC 2132, RFC 4702 */
		   OPTION_MASK = 1,
		   OPTION_ROUTER = 3,
		   OPTION_HOST_NAME = 12,
		   OPTION_TYPE = 53,
		   OPTION_VENDOR_CLASS = 60,
		   OPTION_FQDN = 81,
		   OPTION_END = 255,
};

enum dhcpv6_option { /* RFC 8415 section 21, RFC 4704 */
		     OPTION6_IA_NA = 3,
		     OPTION6_ADDRESS = 5,
		     OPTION6_VENDOR_CLASS = 16,
		     OPTION6_IA_PD = 25,
		     OPTION6_PREFIX = 26,
		     OPTION6_FQDN = 39,
};

#define TYPE_ACK 5
#define TYPE6_REPLY 7
#define TYPE6_RELAY 12

static bool port_is(const struct packet *p, uint16_t port)
{
	return p->source_port == port || p->target_port == port;
}

static bool is_v6(const struct packet *p)
{
	return port_is(p, 546) || port_is(p, 547);
}

bool dhcp_concerns(const struct packet *p)
{
	if (p->protocol != IPPROTO_UDP || !p->payload)
		return false;
	if (p->flags & PACKET_IPV6)
		return is_v6(p);
	return port_is(p, 67) && (port_is(p, 68) || p->source_port == p->target_port);
}

/* Finds the first option `code`; its data of *size bytes, or NULL. */
static const uint8_t *option_find(const struct packet *p, uint8_t code, size_t *size)
{
	size_t at = OPTIONS_START, left = p->payload_captured;

	while (at < left && p->payload[at] != OPTION_END) {
		if (p->payload[at] == 0) {
			at++;
			continue;
		}
		if (left - at < 2 || p->payload[at + 1] > left - at - 2)
			return NULL;
		if (p->payload[at] == code) {
			*size = p->payload[at + 1];
			return p->payload + at + 2;
		}
		at += 2U + p->payload[at + 1];
	}
	return NULL;
}

/* Tells a name in wire labels (RFC 1035 section 3.1), which may lack its end (RFC 4704 4.2). */
static void labels_tell(const struct teller *t, const uint8_t *mac, const uint8_t *data,
			size_t size)
{
	uint8_t name[FACT_TEXT];
	size_t used = 0;

	for (size_t at = 0; at < size && data[at] && data[at] < 64; at += 1U + data[at]) {
		size_t label = data[at];

		if (label > size - at - 1 || used + label + 1 > sizeof(name))
			break;
		if (used)
			name[used++] = '.';
		memcpy(name + used, data + at + 1, label);
		used += label;
	}
	fact_text_of(t, mac, DISCOVERED_HOST_NAME, name, used);
}

static void client_decode(const struct teller *t, const uint8_t *mac)
{
	const uint8_t *data;
	size_t size;

	data = option_find(t->packet, OPTION_HOST_NAME, &size);
	if (data)
		fact_text_of(t, mac, DISCOVERED_HOST_NAME, data, size);
	data = option_find(t->packet, OPTION_FQDN, &size);
	/* RFC 4702 section 2.1: flags, two dead bytes, name; bit E says wire labels. */
	if (data && size > 3 && data[0] & 4)
		labels_tell(t, mac, data + 3, size - 3);
	else if (data && size > 3)
		fact_text_of(t, mac, DISCOVERED_HOST_NAME, data + 3, size - 3);
	data = option_find(t->packet, OPTION_VENDOR_CLASS, &size);
	if (data)
		fact_text_of(t, mac, DISCOVERED_VENDOR_CLASS, data, size);
}

/* Bits of a contiguous mask, 0 for one that is not or is too wide for a home. */
static unsigned int mask_length(uint32_t mask)
{
	unsigned int length = mask ? 32U - (unsigned int)__builtin_ctz(mask) : 0;

	return length >= 8 && mask == UINT32_MAX << (32 - length) ? length : 0;
}

static void router_tell(const struct teller *t)
{
	size_t size;
	const uint8_t *data = option_find(t->packet, OPTION_ROUTER, &size);

	for (; data && size >= 4; data += 4, size -= 4) {
		struct address router = address_from_v4(data);

		if (address_equal(&router, &t->packet->source)) {
			fact_router(t);
			return;
		}
	}
}

static void server_decode(const struct teller *t, const uint8_t *mac)
{
	struct address given = address_from_v4(t->packet->payload + 16);
	const uint8_t *data;
	unsigned int length;
	size_t size;

	/* An offer may be turned down. */
	data = option_find(t->packet, OPTION_TYPE, &size);
	if (!data || size != 1 || data[0] != TYPE_ACK)
		return;
	router_tell(t);
	if (address_is_zero(&given))
		return;
	if (mac)
		fact_address_of(t, mac, &given);
	data = option_find(t->packet, OPTION_MASK, &size);
	length = data && size == 4 ? mask_length(bytes_get32(data)) : 0;
	if (length)
		fact_prefix(t, &given, (uint8_t)(96 + length));
}

/* A request speaks for who sent it, or comes by a relay agent (RFC 2131: giaddr is its address). */
static bool request_is_own(const struct packet *p, const uint8_t *mac)
{
	return !mac || !(p->flags & PACKET_HAS_SOURCE_MAC) || !memcmp(p->source_mac, mac, 6) ||
	       bytes_get32(p->payload + RELAY_AGENT) != 0;
}

static void dhcpv4_decode(const struct teller *t)
{
	const uint8_t *data = t->packet->payload;
	const uint8_t *mac;

	if (t->packet->payload_captured < OPTIONS_START ||
	    bytes_get32(data + OPTIONS_START - 4) != 0x63825363)
		return;
	mac = data[1] == 1 && data[2] == 6 ? data + 28 : NULL;
	if (data[0] == 1 && request_is_own(t->packet, mac))
		client_decode(t, mac);
	else if (data[0] == 2)
		server_decode(t, mac);
}

static void reply_option(const struct teller *t, uint16_t code, const uint8_t *data, size_t size)
{
	bool known =
		t->packet->flags & PACKET_HAS_TARGET_MAC && !mac_is_group(t->packet->target_mac);
	struct address address;

	if (code == OPTION6_ADDRESS && size >= 24 && known) {
		address = address_from_v6(data);
		fact_address_of(t, t->packet->target_mac, &address);
	}
	/* Two lifetimes, length, prefix (section 21.22). */
	if (code == OPTION6_PREFIX && size >= 25 && data[8] >= 16 && data[8] <= 64) {
		address = address_from_v6(data + 9);
		fact_prefix(t, &address, data[8]);
	}
}

static void request_option(const struct teller *t, uint16_t code, const uint8_t *data, size_t size)
{
	if (code == OPTION6_FQDN && size > 1)
		labels_tell(t, NULL, data + 1, size - 1);
	/* Enterprise number, then the first class with its length (section 21.16). */
	if (code == OPTION6_VENDOR_CLASS && size > 6 && bytes_get16(data + 4) <= size - 6)
		fact_text(t, DISCOVERED_VENDOR_CLASS, data + 6, bytes_get16(data + 4));
}

static void options6_decode(const struct teller *t, const uint8_t *data, size_t size, bool reply,
			    unsigned int depth)
{
	while (size >= 4) {
		uint16_t code = bytes_get16(data);
		size_t length = bytes_get16(data + 2);

		data += 4;
		size -= 4;
		if (length > size)
			return;
		if (reply && (code == OPTION6_IA_NA || code == OPTION6_IA_PD)) {
			/* IAID and two times stand before what it holds. */
			if (length > 12 && depth < NEST_MOST)
				options6_decode(t, data + 12, length - 12, reply, depth + 1);
		} else if (reply) {
			reply_option(t, code, data, length);
		} else {
			request_option(t, code, data, length);
		}
		data += length;
		size -= length;
	}
}

void dhcp_decode(const struct teller *t)
{
	const struct packet *p = t->packet;

	if (!(p->flags & PACKET_IPV6)) {
		dhcpv4_decode(t);
		return;
	}
	/*
	 * Type and transaction (section 8); what relays wrap is another link's, and a server
	 * answers from its own port to the client's (section 7.2).
	 */
	if (p->payload_captured < 4 || p->payload[0] >= TYPE6_RELAY)
		return;
	if (p->payload[0] == TYPE6_REPLY && p->source_port == 547 && p->target_port == 546)
		options6_decode(t, p->payload + 4, p->payload_captured - 4, true, 0);
	else if (p->target_port == 547)
		options6_decode(t, p->payload + 4, p->payload_captured - 4, false, 0);
}
