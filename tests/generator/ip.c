/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "ip.h"

#include <string.h>

static void ip_header4(struct bytes *out, struct path *path, bool up, unsigned protocol,
		       size_t payload)
{
	const struct address *from = up ? &path->local : &path->remote;
	const struct address *to = up ? &path->remote : &path->local;

	bytes_u16(out, 0x4500);
	bytes_u16(out, (unsigned)(20 + payload) & 0xffff);
	bytes_u16(out, up ? path->id_up++ : path->id_down++);
	bytes_u16(out, protocol == IP_TCP ? 0x4000 : 0); /* TCP finds the path's MTU itself */
	bytes_u8(out, up ? 64 : path->hops);
	bytes_u8(out, protocol);
	bytes_u16(out, 0);
	bytes_add(out, from->bytes, 4);
	bytes_add(out, to->bytes, 4);
}

static void ip_header6(struct bytes *out, const struct path *path, bool up, unsigned protocol,
		       size_t payload)
{
	const struct address *from = up ? &path->local : &path->remote;
	const struct address *to = up ? &path->remote : &path->local;

	bytes_u32(out, 0x60000000U);
	bytes_u16(out, (unsigned)payload & 0xffff);
	bytes_u8(out, protocol);
	/* Neighbour discovery is only taken with 255 (RFC 4861 4). */
	bytes_u8(out, protocol == IP_ICMP6 ? 255 : up ? 64 : path->hops);
	bytes_add(out, from->bytes, 16);
	bytes_add(out, to->bytes, 16);
}

size_t ip_send(struct stage *stage, struct path *path, bool up, uint64_t time_ns, unsigned protocol,
	       const struct bytes *transport, uint32_t fill)
{
	bool v6 = path->local.family == 6;
	struct bytes whole = {0};
	struct packet *packet;

	if (v6)
		ip_header6(&whole, path, up, protocol, transport->length + fill);
	else
		ip_header4(&whole, path, up, protocol, transport->length + fill);
	bytes_add(&whole, transport->data, transport->length);
	packet = packets_add(&stage->packets, whole.data, whole.length);
	packet->time_ns = time_ns;
	packet->fill_length = fill;
	packet->fill_from = stage_fill(stage, fill);
	packet->action = stage->action;
	packet->from = up ? path->device : path->other;
	packet->to = up ? path->other : path->device;
	packet->ether_type = v6 ? 0x86dd : 0x0800;
	packet->device = path->outside ? path->device : PACKETS_NOBODY;
	packet->way = !path->outside ? PACKET_LOCAL : up ? PACKET_UP : PACKET_DOWN;
	return stage->packets.count - 1;
}

uint32_t ip_header_size(const struct path *path)
{
	return path->local.family == 6 ? 40 : 20;
}

/* The Internet checksum (RFC 1071), eight bytes at a time. */
static uint64_t ip_sum(uint64_t sum, const uint8_t *data, size_t length)
{
	uint64_t word;
	uint16_t half;

	for (; length >= 8; data += 8, length -= 8) {
		memcpy(&word, data, 8);
		sum += word;
		sum += sum < word;
	}
	for (; length >= 2; data += 2, length -= 2) {
		memcpy(&half, data, 2);
		sum += half;
		sum += sum < half;
	}
	if (length) {
		uint8_t last[2] = {*data, 0};

		memcpy(&half, last, 2);
		sum += half;
		sum += sum < half;
	}
	return sum;
}

static uint16_t ip_fold(uint64_t sum)
{
	while (sum >> 16)
		sum = (sum & 0xffff) + (sum >> 16);
	return (uint16_t)~sum;
}

/* The sum of a big-endian value as ip_sum() would find it in memory. */
static uint64_t ip_sum16(unsigned value)
{
	uint8_t two[2] = {(uint8_t)(value >> 8), (uint8_t)value};

	return ip_sum(0, two, 2);
}

static void ip_transport_checksum(uint8_t *at, size_t length, unsigned protocol, uint64_t sum)
{
	size_t field = protocol == IP_TCP ? 16 : protocol == IP_UDP ? 6 : 2;
	uint16_t check;

	if (length < field + 2)
		return;
	memset(at + field, 0, 2);
	sum += ip_sum16(protocol) + ip_sum16((unsigned)length & 0xffff) +
	       ip_sum16((unsigned)(length >> 16));
	check = ip_fold(ip_sum(sum, at, length));
	/* 0 would say "no checksum" in UDP (RFC 768). */
	if (!check && protocol == IP_UDP)
		check = 0xffff;
	memcpy(at + field, &check, 2);
}

void ip_header_checksum(uint8_t *packet)
{
	uint16_t check;

	memset(packet + 10, 0, 2);
	check = ip_fold(ip_sum(0, packet, 20));
	memcpy(packet + 10, &check, 2);
}

void ip_checksum(uint8_t *packet, size_t length)
{
	bool v6 = packet[0] >> 4 == 6;
	unsigned protocol = v6 ? packet[6] : packet[9];
	size_t header = v6 ? 40 : 20;

	if (!v6)
		ip_header_checksum(packet);
	if (protocol == IP_TCP || protocol == IP_UDP || protocol == IP_ICMP6)
		ip_transport_checksum(packet + header, length - header, protocol,
				      v6 ? ip_sum(0, packet + 8, 32) : ip_sum(0, packet + 12, 8));
}

void ip_set_length(uint8_t *packet, size_t length)
{
	if (packet[0] >> 4 == 6)
		bytes_put16(packet + 4, (unsigned)(length - 40));
	else
		bytes_put16(packet + 2, (unsigned)length);
}

static void ip_mend(uint8_t *check, const uint8_t old[4], const uint8_t new[4])
{
	uint32_t sum = (uint16_t)~bytes_get16(check);

	for (int i = 0; i < 4; i += 2)
		sum += (uint16_t)~bytes_get16(old + i) + bytes_get16(new + i);
	while (sum >> 16)
		sum = (sum & 0xffff) + (sum >> 16);
	bytes_put16(check, (uint16_t)~sum);
}

void ip_readdress(uint8_t *packet, bool destination, const uint8_t address[4])
{
	uint8_t *at = packet + (destination ? 16 : 12);
	bool first = !(bytes_get16(packet + 6) & 0x1fff);

	ip_mend(packet + 10, at, address);
	if (first && packet[9] == IP_TCP)
		ip_mend(packet + 20 + 16, at, address);
	else if (first && packet[9] == IP_UDP)
		ip_mend(packet + 20 + 6, at, address);
	memcpy(at, address, 4);
}
