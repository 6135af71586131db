// SPDX-License-Identifier: GPL-2.0-or-later
#include "anonymise/checksums.h"

#include <netinet/in.h>
#include <sodium.h>
#include <string.h>

#include "packet/bytes.h"

static uint32_t sum_add(uint32_t sum, const uint8_t *data, uint32_t size)
{
	for (uint32_t i = 0; i + 1 < size; i += 2)
		sum += bytes_get16(data + i);
	if (size & 1)
		sum += (uint32_t)data[size - 1] << 8;
	while (sum >> 16)
		sum = (sum & 0xffff) + (sum >> 16);
	return sum;
}

static void sum_write(uint32_t sum, bool never_zero, uint8_t *at)
{
	uint16_t is = (uint16_t)~sum;

	if (!is && never_zero)
		is = 0xffff;
	at[0] = (uint8_t)(is >> 8);
	at[1] = (uint8_t)is;
}

uint32_t checksums_transport(const struct packet *packet, const uint8_t *ip)
{
	uint32_t at = 40, end = packet->ip_captured, size;
	uint8_t next = ip[6];

	if (!(packet->flags & PACKET_IPV6)) {
		at = (uint32_t)(ip[0] & 15) * 4;
		return at < end ? at : 0;
	}
	while (next != packet->protocol) {
		if (end - at < 8)
			return 0;
		size = next == IPPROTO_FRAGMENT ? 8
		       : next == IPPROTO_AH	? (ip[at + 1] + 2U) * 4
						: (ip[at + 1] + 1U) * 8;
		if (size >= end - at)
			return 0;
		next = ip[at];
		at += size;
	}
	return at < end ? at : 0;
}

/* Where within its header a transport has its checksum; 0: it has none that we know. */
static uint32_t checksum_at(uint8_t protocol)
{
	switch (protocol) {
	case IPPROTO_TCP:
		return 16;
	case IPPROTO_UDP:
		return 6;
	case IPPROTO_ICMP:
	case IPPROTO_ICMPV6:
	case IPPROTO_IGMP:
		return 2;
	default:
		return 0;
	}
}

static uint32_t pseudo_header(const struct packet *packet, const uint8_t *ip, uint32_t length)
{
	bool v6 = packet->flags & PACKET_IPV6;
	uint32_t sum = 0;

	if (packet->protocol == IPPROTO_ICMP || packet->protocol == IPPROTO_IGMP)
		return 0;
	sum = sum_add(sum, v6 ? ip + 8 : ip + 12, v6 ? 32 : 8);
	return sum + packet->protocol + (length & 0xffff) + (length >> 16);
}

void checksums_redo(const struct packet *packet, const uint8_t *original, uint8_t *ip,
		    const uint8_t *tag)
{
	uint32_t at = checksums_transport(packet, original), field = checksum_at(packet->protocol);
	uint32_t size = packet->ip_captured - at, header = (uint32_t)(ip[0] & 15) * 4;
	uint8_t mark[crypto_generichash_BYTES_MIN];
	uint8_t *sum;

	if (!(packet->flags & PACKET_IPV6) && header <= packet->ip_captured) {
		memset(ip + 10, 0, 2);
		sum_write(sum_add(0, ip, header), false, ip + 10);
	}
	if (!at || !field || size < field + 2 || packet->flags & PACKET_LATER)
		return;
	sum = ip + at + field;
	if (packet->protocol == IPPROTO_UDP && !bytes_get16(original + at + field))
		return;
	if (packet->ip_captured < packet->length || packet->flags & PACKET_FRAGMENT) {
		crypto_generichash(mark, sizeof(mark), original + at, size, tag, 32);
		memcpy(sum, mark, 2);
		return;
	}
	if (packet->protocol == IPPROTO_UDP && bytes_get16(ip + at + 4) >= 8 &&
	    bytes_get16(ip + at + 4) < size)
		size = bytes_get16(ip + at + 4);
	memset(sum, 0, 2);
	sum_write(sum_add(pseudo_header(packet, ip, size), ip + at, size),
		  packet->protocol == IPPROTO_UDP, sum);
}
