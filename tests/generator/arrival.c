/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "arrival.h"

#include <string.h>

#include "udp.h"

static const uint8_t nobody[6];

static void arrival_arp(struct stage *stage, uint16_t from, uint16_t to, unsigned operation,
			uint64_t now_ns)
{
	const struct device *sender = &stage->house->devices[from],
			    *target = &stage->house->devices[to];
	struct bytes arp = {0};
	struct packet *packet;

	bytes_u16(&arp, 1);
	bytes_u16(&arp, 0x0800);
	bytes_u16(&arp, 0x0604);
	bytes_u16(&arp, operation);
	bytes_add(&arp, sender->mac, 6);
	bytes_add(&arp, sender->v4.bytes, 4);
	bytes_add(&arp, operation == 1 ? nobody : target->mac, 6);
	bytes_add(&arp, target->v4.bytes, 4);
	packet = packets_add(&stage->packets, arp.data, arp.length);
	packet->time_ns = now_ns;
	packet->from = from;
	packet->to = operation == 1 ? PACKETS_BROADCAST : to;
	packet->ether_type = 0x0806;
	packet->device = PACKETS_NOBODY;
}

static void arrival_option(struct bytes *out, unsigned code, const void *data, size_t length)
{
	bytes_u8(out, code);
	bytes_u8(out, (unsigned)length);
	bytes_add(out, data, length);
}

static void arrival_lease(const struct stage *stage, const struct device *device, struct bytes *out,
			  unsigned type)
{
	const struct device *router = &stage->house->devices[HOUSE_ROUTER];
	uint32_t mask = ~0U << (32 - stage->house->network_bits);
	uint8_t netmask[4], day[4];

	bytes_put32(netmask, mask);
	bytes_put32(day, 86400);
	arrival_option(out, 54, router->v4.bytes, 4);
	if (type == 3) {
		arrival_option(out, 50, device->v4.bytes, 4);
		return;
	}
	arrival_option(out, 51, day, 4);
	arrival_option(out, 1, netmask, 4);
	arrival_option(out, 3, router->v4.bytes, 4);
	arrival_option(out, 6, router->v4.bytes, 4);
}

/* One DHCP message (RFC 2131 2): 1 discover, 2 offer, 3 request, 5 acknowledge. */
static void arrival_dhcp(struct stage *stage, int index, uint64_t now_ns, unsigned type,
			 uint32_t id)
{
	const struct device *device = &stage->house->devices[index];
	const struct device *router = &stage->house->devices[HOUSE_ROUTER];
	bool asks = type == 1 || type == 3;
	struct address all = address_v4(255, 255, 255, 255);
	struct path path = stage_path(stage, index, asks ? &all : &router->v4, 68, 67);
	uint8_t message = (uint8_t)type;
	struct bytes out = {0};
	struct packet *packet;

	bytes_u32(&out, asks ? 0x01010600 : 0x02010600);
	bytes_u32(&out, id);
	bytes_zero(&out, 8);
	bytes_add(&out, asks ? nobody : device->v4.bytes, 4);
	bytes_add(&out, asks ? nobody : router->v4.bytes, 4);
	bytes_zero(&out, 4);
	bytes_add(&out, device->mac, 6);
	bytes_zero(&out, 10 + 64 + 128);
	bytes_u32(&out, 0x63825363);
	arrival_option(&out, 53, &message, 1);
	if (type != 1)
		arrival_lease(stage, device, &out, type);
	if (asks) {
		arrival_option(&out, 12, device->dhcp, strlen(device->dhcp));
		if (device->dhcp_class[0])
			arrival_option(&out, 60, device->dhcp_class, strlen(device->dhcp_class));
		arrival_option(&out, 55, "\x01\x03\x06\x0f", 4);
	}
	bytes_u8(&out, 255);
	if (asks)
		path.local = address_v4(0, 0, 0, 0);
	udp_send(stage, &path, asks, now_ns, out.data, out.length, 0);
	packet = &stage->packets.items[stage->packets.count - 1];
	packet->way = PACKET_LOCAL;
	packet->device = PACKETS_NOBODY;
	if (asks)
		packet->to = PACKETS_BROADCAST;
}

static void arrival_icmp6(struct stage *stage, uint16_t from, uint16_t to,
			  const struct address *target, const struct bytes *message,
			  uint64_t now_ns)
{
	struct path path = {.device = from,
			    .other = to,
			    .local = stage->house->devices[from].link_local,
			    .remote = *target};

	ip_send(stage, &path, true, now_ns, IP_ICMP6, message, 0);
}

static void arrival_link_option(struct bytes *out, unsigned type, const uint8_t mac[6])
{
	bytes_u8(out, type);
	bytes_u8(out, 1);
	bytes_add(out, mac, 6);
}

void arrival_advertise(struct stage *stage, uint64_t now_ns)
{
	const struct house *house = stage->house;
	struct address all = address_literal("ff02::1");
	struct bytes out = {0};

	if (!house->advertises)
		return;
	bytes_u32(&out, 134U << 24);
	bytes_u32(&out, 64U << 24 | 1800); /* hop limit, lifetime (RFC 4861 4.2) */
	bytes_zero(&out, 8);
	arrival_link_option(&out, 1, house->devices[HOUSE_ROUTER].mac);
	bytes_u32(&out, 3U << 24 | 4U << 16 | 64U << 8 | 0xc0);
	bytes_u32(&out, 86400);
	bytes_u32(&out, 14400);
	bytes_zero(&out, 4);
	bytes_add(&out, house->prefix.bytes, 16);
	arrival_icmp6(stage, HOUSE_ROUTER, PACKETS_MULTICAST, &all, &out, now_ns);
}

/* `from` asks for `wanted`, which answers (RFC 4861 4.3, 4.4). */
static void arrival_neighbour(struct stage *stage, uint16_t from, uint16_t to,
			      const struct address *wanted, uint64_t now_ns)
{
	struct address group = address_literal("ff02::1:ff00:0");
	struct bytes ask = {0}, tell = {0};

	memcpy(group.bytes + 13, wanted->bytes + 13, 3);
	bytes_u32(&ask, 135U << 24);
	bytes_u32(&ask, 0);
	bytes_add(&ask, wanted->bytes, 16);
	arrival_link_option(&ask, 1, stage->house->devices[from].mac);
	arrival_icmp6(stage, from, PACKETS_MULTICAST, &group, &ask, now_ns);
	bytes_u32(&tell, 136U << 24);
	bytes_u32(&tell, to == HOUSE_ROUTER ? 0xe0000000U : 0x60000000U);
	bytes_add(&tell, wanted->bytes, 16);
	arrival_link_option(&tell, 2, stage->house->devices[to].mac);
	arrival_icmp6(stage, to, from, &stage->house->devices[from].link_local, &tell,
		      now_ns + STAGE_MS);
}

static void arrival_mdns(struct stage *stage, int index, uint64_t now_ns)
{
	static const uint8_t service[] = "\x05_rtsp\x04_tcp\x05local";
	const struct device *device = &stage->house->devices[index];
	struct address group = address_v4(224, 0, 0, 251);
	struct path path = {.device = (uint16_t)index,
			    .other = PACKETS_MULTICAST,
			    .local = device->v4,
			    .remote = group,
			    .local_port = 5353,
			    .remote_port = 5353};
	struct bytes out = {0};

	bytes_u32(&out, 0x00008400);
	bytes_u32(&out, 0x00000001);
	bytes_u32(&out, 0);
	bytes_add(&out, service, sizeof(service));
	bytes_u16(&out, 12);
	bytes_u16(&out, 1);
	bytes_u32(&out, 4500);
	bytes_u16(&out, (unsigned)strlen(device->mdns) + 3);
	bytes_u8(&out, (unsigned)strlen(device->mdns));
	bytes_text(&out, device->mdns);
	bytes_u16(&out, 0xc00c);
	udp_send(stage, &path, true, now_ns, out.data, out.length, 0);
}

void arrival_play(struct stage *stage, int index, uint64_t now_ns)
{
	const struct house *house = stage->house;
	const struct device *device = &house->devices[index];
	uint32_t id = (uint32_t)random_next(&stage->random);
	uint16_t node = (uint16_t)index;

	if (house->v4 && device->dhcp[0]) {
		arrival_dhcp(stage, index, now_ns, 1, id);
		arrival_dhcp(stage, index, now_ns + 20 * STAGE_MS, 2, id);
		arrival_dhcp(stage, index, now_ns + 25 * STAGE_MS, 3, id);
		arrival_dhcp(stage, index, now_ns + 40 * STAGE_MS, 5, id);
	}
	if (house->v4) {
		arrival_arp(stage, node, HOUSE_ROUTER, 1, now_ns + 60 * STAGE_MS);
		arrival_arp(stage, HOUSE_ROUTER, node, 2, now_ns + 61 * STAGE_MS);
	}
	if (house->v6) {
		arrival_advertise(stage, now_ns + 70 * STAGE_MS);
		arrival_neighbour(stage, node, HOUSE_ROUTER,
				  &house->devices[HOUSE_ROUTER].link_local, now_ns + 80 * STAGE_MS);
		arrival_neighbour(stage, HOUSE_ROUTER, node, &device->v6, now_ns + 90 * STAGE_MS);
	}
	if (house->v4 && device->mdns[0])
		arrival_mdns(stage, index, now_ns + 150 * STAGE_MS);
}
