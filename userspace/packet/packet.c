/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "packet/packet.h"

#include <errno.h>

#include "packet/internet.h"
#include "packet/link_layer.h"

bool packet_knows_link(int link_type)
{
	return link_layer_knows(link_type);
}

int packet_decode(int link_type, const uint8_t *data, uint32_t captured, uint32_t length,
		  struct packet *out)
{
	struct packet packet = {0};
	struct link_layer link;
	int error;

	/* Some writers give a wire length below what they captured. */
	if (length < captured)
		length = captured;
	error = link_layer_decode(link_type, data, captured, &packet, &link);
	if (error)
		return error;
	data += link.offset;
	captured -= link.offset;
	length -= link.offset;
	switch (link.ethertype) {
	case ETHERTYPE_V4:
		error = internet_decode_v4(data, captured, length, &packet);
		break;
	case ETHERTYPE_V6:
		error = internet_decode_v6(data, captured, length, &packet);
		break;
	default:
		error = internet_decode_arp(data, captured, &packet);
	}
	if (!error)
		*out = packet;
	return error;
}
