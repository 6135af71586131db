/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * ARP, neighbour discovery and router advertisements (RFC 826, RFC 4861): what such a packet tells.
 * Called by discovery.c.
 */
#ifndef LENSWATCH_PACKET_NEIGHBOUR_H
#define LENSWATCH_PACKET_NEIGHBOUR_H

#include "packet/fact.h"

/* By its kind; and who says to have which address, handed to the teller. Malformed: nothing. */
bool neighbour_concerns(const struct packet *packet);
void neighbour_decode(const struct teller *t);

#endif
