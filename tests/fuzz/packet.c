/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdlib.h>

#include "packet/packet.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void expect(bool holds)
{
	if (!holds)
		abort();
}

/* The first byte chooses the link; what is decoded must lie within the frame. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const int links[] = {0, 1, 12, 14, 101, 108, 113, 228, 229, 276};
	struct packet p;
	const uint8_t *end;

	if (size < 2 || size > 65536)
		return 0;
	end = data + size;
	if (packet_decode(links[data[0] % 10], data + 1, (uint32_t)size - 1, (uint32_t)size + 99,
			  &p))
		return 0;
	expect(p.ip > data && p.ip + p.ip_captured <= end);
	expect(p.ip_captured <= p.length);
	expect(p.payload_captured <= p.payload_length && p.payload_length <= p.length);
	expect(!p.payload == !p.payload_captured);
	if (p.payload)
		expect(p.payload >= p.ip && p.payload + p.payload_captured <= p.ip + p.ip_captured);
	if (p.flags & PACKET_LATER)
		expect(!p.source_port && p.flags & PACKET_FRAGMENT);
	return 0;
}
