/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "packet/neighbour.h"

#include <netinet/in.h>

#include "packet/bytes.h"

enum neighbour_type { /* RFC 4861 section 4 */
		      ROUTER_ADVERTISEMENT = 134,
		      NEIGHBOUR_SOLICITATION = 135,
		      NEIGHBOUR_ADVERTISEMENT = 136,
};

#define PREFIX_ON_LINK 0x80
#define PREFIX_AUTONOMOUS 0x40

bool neighbour_concerns(const struct packet *packet)
{
	if (packet->flags & PACKET_ARP)
		return true;
	return packet->protocol == IPPROTO_ICMPV6 && packet->flags & PACKET_IPV6 &&
	       !(packet->flags & PACKET_FRAGMENT) && packet->payload_captured >= 16 &&
	       packet->payload[0] >= ROUTER_ADVERTISEMENT &&
	       packet->payload[0] <= NEIGHBOUR_ADVERTISEMENT;
}

/* RFC 4861 section 4.6.2. A prefix longer than 64 is no network of a home. */
static void prefix_decode(const struct teller *t, const uint8_t *option)
{
	struct address address = address_from_v6(option + 16);

	if (option[2] < 16 || option[2] > 64 || address_is_link_local(&address))
		return;
	if (option[3] & (PREFIX_ON_LINK | PREFIX_AUTONOMOUS))
		fact_prefix(t, &address, option[2]);
}

static void advertisement_decode(const struct teller *t)
{
	const uint8_t *data = t->packet->payload;
	uint32_t size = t->packet->payload_captured, at = 16, length;

	if (bytes_get16(data + 6)) /* lifetime 0: announces prefixes, is no default router */
		fact_router(t);
	for (; size - at >= 8; at += length) {
		length = data[at + 1] * 8U;
		if (!length || length > size - at)
			return;
		if (data[at] == 3 && length == 32)
			prefix_decode(t, data + at);
	}
}

/* A solicitation from :: asks whether its own address is free (RFC 4862 section 5.4). */
static void neighbour_tell(const struct teller *t, uint8_t type)
{
	struct address target;

	if (type == NEIGHBOUR_SOLICITATION && !address_is_zero(&t->packet->source)) {
		fact_address_of(t, NULL, &t->packet->source);
		return;
	}
	if (t->packet->payload_captured < 24)
		return;
	target = address_from_v6(t->packet->payload + 8);
	fact_address_of(t, NULL, &target);
}

void neighbour_decode(const struct teller *t)
{
	if (t->packet->flags & PACKET_ARP) {
		fact_address_of(t, t->packet->ip + 8, &t->packet->source);
		return;
	}
	/* Only a neighbour can send hop limit 255 (RFC 4861 section 3.1). */
	if (t->packet->ip[7] != 255 || t->packet->payload[1])
		return;
	if (t->packet->payload[0] == ROUTER_ADVERTISEMENT)
		advertisement_decode(t);
	else
		neighbour_tell(t, t->packet->payload[0]);
}
