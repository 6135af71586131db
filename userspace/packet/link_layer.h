/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The link layers below IP: finds where the network header begins and what it is. */
#ifndef LENSWATCH_PACKET_LINK_LAYER_H
#define LENSWATCH_PACKET_LINK_LAYER_H

#include "packet/packet.h"

#define ETHERTYPE_V4 0x0800
#define ETHERTYPE_ARP_BODY 0x0806
#define ETHERTYPE_V6 0x86dd

/* Where the network header lies in a frame: `offset` never exceeds the captured bytes. */
struct link_layer {
	uint32_t offset;
	uint16_t ethertype; /* one of the three above; after a failure what stood there, or 0 */
};

/* `link_type` is a LINKTYPE_ of libpcap. */
bool link_layer_knows(int link_type);
/* Fills MACs, interface and PACKET_SENT_HERE of `out`. 0, -ENOMSG or -EBADMSG as packet_decode. */
int link_layer_decode(int link_type, const uint8_t *data, uint32_t captured, struct packet *out,
		      struct link_layer *link);

#endif
