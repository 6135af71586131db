/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "stage.h"

static uint16_t stage_inside(const struct house *house, const struct address *address)
{
	for (int i = 1; i < house->count; i++) {
		const struct device *d = &house->devices[i];

		if (address_equal(&d->v4, address) || address_equal(&d->v6, address) ||
		    address_equal(&d->link_local, address))
			return (uint16_t)i;
	}
	return HOUSE_ROUTER;
}

struct path stage_path(struct stage *stage, int device, const struct address *remote,
		       uint16_t local_port, uint16_t remote_port)
{
	const struct house *house = stage->house;
	const struct device *from = &house->devices[device];
	/* Groups stay in the house: its router passes none on. */
	bool group = remote->family == 6 ? remote->bytes[0] == 0xff : remote->bytes[0] >> 4 == 14;
	bool inside = group || house_holds(house, remote);
	struct path path = {
		.device = (uint16_t)device,
		.other = group	  ? PACKETS_MULTICAST
			 : inside ? stage_inside(house, remote)
				  : HOUSE_ROUTER,
		.local = remote->family == 6 ? from->v6 : from->v4,
		.remote = *remote,
		.local_port = local_port,
		.remote_port = remote_port,
		.outside = !inside,
		.hops = inside ? 64 : (uint8_t)(40 + random_below(&stage->random, 20)),
		.id_up = (uint16_t)random_next(&stage->random),
		.id_down = (uint16_t)random_next(&stage->random),
	};

	if (remote->family == 6 && remote->bytes[0] == 0xfe)
		path.local = from->link_local;
	if (!local_port) {
		/* The dynamic range of RFC 6335 6. */
		stage->port = stage->port < 49152 || stage->port == 65535 ? 49152 : stage->port + 1;
		path.local_port = stage->port;
	}
	return path;
}

uint32_t stage_fill(struct stage *stage, uint32_t length)
{
	return (uint32_t)random_below(&stage->random, PACKETS_POOL - length);
}
