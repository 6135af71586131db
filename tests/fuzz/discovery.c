/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdlib.h>
#include <string.h>

#include "packet/discovery.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check(void *context, const struct discovery *d)
{
	(void)context;
	if (d->kind < DISCOVERED_HOST_NAME || d->kind > DISCOVERED_ROUTER ||
	    d->prefix.length > 128 || (d->kind < DISCOVERED_PREFIX) != (d->text != NULL))
		abort();
	if (!d->text)
		return;
	if (!*d->text || strlen(d->text) > 255)
		abort();
	for (const unsigned char *c = (const unsigned char *)d->text; *c; c++)
		if (*c < ' ' || *c == 0x7f)
			abort();
}

/* The first byte chooses the ports, the rest is the payload; 240 and more make a whole frame of it.
 */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const uint16_t ports[] = {67, 5353, 1900, 3702, 547, 546};
	struct packet p = {.protocol = 17};

	if (size < 2 || size > 65536)
		return 0;
	p.payload = data + 1;
	p.payload_captured = p.payload_length = (uint32_t)size - 1;
	p.source_port = p.target_port = ports[data[0] % 6];
	p.flags = data[0] % 6 > 3 ? PACKET_IPV6 : 0;
	if (data[0] >= 240 && packet_decode(1, data + 1, (uint32_t)size - 1, (uint32_t)size, &p))
		return 0;
	discovery_concerns(&p);
	discovery_decode(&p, check, NULL);
	return 0;
}
