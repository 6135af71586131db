/* SPDX-License-Identifier: GPL-2.0-or-later */
/* mDNS with DNS-SD (RFC 6762, RFC 6763): what such a packet tells. Called by discovery.c. */
#ifndef LENSWATCH_PACKET_MDNS_H
#define LENSWATCH_PACKET_MDNS_H

#include "packet/fact.h"

/* By its ports; and the names in it, each handed to the teller. Malformed: what was read so far. */
bool mdns_concerns(const struct packet *packet);
void mdns_decode(const struct teller *t);

#endif
