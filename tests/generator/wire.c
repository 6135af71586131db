/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "wire.h"

#include <stdlib.h>
#include <string.h>

#include "ip.h"

#define WIRE_LARGEST 65535
#define WIRE_MERGE_NS (60 * STAGE_MS) /* 64 KB at the pace of a home's uplink */
#define WIRE_LOOKAHEAD 256

struct wire {
	struct view *view;
	struct truth *truth;
	uint32_t merge;
	uint32_t fragmented; /* datagrams so far: their identification in IPv6 */
	uint8_t pool[PACKETS_POOL];
	uint8_t room[VIEW_HEADROOM + WIRE_LARGEST + 1];
	uint8_t piece_room[VIEW_HEADROOM + WIRE_LARGEST + 1];
};

struct wire *wire_create(struct view *view, struct truth *truth, uint32_t merge, uint64_t seed)
{
	struct wire *wire = malloc(sizeof(*wire));
	struct random_source random;

	if (!wire)
		return NULL;
	wire->view = view;
	wire->truth = truth;
	wire->fragmented = 0;
	wire->merge = merge > WIRE_LARGEST ? WIRE_LARGEST : merge;
	random_seed(&random, seed ^ 0x706f6f6c);
	random_bytes(&random, wire->pool, sizeof(wire->pool));
	return wire;
}

void wire_free(struct wire *wire)
{
	free(wire);
}

/* Whom the view lets a reader know: behind the translation everything comes from the router. */
static uint16_t wire_device(const struct wire *wire, const struct packet *packet)
{
	return wire->view->place == VIEW_WAN ? HOUSE_ROUTER : packet->device;
}

static void wire_show(struct wire *wire, const struct packet *packet, uint8_t *data,
		      uint32_t length)
{
	struct view_packet seen = {
		.data = data,
		.length = length,
		.time_ns = packet->time_ns,
		.ether_type = packet->ether_type,
		.from = packet->from,
		.to = packet->to,
		.outside = packet->way != PACKET_LOCAL,
	};
	struct track_packet told = {
		.device = wire_device(wire, packet),
		.up = packet->way == PACKET_UP,
		.remote.family = packet->ether_type == 0x86dd ? 6 : 4,
		.length = length,
		.action = packet->action,
	};

	if (!view_sees(wire->view, &seen))
		return;
	if (told.remote.family == 6)
		memcpy(told.remote.bytes, data + (told.up ? 24 : 8), 16);
	else
		memcpy(told.remote.bytes, data + (told.up ? 16 : 12), 4);
	told.time_ns = view_show(wire->view, &seen);
	if (seen.outside)
		truth_add(wire->truth, &told);
}

/* One fragment (RFC 791 3.2, RFC 8200 4.5): `at` and `length` of the payload behind the IP header.
 */
static uint32_t wire_fragment(const uint8_t *whole, uint8_t *out, uint32_t header, uint32_t at,
			      uint32_t length, bool last, uint32_t id)
{
	uint32_t extra = header == 40 ? 8 : 0;

	memcpy(out, whole, header);
	memcpy(out + header + extra, whole + header + at, length);
	if (extra) {
		out[6] = 44;
		out[40] = whole[6];
		out[41] = 0;
		bytes_put16(out + 42, at | !last);
		bytes_put32(out + 44, id);
	} else {
		bytes_put16(out + 6, at >> 3 | (last ? 0 : 0x2000));
	}
	ip_set_length(out, header + extra + length);
	return header + extra + length;
}

static void wire_fragments(struct wire *wire, const struct packet *packet, const uint8_t *whole,
			   uint32_t length)
{
	uint32_t header = packet->ether_type == 0x86dd ? 40 : 20, at = 0;
	uint32_t most = (wire->view->house->mtu - header - (header == 40 ? 8 : 0)) & ~7U;
	uint8_t *piece = wire->piece_room + VIEW_HEADROOM;

	wire->fragmented++;
	while (at < length - header) {
		uint32_t left = length - header - at, part = left < most ? left : most;
		uint32_t size = wire_fragment(whole, piece, header, at, part, part == left,
					      wire->fragmented);

		if (header == 20)
			ip_header_checksum(piece);
		wire_show(wire, packet, piece, size);
		at += part;
	}
}

static uint32_t wire_assemble(const struct wire *wire, const struct stage *stage,
			      const struct packet *packet, uint8_t *out)
{
	memcpy(out, stage->packets.heads + packet->head, packet->head_length);
	if (packet->fill_length)
		memcpy(out + packet->head_length, wire->pool + packet->fill_from,
		       packet->fill_length);
	return packet->head_length + packet->fill_length;
}

static uint32_t wire_transport(const struct packet *packet)
{
	return packet->ether_type == 0x86dd ? 40 : 20;
}

static uint32_t wire_payload(const struct stage *stage, const struct packet *packet)
{
	const uint8_t *tcp = stage->packets.heads + packet->head + wire_transport(packet);

	return wire_transport(packet) + (tcp[12] >> 4) * 4;
}

/* A segment joins one before it when it carries on and says the same otherwise. */
static bool wire_joins(const struct stage *stage, const struct packet *first,
		       const struct packet *next, uint32_t sequence)
{
	const uint8_t *a = stage->packets.heads + first->head + wire_transport(first);
	const uint8_t *b = stage->packets.heads + next->head + wire_transport(next);

	return bytes_get32(b + 4) == sequence && !memcmp(a + 8, b + 8, 4) &&
	       (b[13] & ~0x08) == 0x10;
}

static uint32_t wire_merge(const struct wire *wire, struct stage *stage, size_t index, uint8_t *out,
			   uint32_t length)
{
	struct packet *items = stage->packets.items, *first = &items[index];
	uint32_t payload = wire_payload(stage, first);
	uint32_t sequence = bytes_get32(out + wire_transport(first) + 4) + length - payload;

	if (length == payload || (out[wire_transport(first) + 13] & ~0x08) != 0x10)
		return length;
	for (size_t i = index + 1; i < stage->packets.count && i < index + WIRE_LOOKAHEAD; i++) {
		struct packet *next = &items[i];
		uint32_t size = next->head_length + next->fill_length, skip;

		if (next->time_ns - first->time_ns > WIRE_MERGE_NS)
			break;
		if (next->flow != first->flow || next->from != first->from)
			continue;
		skip = wire_payload(stage, next);
		if (!wire_joins(stage, first, next, sequence) || size == skip ||
		    length + size - skip > wire->merge)
			break;
		memcpy(out + length, stage->packets.heads + next->head + skip,
		       next->head_length - skip);
		memcpy(out + length + next->head_length - skip, wire->pool + next->fill_from,
		       next->fill_length);
		length += size - skip;
		sequence += size - skip;
		next->flow = UINT32_MAX; /* it is gone */
	}
	ip_set_length(out, length);
	return length;
}

static void wire_packet(struct wire *wire, struct stage *stage, size_t index)
{
	const struct packet *packet = &stage->packets.items[index];
	uint8_t *data = wire->room + VIEW_HEADROOM;
	uint32_t length = wire_assemble(wire, stage, packet, data);

	if (packet->ether_type == 0x0806) {
		wire_show(wire, packet, data, length);
		return;
	}
	if (wire->merge && packet->flow)
		length = wire_merge(wire, stage, index, data, length);
	ip_checksum(data, length);
	if (!packet->flow && length > wire->view->house->mtu)
		wire_fragments(wire, packet, data, length);
	else
		wire_show(wire, packet, data, length);
}

void wire_round(struct wire *wire, struct stage *stage)
{
	packets_sort(&stage->packets);
	for (size_t i = 0; i < stage->packets.count; i++) {
		if (stage->packets.items[i].flow != UINT32_MAX)
			wire_packet(wire, stage, i);
	}
	packets_clear(&stage->packets);
}
