// SPDX-License-Identifier: GPL-2.0-or-later
#include "slice/excerpt.h"

#include <errno.h>
#include <netinet/in.h>
#include <stdlib.h>

#include "base/hash.h"
#include "packet/discovery.h"

/*
 * Connections are remembered in sets of four, the one that was used longest ago makes room. One
 * that comes back after it was forgotten has another opening kept; for TCP only where it begins.
 */
#define EXCERPT_SETS 4096U
#define EXCERPT_WAYS 4U
#define EXCERPT_ICMP 128U /* of a message: what it answers stands in it */
#define EXCERPT_OTHER 8U  /* of ESP, GRE and the like: their own header */
#define TCP_SYN 0x02

struct connection {
	uint64_t print; /* 0: free */
	uint32_t used;
	uint16_t said[2]; /* payload bytes kept, by direction */
};

struct excerpt {
	uint32_t clock;
	struct connection connections[EXCERPT_SETS][EXCERPT_WAYS];
};

int excerpt_create(struct excerpt **out)
{
	struct excerpt *excerpt = calloc(1, sizeof(*excerpt));

	if (!excerpt)
		return -ENOMEM;
	*out = excerpt;
	return 0;
}

void excerpt_destroy(struct excerpt *excerpt)
{
	free(excerpt);
}

/* Both directions of a connection have one print; `*way` tells them apart. */
static uint64_t excerpt_print(const struct packet *packet, unsigned *way)
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

static struct connection *excerpt_connection(struct excerpt *excerpt, const struct packet *packet,
					     unsigned *way)
{
	uint64_t print = excerpt_print(packet, way);
	struct connection *set = excerpt->connections[(print >> 8) % EXCERPT_SETS], *oldest = set;

	excerpt->clock++;
	for (unsigned i = 0; i < EXCERPT_WAYS; i++) {
		if (set[i].print == print) {
			set[i].used = excerpt->clock;
			return &set[i];
		}
		if (set[i].used < oldest->used)
			oldest = &set[i];
	}
	*oldest = (struct connection){.print = print, .used = excerpt->clock};
	return oldest;
}

bool excerpt_is_talk(const struct packet *packet)
{
	if (packet->flags & PACKET_ARP || packet->protocol == IPPROTO_ICMPV6)
		return true;
	if (packet->protocol != IPPROTO_UDP)
		return false;
	return packet->source_port == 53 || packet->target_port == 53 || discovery_concerns(packet);
}

/* The bytes in front of what is said. */
static uint32_t excerpt_before(const struct packet *packet, const uint8_t *frame, uint32_t captured)
{
	uint32_t ip = (uint32_t)(packet->ip - frame);

	if (packet->payload)
		return (uint32_t)(packet->payload - frame);
	return ip + packet->ip_captured < captured ? ip + packet->ip_captured : captured;
}

static uint32_t excerpt_opening(struct excerpt *excerpt, const struct packet *packet, bool *talk)
{
	unsigned way;
	struct connection *connection = excerpt_connection(excerpt, packet, &way);
	uint32_t left, kept = packet->payload_captured;

	if (packet->tcp_flags & TCP_SYN)
		connection->said[way] = 0;
	left = EXCERPT_OPENING - connection->said[way];
	kept = kept < left ? kept : left;
	connection->said[way] = (uint16_t)(connection->said[way] + kept);
	*talk = kept > 0 || packet->tcp_flags & TCP_SYN;
	return kept;
}

uint32_t excerpt_keep(struct excerpt *excerpt, const struct packet *packet, const uint8_t *frame,
		      uint32_t captured, bool *talk)
{
	uint32_t before = excerpt_before(packet, frame, captured), said = packet->payload_captured;

	*talk = excerpt_is_talk(packet);
	if (*talk || !packet->payload)
		return *talk ? captured : before;
	if (packet->protocol == IPPROTO_TCP || packet->protocol == IPPROTO_UDP)
		return before + excerpt_opening(excerpt, packet, talk);
	if (packet->protocol == IPPROTO_ICMP)
		return before + (said < EXCERPT_ICMP ? said : EXCERPT_ICMP);
	return before + (said < EXCERPT_OTHER ? said : EXCERPT_OTHER);
}
