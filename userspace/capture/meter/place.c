// SPDX-License-Identifier: GPL-2.0-or-later
#include "capture/meter/place.h"

#include <string.h>

static const uint8_t no_mac[6];

static bool place_mac_is_device(const uint8_t mac[6])
{
	return !mac_is_group(mac) && memcmp(mac, no_mac, 6) != 0;
}

static struct device_key place_by_mac(const uint8_t mac[6])
{
	struct device_key key = {.kind = DEVICE_BY_MAC};

	memcpy(key.bytes, mac, 6);
	return key;
}

static struct device_key place_by_address(const struct address *address)
{
	struct device_key key = {.kind = DEVICE_BY_ADDRESS};

	memcpy(key.bytes, address->bytes, 16);
	return key;
}

/* Behind a MAC that forwards for others a device is who sent it first, or the address. */
static struct device_key place_behind(const uint8_t mac[6], const struct address *address,
				      const struct home *home, const struct neighbours *neighbours)
{
	const uint8_t *owner;

	if (!neighbours || !neighbours_forwards(neighbours, mac) || !home_has(home, address) ||
	    address_is_zero(address) || address_is_multicast(address))
		return place_by_mac(mac);
	owner = neighbours_owner(neighbours, address);
	return owner ? place_by_mac(owner) : place_by_address(address);
}

struct device_key place_sender(const struct packet *packet, const struct home *home,
			       const struct neighbours *neighbours)
{
	if (packet->flags & PACKET_HAS_SOURCE_MAC && place_mac_is_device(packet->source_mac))
		return place_behind(packet->source_mac, &packet->source, home, neighbours);
	if (home_has(home, &packet->source) && !address_is_zero(&packet->source))
		return place_by_address(&packet->source);
	return (struct device_key){0};
}

struct device_key place_target(const struct packet *packet, const struct home *home,
			       const struct neighbours *neighbours)
{
	const uint8_t *mac;

	if (packet->flags & PACKET_HAS_TARGET_MAC)
		return place_mac_is_device(packet->target_mac)
			       ? place_behind(packet->target_mac, &packet->target, home, neighbours)
			       : (struct device_key){0};
	if (!home_has(home, &packet->target) || address_is_multicast(&packet->target))
		return (struct device_key){0};
	mac = neighbours_find(neighbours, &packet->target);
	return mac ? place_by_mac(mac) : place_by_address(&packet->target);
}

static void place_fill(struct flow_key *flow, const struct device_key *device,
		       const struct packet *packet, bool up)
{
	memset(flow, 0, sizeof(*flow));
	flow->device = *device;
	memcpy(flow->local, up ? packet->source.bytes : packet->target.bytes, 16);
	memcpy(flow->remote, up ? packet->target.bytes : packet->source.bytes, 16);
	flow->local_port = up ? packet->source_port : packet->target_port;
	flow->remote_port = up ? packet->target_port : packet->source_port;
	flow->protocol = packet->protocol;
}

enum path_verdict place_packet(const struct packet *packet, const struct home *home,
			       const struct neighbours *neighbours, bool forwards,
			       struct flow_key *flow)
{
	bool from_home = home_has(home, &packet->source);
	bool to_home = home_has(home, &packet->target);
	struct device_key device;

	if (!from_home && !to_home)
		return PATH_OUTSIDE;
	if (address_is_zero(&packet->source) ||
	    (address_is_multicast(&packet->target) && !address_is_stream_group(&packet->target)))
		return PATH_SKIP;
	/* What came in from a neighbour goes out again; the rest this machine sent of its own. */
	if (from_home && packet->flags & PACKET_SENT_HERE && forwards)
		return neighbours_find(neighbours, &packet->source) ? PATH_COPY : PATH_SKIP;
	device = from_home ? place_sender(packet, home, neighbours)
			   : place_target(packet, home, neighbours);
	if (!device.kind)
		return PATH_SKIP;
	place_fill(flow, &device, packet, from_home);
	flow->scope = to_home && from_home ? FLOW_HOME : FLOW_OUTSIDE;
	return from_home ? PATH_UP : PATH_DOWN;
}
