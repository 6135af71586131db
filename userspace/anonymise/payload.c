// SPDX-License-Identifier: GPL-2.0-or-later
#include "anonymise/payload.h"

#include <netinet/in.h>
#include <sodium.h>
#include <string.h>

#include "anonymise/messages.h"
#include "packet/bytes.h"
#include "packet/dhcp.h"
#include "packet/probe.h"
#include "packet/signature.h"
#include "packet/ssdp.h"

#define SIGNATURE_ROOM 64 /* no signature looks further, but where text says it */
#define STUN_HEAD 20
#define RTP_HEAD 12
#define RECORD_HEAD 5 /* TLS (RFC 8446 section 5.1) */
#define DTLS_HEAD 25  /* a record's and a handshake message's */
#define TAG_AT 8      /* within what tells a copy from another packet, behind most signatures */
#define TAG_SIZE 4

static bool payload_port_is(const struct packet *p, uint16_t port)
{
	return p->source_port == port || p->target_port == port;
}

/*
 * Two datagrams that were different must not look like one seen twice: a mark of what was in them,
 * made with the key, stands in the place of the zeros.
 */
static void payload_mark(const struct payload *p, size_t kept)
{
	size_t at = p->size >= TAG_AT + TAG_SIZE ? TAG_AT : p->size - TAG_SIZE;
	uint8_t mark[crypto_generichash_BYTES_MIN];

	if (p->size < TAG_SIZE || p->packet->protocol != IPPROTO_UDP || kept > at)
		return;
	crypto_generichash(mark, sizeof(mark), p->packet->payload, p->packet->payload_captured,
			   p->tag, 32);
	memcpy(p->bytes + at, mark, TAG_SIZE);
}

/* What is left of it but for the first bytes, which may be none. */
static void payload_zero(const struct payload *p, size_t kept)
{
	if (kept >= p->size)
		return;
	memset(p->bytes + kept, 0, p->size - kept);
	payload_mark(p, kept);
}

/* RFC 8489 section 5, 14: kinds and lengths of what it says; addresses and names are its values. */
static void stun_alias(const struct payload *p)
{
	size_t at = STUN_HEAD;

	while (p->size - at >= 4) {
		size_t size = bytes_get16(p->bytes + at + 2);

		at += 4;
		if (size > p->size - at)
			size = p->size - at;
		memset(p->bytes + at, 0, size);
		at += size;
		for (; at < p->size && at % 4; at++)
			p->bytes[at] = 0;
	}
	memset(p->bytes + at, 0, p->size - at);
}

static bool signature_stays(const struct payload *p, enum signature wanted)
{
	struct packet shown = *p->packet;

	shown.payload = p->bytes;
	return signature_detect(&shown) == wanted;
}

/* As few of the first bytes as show the same; they also say which kind of message it is. */
static void signature_keep(const struct payload *p, enum signature wanted)
{
	uint8_t first[SIGNATURE_ROOM];
	size_t most = p->size < sizeof(first) ? p->size : sizeof(first), kept = 0;

	memcpy(first, p->bytes, most);
	memset(p->bytes, 0, p->size);
	while (kept < most && !signature_stays(p, wanted)) {
		p->bytes[kept] = first[kept];
		kept++;
	}
	payload_mark(p, kept);
	if (!signature_stays(p, wanted)) /* the mark stood in the way */
		memset(p->bytes + kept, 0, p->size - kept);
}

/* RTCP's kinds (RFC 3550 section 12.1), which are no RTP. */
static bool payload_is_rtcp(const struct payload *p)
{
	return p->size >= 8 && p->bytes[0] >> 6 == 2 && p->bytes[1] >= 192 && p->bytes[1] <= 223;
}

static void skeleton_keep(const struct payload *p)
{
	enum signature is = signature_detect(p->packet);

	switch (is) {
	case SIGNATURE_NONE:
		payload_zero(p, payload_is_rtcp(p) ? 2 : payload_port_is(p->packet, 123) ? 1 : 0);
		break;
	case SIGNATURE_STUN:
	case SIGNATURE_TURN:
		if (p->size >= STUN_HEAD && !memcmp(p->bytes + 4, "\x21\x12\xa4\x42", 4))
			stun_alias(p);
		else
			payload_zero(p, 4);
		break;
	case SIGNATURE_RTP:
		payload_zero(p, RTP_HEAD);
		break;
	case SIGNATURE_DTLS:
		payload_zero(p, DTLS_HEAD);
		break;
	default:
		signature_keep(p, is);
	}
	alias_scrub(p->aliases, p->bytes, p->size);
}

/* Records and what kind of message they begin with; a server's greeting holds no name. */
static bool records_alias(const struct payload *p)
{
	size_t at = 0;

	if (p->size < RECORD_HEAD || p->bytes[0] < 20 || p->bytes[0] > 23 || p->bytes[1] != 3 ||
	    p->bytes[2] > 4)
		return false;
	while (p->size - at >= RECORD_HEAD) {
		uint8_t kind = p->bytes[at];
		size_t size = bytes_get16(p->bytes + at + 3), kept = 0;

		if (kind < 20 || kind > 23)
			break;
		at += RECORD_HEAD;
		if (size > p->size - at)
			size = p->size - at;
		if (kind == 22 && size >= 4)
			kept = p->bytes[at] == 2 ? 4U + bytes_get16(p->bytes + at + 2) : 4;
		if (kept > size)
			kept = size;
		memset(p->bytes + at + kept, 0, size - kept);
		at += size;
	}
	memset(p->bytes + at, 0, p->size - at);
	return true;
}

/* The name in the place of the server's: what is scrubbed around it may be a part of that. */
static void greeting_alias(const struct payload *p)
{
	const uint8_t *from = p->packet->payload, *name;
	size_t size = strlen(p->host), left = p->size;

	alias_scrub(p->aliases, p->bytes, p->size);
	while (size && (name = memmem(from, left, p->host, size))) {
		memcpy(p->bytes + (name - p->packet->payload), p->alias, size);
		left -= (size_t)(name - from) + size;
		from = name + size;
	}
}

static void payload_alias_udp(const struct payload *p)
{
	const struct packet *packet = p->packet;

	if (payload_port_is(packet, 53) || payload_port_is(packet, 5353) ||
	    payload_port_is(packet, 5355))
		dns_alias(p->aliases, p->bytes, p->size);
	else if (dhcp_concerns(packet) && packet->flags & PACKET_IPV6)
		dhcpv6_alias(p->aliases, p->bytes, p->size);
	else if (dhcp_concerns(packet))
		dhcp_alias(p->aliases, p->bytes, p->size);
	else if (ssdp_concerns(packet) || probe_concerns(packet))
		essence_keep(p->essences, alias_rules(p->aliases), packet, p->bytes, p->size);
	else
		skeleton_keep(p);
}

/* RTMP's greeting takes both ends to be told: its first byte, and how it differs from others. */
static void payload_alias_tcp(const struct payload *p)
{
	if (records_alias(p))
		return;
	if (lines_alias(p->aliases, p->bytes, p->size))
		alias_scrub(p->aliases, p->bytes, p->size);
	else if (signature_rtmp_begins(p->packet))
		payload_zero(p, p->size < 9 ? p->size : 9);
	else
		skeleton_keep(p);
}

void payload_alias(const struct payload *payload)
{
	switch (payload->greeted) {
	case GREETED_NAMED:
		greeting_alias(payload);
		return;
	case GREETED_BLANK:
		payload_zero(payload, 0);
		return;
	case GREETED_NOT:
	default:
		break;
	}
	if (payload->packet->flags & PACKET_LATER)
		payload_zero(payload, 0);
	else if (payload->packet->protocol == IPPROTO_UDP)
		payload_alias_udp(payload);
	else if (payload->packet->protocol == IPPROTO_TCP)
		payload_alias_tcp(payload);
	else if (payload->packet->protocol == IPPROTO_ICMP)
		icmp_alias(payload->bytes, payload->size);
	else if (payload->packet->protocol == IPPROTO_ICMPV6)
		icmpv6_alias(payload->aliases, payload->bytes, payload->size);
	else
		payload_zero(payload, 0);
}
