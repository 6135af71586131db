/* SPDX-License-Identifier: GPL-2.0-or-later */
/* SSDP and WS-Discovery: what such a packet tells. Called by discovery.c. */
#ifndef LENSWATCH_PACKET_SSDP_H
#define LENSWATCH_PACKET_SSDP_H

#include "packet/fact.h"

/* By its ports; and the headers in it, each handed to the teller. Malformed: what was read so far.
 */
bool ssdp_concerns(const struct packet *packet);
void ssdp_decode(const struct teller *t);

#endif
