/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "lookup.h"

#include <string.h>

#include "udp.h"

struct address lookup_address(const struct stage *stage, int device, const char *host,
			      const char *stated)
{
	const struct device *from = &stage->house->devices[device];
	uint64_t hash = random_hash(host);
	struct address address = {0};

	if (stated)
		return address_literal(stated);
	if (!from->v4.family) {
		address = address_literal("2001:db8:f::");
		memcpy(address.bytes + 8, &hash, 8);
		return address;
	}
	/* RFC 2544 keeps this range for tests of devices: it is nobody's. */
	return address_v4(198, 18 + (hash >> 16 & 1), hash >> 8 & 0xff, 1 + hash % 254);
}

static void lookup_name(struct bytes *out, const char *name)
{
	while (*name) {
		size_t length = strcspn(name, ".");

		bytes_u8(out, (unsigned)length);
		bytes_add(out, name, length);
		name += length + (name[length] == '.');
	}
	bytes_u8(out, 0);
}

static void lookup_question(struct bytes *out, unsigned id, unsigned flags, unsigned answers,
			    const char *host, unsigned type)
{
	bytes_u16(out, id);
	bytes_u16(out, flags);
	bytes_u16(out, 1);
	bytes_u16(out, answers);
	bytes_u32(out, 0);
	lookup_name(out, host);
	bytes_u16(out, type);
	bytes_u16(out, 1);
}

static void lookup_record(struct bytes *out, unsigned type, const void *data, size_t length)
{
	bytes_u16(out, type);
	bytes_u16(out, 1);
	bytes_u32(out, LOOKUP_TTL);
	bytes_u16(out, (unsigned)length);
	bytes_add(out, data, length);
}

uint64_t lookup_ask(struct stage *stage, int device, uint64_t now_ns, const char *host,
		    const char *cname, const struct address *address)
{
	const struct device *router = &stage->house->devices[HOUSE_ROUTER];
	struct path path =
		stage_path(stage, device, router->v4.family ? &router->v4 : &router->v6, 0, 53);
	unsigned id = (unsigned)random_below(&stage->random, 65536);
	unsigned type = address->family == 6 ? 28 : 1;
	struct bytes query = {0}, answer = {0}, alias = {0};

	lookup_question(&query, id, 0x0100, 0, host, type);
	lookup_question(&answer, id, 0x8180, cname ? 2 : 1, host, type);
	bytes_u16(&answer, 0xc00c); /* the name in the question (RFC 1035 4.1.4) */
	if (cname) {
		lookup_name(&alias, cname);
		lookup_record(&answer, 5, alias.data, alias.length);
		lookup_name(&answer, cname);
	}
	lookup_record(&answer, type, address->bytes, address_size(address));
	udp_send(stage, &path, true, now_ns, query.data, query.length, 0);
	now_ns += (uint64_t)(random_between(&stage->random, 0.008, 0.040) * 1e9);
	udp_send(stage, &path, false, now_ns, answer.data, answer.length, 0);
	/* Measured on 130 Blink connections: the SYN follows the answer after 38-75 ms in the
	 * median. */
	return now_ns + (uint64_t)(random_between(&stage->random, 0.038, 0.075) * 1e9);
}
