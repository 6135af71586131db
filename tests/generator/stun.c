/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "stun.h"

#include <string.h>

#include "udp.h"

#define STUN_ROUND_TRIP (40 * STAGE_MS)

enum { STUN_BINDING = 0x001, STUN_ALLOCATE = 0x003, STUN_PERMISSION = 0x008, STUN_CHANNEL = 0x009 };
enum { STUN_SUCCESS = 0x100, STUN_ERROR = 0x110 };
enum {
	STUN_USERNAME = 0x0006,
	STUN_INTEGRITY = 0x0008,
	STUN_CODE = 0x0009,
	STUN_NUMBER = 0x000c,
	STUN_LIFETIME = 0x000d,
	STUN_PEER = 0x0012,
	STUN_REALM = 0x0014,
	STUN_NONCE = 0x0015,
	STUN_RELAYED = 0x0016,
	STUN_TRANSPORT = 0x0019,
	STUN_MAPPED = 0x0020
};

static void stun_begin(struct bytes *out, unsigned type, const uint8_t id[12])
{
	out->length = 0;
	bytes_u16(out, type);
	bytes_u16(out, 0);
	bytes_u32(out, 0x2112a442);
	bytes_add(out, id, 12);
}

static void stun_attribute(struct bytes *out, unsigned type, const void *value, size_t length)
{
	bytes_u16(out, type);
	bytes_u16(out, (unsigned)length);
	bytes_add(out, value, length);
	bytes_zero(out, (4 - length % 4) % 4);
}

/* Addresses are masked with the cookie, and IPv6 with the transaction's id too (RFC 8489 14.2). */
static void stun_address(struct bytes *out, unsigned type, const struct address *address,
			 unsigned port)
{
	struct bytes value = {0};

	bytes_u16(&value, address->family == 6 ? 2 : 1);
	bytes_u16(&value, port ^ 0x2112);
	bytes_add(&value, address->bytes, address_size(address));
	for (size_t i = 0; i < address_size(address); i++)
		value.data[4 + i] ^= out->data[4 + i];
	stun_attribute(out, type, value.data, value.length);
}

static void stun_send(struct stage *stage, struct path *path, bool up, uint64_t now_ns,
		      struct bytes *out)
{
	bytes_set16(out, 2, (unsigned)(out->length - 20));
	udp_send(stage, path, up, now_ns, out->data, out->length, 0);
}

static void stun_prove(struct stage *stage, struct bytes *out)
{
	uint8_t proof[20];

	random_bytes(&stage->random, proof, sizeof(proof));
	stun_attribute(out, STUN_INTEGRITY, proof, sizeof(proof));
}

static void stun_credentials(struct stage *stage, struct bytes *out)
{
	stun_attribute(out, STUN_USERNAME, "1772438400:camera", 17);
	stun_attribute(out, STUN_REALM, "relay.example.net", 17);
	stun_attribute(out, STUN_NONCE, "5f3a9c21d7e84b06", 16);
	stun_prove(stage, out);
}

static struct address stun_outside(const struct stage *stage, const struct path *path)
{
	return path->local.family == 4 ? stage->house->wan : path->local;
}

uint64_t stun_bind(struct stage *stage, struct path *path, uint64_t now_ns)
{
	struct address mapped = stun_outside(stage, path);
	struct bytes out;
	uint8_t id[12];

	random_bytes(&stage->random, id, sizeof(id));
	stun_begin(&out, STUN_BINDING, id);
	stun_attribute(&out, STUN_USERNAME, "kT9f:QwL2", 9);
	stun_prove(stage, &out);
	stun_send(stage, path, true, now_ns, &out);
	stun_begin(&out, STUN_BINDING | STUN_SUCCESS, id);
	stun_address(&out, STUN_MAPPED, &mapped, path->local_port);
	stun_prove(stage, &out);
	now_ns += STUN_ROUND_TRIP;
	stun_send(stage, path, false, now_ns, &out);
	return now_ns + 2 * STAGE_MS;
}

static uint64_t stun_allocation(struct stage *stage, struct path *path, uint64_t now_ns)
{
	static const uint8_t udp[4] = {17}, refused[4] = {0, 0, 4, 1}, hour[4] = {0, 0, 0x0e, 0x10};
	struct address mapped = stun_outside(stage, path);
	struct bytes out;
	uint8_t id[12];

	random_bytes(&stage->random, id, sizeof(id));
	stun_begin(&out, STUN_ALLOCATE, id);
	stun_attribute(&out, STUN_TRANSPORT, udp, 4);
	stun_send(stage, path, true, now_ns, &out);
	now_ns += STUN_ROUND_TRIP;
	stun_begin(&out, STUN_ALLOCATE | STUN_ERROR, id);
	stun_attribute(&out, STUN_CODE, refused, 4);
	stun_attribute(&out, STUN_REALM, "relay.example.net", 17);
	stun_attribute(&out, STUN_NONCE, "5f3a9c21d7e84b06", 16);
	stun_send(stage, path, false, now_ns, &out);
	now_ns += STAGE_MS;
	random_bytes(&stage->random, id, sizeof(id));
	stun_begin(&out, STUN_ALLOCATE, id);
	stun_attribute(&out, STUN_TRANSPORT, udp, 4);
	stun_credentials(stage, &out);
	stun_send(stage, path, true, now_ns, &out);
	now_ns += STUN_ROUND_TRIP;
	stun_begin(&out, STUN_ALLOCATE | STUN_SUCCESS, id);
	stun_address(&out, STUN_RELAYED, &path->remote, 50000 + path->local_port % 10000);
	stun_address(&out, STUN_MAPPED, &mapped, path->local_port);
	stun_attribute(&out, STUN_LIFETIME, hour, 4);
	stun_prove(stage, &out);
	stun_send(stage, path, false, now_ns, &out);
	return now_ns + STAGE_MS;
}

uint64_t stun_allocate(struct stage *stage, struct path *path, uint64_t now_ns,
		       const struct address *peer)
{
	static const uint8_t channel[4] = {0x40, 0x01};
	const unsigned methods[] = {STUN_PERMISSION, STUN_CHANNEL};
	struct bytes out;
	uint8_t id[12];

	now_ns = stun_allocation(stage, path, now_ns);
	for (int i = 0; i < 2; i++) {
		random_bytes(&stage->random, id, sizeof(id));
		stun_begin(&out, methods[i], id);
		if (methods[i] == STUN_CHANNEL)
			stun_attribute(&out, STUN_NUMBER, channel, 4);
		stun_address(&out, STUN_PEER, peer, 40004);
		stun_credentials(stage, &out);
		stun_send(stage, path, true, now_ns, &out);
		now_ns += STUN_ROUND_TRIP;
		stun_begin(&out, methods[i] | STUN_SUCCESS, id);
		stun_prove(stage, &out);
		stun_send(stage, path, false, now_ns, &out);
		now_ns += STAGE_MS;
	}
	return now_ns;
}
