/* SPDX-License-Identifier: GPL-2.0-or-later */
/* DHCP (RFC 2131, RFC 8415): what such a packet tells. Called by discovery.c. */
#ifndef LENSWATCH_PACKET_DHCP_H
#define LENSWATCH_PACKET_DHCP_H

#include "packet/fact.h"

/* By its ports; and the names in it, each handed to the teller. Malformed: what was read so far. */
bool dhcp_concerns(const struct packet *packet);
void dhcp_decode(const struct teller *t);

#endif
