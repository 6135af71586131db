// SPDX-License-Identifier: GPL-2.0-or-later
#include "capture/meter/strangers.h"

#include <string.h>

#define NETWORK_BITS 64

static struct stranger *strangers_find(struct strangers *s, const uint8_t network[8])
{
	struct stranger *found;

	for (size_t i = 0; i < s->count; i++)
		if (!memcmp(s->networks[i].network, network, 8))
			return &s->networks[i];
	if (s->count == STRANGERS_NETWORKS)
		return NULL;
	found = &s->networks[s->count++];
	*found = (struct stranger){0};
	memcpy(found->network, network, 8);
	return found;
}

static void add_sender(struct stranger *stranger, const uint8_t mac[6])
{
	for (unsigned i = 0; i < stranger->sender_count; i++)
		if (!memcmp(stranger->senders[i], mac, 6))
			return;
	if (stranger->sender_count < STRANGERS_SENDERS)
		memcpy(stranger->senders[stranger->sender_count++], mac, 6);
}

void strangers_see(struct strangers *strangers, const struct packet *packet)
{
	struct stranger *stranger;

	if (!(packet->flags & PACKET_IPV6) || !(packet->flags & PACKET_HAS_SOURCE_MAC) ||
	    packet->flags & PACKET_SENT_HERE || packet->source.bytes[0] >> 5 != 1)
		return;
	stranger = strangers_find(strangers, packet->source.bytes);
	if (!stranger)
		return;
	stranger->packets++;
	stranger->bytes += packet->length;
	stranger->made_of_mac |= mac_made(packet->source_mac, &packet->source);
	add_sender(stranger, packet->source_mac);
}

size_t strangers_list(const struct strangers *strangers, const struct home *home,
		      struct prefix out[SOURCE_STRANGE])
{
	size_t count = 0;

	for (size_t i = 0; i < strangers->count && count < SOURCE_STRANGE; i++) {
		const struct stranger *s = &strangers->networks[i];
		struct address address = {{0}};

		memcpy(address.bytes, s->network, 8);
		if ((s->sender_count < STRANGERS_SENDERS && !s->made_of_mac) ||
		    home_has(home, &address))
			continue;
		out[count++] = prefix_of(&address, NETWORK_BITS);
	}
	return count;
}
