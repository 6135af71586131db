/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What devices answer to their makers' own discovery, in plain JSON: TP-Link's (UDP 20002) and
 * Dahua's (DHIP, UDP 37810). Called by discovery.c.
 */
#ifndef LENSWATCH_PACKET_PROBE_H
#define LENSWATCH_PACKET_PROBE_H

#include "packet/fact.h"

bool probe_concerns(const struct packet *p);
/* Tells the kind of the device that answers, as its maker words it. */
void probe_decode(const struct teller *t);

#endif
