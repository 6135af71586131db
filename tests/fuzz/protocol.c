/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A flow of packets through nDPI: each is a byte of flags (1 up, 2 IPv6), two of length, then its
 * bytes. What comes out is text that can be printed and a host that is a name.
 */
#include <assert.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <pcap/pcap.h>

#include "flow/protocol.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check(const struct protocol_facts *facts)
{
	assert(memchr(facts->master, '\0', sizeof(facts->master)));
	assert(memchr(facts->application, '\0', sizeof(facts->application)));
	assert(memchr(facts->host, '\0', sizeof(facts->host)));
	assert(!facts->host[0] == (facts->host_source == PROTOCOL_HOST_NONE));
	assert(!facts->host[0] || strchr(facts->host, '.'));
	for (const char *c = facts->host; *c; c++)
		assert(*c > ' ' && *c <= '~' && !(*c >= 'A' && *c <= 'Z'));
	for (const char *c = facts->user_agent; *c; c++)
		assert(*c >= ' ' && *c <= '~');
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct protocol *protocol;
	struct protocol_flow *flow;
	struct protocol_facts facts;

	if (!protocol && protocol_create(NULL, &protocol))
		abort();
	flow = protocol_flow_create(protocol);
	while (size >= 3) {
		size_t take = (size_t)data[1] << 8 | data[2];
		struct packet packet = {.flags = data[0] & 2 ? PACKET_IPV6 : 0};
		uint8_t *copy;

		if (take > size - 3)
			take = size - 3;
		copy = malloc(take ? take : 1); /* of exact size, so that over-reads are seen */
		memcpy(copy, data + 3, take);
		packet.ip = copy;
		packet.ip_captured = (uint32_t)take;
		if (take > 9)
			packet.protocol = copy[data[0] & 2 ? 6 : 9];
		packet.length = packet.ip_captured;
		packet_decode(DLT_RAW, copy, packet.ip_captured, packet.length, &packet);
		protocol_inspect(protocol, flow, &packet, data[0] & 1, 1000000000, &facts);
		check(&facts);
		free(copy);
		data += 3 + take;
		size -= 3 + take;
	}
	protocol_giveup(protocol, flow, &facts);
	check(&facts);
	protocol_flow_destroy(flow);
	return 0;
}
