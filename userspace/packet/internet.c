/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "packet/internet.h"

#include <errno.h>
#include <netinet/in.h>
#include <string.h>

#include "packet/bytes.h"

#define EXTENSIONS_MOST 8 /* RFC 8200 section 4.1 names six; more are there to burn time */
#define EXTENSION_NONE 59

static uint32_t internet_smaller(uint32_t a, uint32_t b)
{
	return a < b ? a : b;
}

/* One step of a multiply-xor hash: cheap, and every bit of `word` reaches the top. */
static uint32_t fingerprint_mix(uint32_t hash, uint32_t word)
{
	hash = (hash ^ word) * 0x9e3779b1U;
	return hash ^ hash >> 15;
}

/*
 * Of IP what a hop leaves alone (never the TTL), and the first 20 bytes behind it, which hold
 * ports, checksum, TCP sequence and acknowledgement. 0 means "none": without identification, what
 * was cut off before the sequence or checksum would look alike in every packet of a flow.
 */
static void fingerprint_set(struct packet *out, uint32_t offset_field, const uint8_t *data,
			    uint32_t present)
{
	uint32_t hash = fingerprint_mix(out->identity, out->length << 16 ^ offset_field);
	uint32_t words = internet_smaller(present, 20) / 4;
	uint32_t word;

	if (!out->identity && present < 8)
		return;
	for (uint32_t i = 0; i < words; i++) {
		memcpy(&word, data + 4 * i, 4);
		hash = fingerprint_mix(hash, word);
	}
	out->fingerprint = hash ? hash : 1;
}

static void payload_set(struct packet *out, const uint8_t *data, uint32_t present, uint32_t length,
			uint32_t header)
{
	if (length <= header)
		return;
	out->payload_length = length - header;
	if (present > header) {
		out->payload = data + header;
		out->payload_captured = present - header;
	}
}

static void tcp_decode(struct packet *out, const uint8_t *data, uint32_t present, uint32_t length)
{
	uint32_t header = 20; /* the least, where the data offset was cut off */

	if (present > 12)
		header = (uint32_t)(data[12] >> 4) * 4;
	if (present > 13) {
		out->tcp_flags = data[13];
		out->numbered = true;
		out->sequence = bytes_get32(data + 4);
		out->acknowledgement = bytes_get32(data + 8);
	}
	if (header >= 20)
		payload_set(out, data, present, length, header);
	out->bare = header >= 20 && header == length;
}

static void udp_decode(struct packet *out, const uint8_t *data, uint32_t present, uint32_t length)
{
	if (present >= 6) {
		uint32_t own = bytes_get16(data + 4);

		/* 0 stands for a jumbogram or an offloaded super-packet (RFC 2675 section 4). */
		if (own >= 8 && own < length)
			length = own;
	}
	payload_set(out, data, internet_smaller(present, length), length, 8);
}

/* `length` bytes of transport lay on the wire, `present` of them are here. */
static void transport_decode(struct packet *out, const uint8_t *data, uint32_t present,
			     uint32_t length)
{
	bool ports = out->protocol == IPPROTO_TCP || out->protocol == IPPROTO_UDP;

	if (out->flags & PACKET_LATER || !ports) {
		payload_set(out, data, present, length, 0);
		return;
	}
	if (present < 4)
		return;
	out->source_port = bytes_get16(data);
	out->target_port = bytes_get16(data + 2);
	if (out->protocol == IPPROTO_TCP)
		tcp_decode(out, data, present, length);
	else
		udp_decode(out, data, present, length);
}

int internet_decode_v4(const uint8_t *ip, uint32_t captured, uint32_t length, struct packet *out)
{
	uint32_t header, fragment, present;

	if (captured < 20 || ip[0] >> 4 != 4)
		return -EBADMSG;
	header = (uint32_t)(ip[0] & 15) * 4;
	out->length = bytes_get16(ip + 2);
	if (!out->length)
		out->length = length;
	if (header < 20 || out->length < header)
		return -EBADMSG;
	out->ip = ip;
	out->ip_captured = internet_smaller(captured, out->length);
	out->source = address_from_v4(ip + 12);
	out->target = address_from_v4(ip + 16);
	out->protocol = ip[9];
	out->identity = bytes_get16(ip + 4);
	fragment = bytes_get16(ip + 6) & 0x3fff; /* more fragments, and the offset */
	if (fragment)
		out->flags |= PACKET_FRAGMENT;
	if (fragment & 0x1fff)
		out->flags |= PACKET_LATER;
	if (header > out->ip_captured)
		header = out->ip_captured;
	present = out->ip_captured - header;
	fingerprint_set(out, fragment, ip + header, present);
	/* The header's own length, not what was captured of it, parts header from transport. */
	transport_decode(out, ip + header, present, out->length - (uint32_t)(ip[0] & 15) * 4);
	return 0;
}

struct chain {
	uint32_t offset;   /* where the next header begins */
	uint32_t fragment; /* offset and flag of a fragment header */
	uint8_t next;
};

static uint32_t extension_length(const uint8_t *header, uint8_t kind)
{
	switch (kind) {
	case IPPROTO_FRAGMENT:
		return 8;
	case IPPROTO_AH: /* RFC 4302 section 2.2 counts in words of four, less two */
		return (header[1] + 2U) * 4;
	default:
		return (header[1] + 1U) * 8;
	}
}

static bool extension_is(uint8_t next)
{
	return next == IPPROTO_HOPOPTS || next == IPPROTO_ROUTING || next == IPPROTO_DSTOPTS ||
	       next == IPPROTO_FRAGMENT || next == IPPROTO_AH;
}

static void fragment_decode(const uint8_t *header, struct packet *out, struct chain *chain)
{
	chain->fragment = bytes_get16(header + 2) & 0xfff9;
	out->identity = bytes_get32(header + 4);
	if (chain->fragment) /* an atomic fragment is whole (RFC 6946) */
		out->flags |= PACKET_FRAGMENT;
	if (chain->fragment & 0xfff8)
		out->flags |= PACKET_LATER;
}

/* Walks extension headers until the transport, a later fragment, or the end of what is here. */
static void chain_walk(const uint8_t *ip, struct packet *out, struct chain *chain)
{
	for (unsigned int i = 0; i < EXTENSIONS_MOST && extension_is(chain->next); i++) {
		const uint8_t *header = ip + chain->offset;
		uint32_t left = out->ip_captured - chain->offset, size;

		if (left < 8)
			return;
		size = extension_length(header, chain->next);
		if (size > left)
			return;
		if (chain->next == IPPROTO_FRAGMENT)
			fragment_decode(header, out, chain);
		chain->next = header[0];
		chain->offset += size;
		if (out->flags & PACKET_LATER)
			return;
	}
}

int internet_decode_v6(const uint8_t *ip, uint32_t captured, uint32_t length, struct packet *out)
{
	struct chain chain = {.offset = 40};
	uint32_t present;

	if (captured < 40 || ip[0] >> 4 != 6)
		return -EBADMSG;
	chain.next = ip[6];
	out->length = bytes_get16(ip + 4) + 40U;
	/* A jumbogram or an offloaded super-packet has no length of its own (RFC 2675). */
	if (out->length == 40 && chain.next != EXTENSION_NONE && length > 40)
		out->length = length;
	out->flags |= PACKET_IPV6;
	out->ip = ip;
	out->ip_captured = internet_smaller(captured, out->length);
	out->source = address_from_v6(ip + 8);
	out->target = address_from_v6(ip + 24);
	chain_walk(ip, out, &chain);
	out->protocol = chain.next;
	present = out->ip_captured - chain.offset;
	fingerprint_set(out, chain.fragment, ip + chain.offset, present);
	transport_decode(out, ip + chain.offset, present, out->length - chain.offset);
	return 0;
}

/* RFC 826 with Ethernet and IPv4 addresses, the only kind a home has. */
int internet_decode_arp(const uint8_t *arp, uint32_t captured, struct packet *out)
{
	static const uint8_t kind[6] = {0, 1, 8, 0, 6, 4};

	if (captured < 28)
		return -EBADMSG;
	if (memcmp(arp, kind, sizeof(kind)) != 0)
		return -ENOMSG;
	out->flags |= PACKET_ARP;
	out->ip = arp;
	out->ip_captured = 28;
	out->length = 28;
	out->arp_operation = bytes_get16(arp + 6);
	out->source = address_from_v4(arp + 14);
	out->target = address_from_v4(arp + 24);
	fingerprint_set(out, 0, arp + 8, 20);
	return 0;
}
