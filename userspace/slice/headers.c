// SPDX-License-Identifier: GPL-2.0-or-later
#include "slice/headers.h"

#include <errno.h>
#include <netinet/in.h>
#include <stdlib.h>

#include "base/hash.h"
#include "packet/discovery.h"

/*
 * Connections are remembered in sets of four, the one that was used longest ago makes room. One
 * that comes back after it was forgotten has another opening kept; for TCP only where it begins.
 */
#define HEADERS_SETS 4096U
#define HEADERS_WAYS 4U
#define HEADERS_ICMP 128U /* of a message: what it answers stands in it */
#define HEADERS_OTHER 8U  /* of ESP, GRE and the like: their own header */
#define TCP_SYN 0x02

struct connection {
	uint64_t print; /* 0: free */
	uint32_t used;
	uint16_t said[2]; /* payload bytes kept, by direction */
};

struct headers {
	uint32_t clock;
	struct connection connections[HEADERS_SETS][HEADERS_WAYS];
};

int headers_create(struct headers **out)
{
	struct headers *headers = calloc(1, sizeof(*headers));

	if (!headers)
		return -ENOMEM;
	*out = headers;
	return 0;
}

void headers_destroy(struct headers *headers)
{
	free(headers);
}

/* Both directions of a connection have one print; `*way` tells them apart. */
static uint64_t headers_print(const struct packet *packet, unsigned *way)
{
	struct {
		struct address address[2];
		uint16_t port[2];
		uint32_t protocol;
	} key = {.protocol = packet->protocol};
	int order = memcmp(&packet->source, &packet->target, sizeof(packet->source));
	unsigned source = order ? order > 0 : packet->source_port > packet->target_port;

	key.address[source] = packet->source;
	key.address[!source] = packet->target;
	key.port[source] = packet->source_port;
	key.port[!source] = packet->target_port;
	*way = source;
	return hash_bytes(&key, sizeof(key)) | 1;
}

static struct connection *headers_connection(struct headers *headers, const struct packet *packet,
					     unsigned *way)
{
	uint64_t print = headers_print(packet, way);
	struct connection *set = headers->connections[(print >> 8) % HEADERS_SETS], *oldest = set;

	headers->clock++;
	for (unsigned i = 0; i < HEADERS_WAYS; i++) {
		if (set[i].print == print) {
			set[i].used = headers->clock;
			return &set[i];
		}
		if (set[i].used < oldest->used)
			oldest = &set[i];
	}
	*oldest = (struct connection){.print = print, .used = headers->clock};
	return oldest;
}

bool headers_is_talk(const struct packet *packet)
{
	if (packet->flags & PACKET_ARP || packet->protocol == IPPROTO_ICMPV6)
		return true;
	if (packet->protocol != IPPROTO_UDP)
		return false;
	return packet->source_port == 53 || packet->target_port == 53 || discovery_concerns(packet);
}

/* The bytes in front of what is said. */
static uint32_t headers_before(const struct packet *packet, const uint8_t *frame, uint32_t captured)
{
	uint32_t ip = (uint32_t)(packet->ip - frame);

	if (packet->payload)
		return (uint32_t)(packet->payload - frame);
	return ip + packet->ip_captured < captured ? ip + packet->ip_captured : captured;
}

static uint32_t headers_opening(struct headers *headers, const struct packet *packet, bool *talk)
{
	unsigned way;
	struct connection *connection = headers_connection(headers, packet, &way);
	uint32_t left, kept = packet->payload_captured;

	if (packet->tcp_flags & TCP_SYN)
		connection->said[way] = 0;
	left = HEADERS_OPENING - connection->said[way];
	kept = kept < left ? kept : left;
	connection->said[way] = (uint16_t)(connection->said[way] + kept);
	*talk = kept > 0 || packet->tcp_flags & TCP_SYN;
	return kept;
}

uint32_t headers_keep(struct headers *headers, const struct packet *packet, const uint8_t *frame,
		      uint32_t captured, bool *talk)
{
	uint32_t before = headers_before(packet, frame, captured), said = packet->payload_captured;

	*talk = headers_is_talk(packet);
	if (*talk || !packet->payload)
		return *talk ? captured : before;
	if (packet->protocol == IPPROTO_TCP || packet->protocol == IPPROTO_UDP)
		return before + headers_opening(headers, packet, talk);
	if (packet->protocol == IPPROTO_ICMP)
		return before + (said < HEADERS_ICMP ? said : HEADERS_ICMP);
	return before + (said < HEADERS_OTHER ? said : HEADERS_OTHER);
}
