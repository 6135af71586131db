/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "packet/discovery.h"

#include "packet/dhcp.h"
#include "packet/mdns.h"
#include "packet/neighbour.h"
#include "packet/probe.h"
#include "packet/ssdp.h"

static const struct {
	bool (*concerns)(const struct packet *packet);
	void (*decode)(const struct teller *t);
} decoders[] = {
	{neighbour_concerns, neighbour_decode}, {dhcp_concerns, dhcp_decode},
	{mdns_concerns, mdns_decode},		{ssdp_concerns, ssdp_decode},
	{probe_concerns, probe_decode},
};

#define DECODERS (sizeof(decoders) / sizeof(decoders[0]))

bool discovery_concerns(const struct packet *packet)
{
	for (unsigned int i = 0; i < DECODERS; i++)
		if (decoders[i].concerns(packet))
			return true;
	return false;
}

void discovery_decode(const struct packet *packet, discovery_fn *fact, void *context)
{
	struct teller t = {.packet = packet, .fact = fact, .context = context};

	for (unsigned int i = 0; i < DECODERS; i++)
		if (decoders[i].concerns(packet)) {
			decoders[i].decode(&t);
			return;
		}
}
