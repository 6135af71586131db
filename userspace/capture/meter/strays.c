// SPDX-License-Identifier: GPL-2.0-or-later
#include "capture/meter/strays.h"

#include <string.h>

void strays_see(struct strays *strays, const struct packet *packet, uint64_t now_ns)
{
	struct stray *stray;
	size_t i = 0;

	if (!(packet->flags & PACKET_HAS_SOURCE_MAC))
		return;
	while (i < strays->count && memcmp(strays->items[i].mac, packet->source_mac, 6) != 0)
		i++;
	if (i == STRAYS)
		return;
	stray = &strays->items[i];
	if (i == strays->count) {
		strays->count++;
		*stray = (struct stray){.from_ns = now_ns};
		memcpy(stray->mac, packet->source_mac, 6);
	}
	stray->bytes += packet->length;
	stray->to_ns = now_ns;
}

bool strays_take(struct strays *strays, uint64_t now_ns, bool end, struct stray *out)
{
	for (size_t i = strays->count; i-- > 0;) {
		if (!end && now_ns - strays->items[i].from_ns < STRAYS_GATHER_NS)
			continue;
		*out = strays->items[i];
		strays->items[i] = strays->items[--strays->count];
		if (out->bytes >= STRAYS_LEAST)
			return true;
	}
	return false;
}
