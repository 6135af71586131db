/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What devices answer to their makers' own discovery: TP-Link's (UDP 20002) and Dahua's
 * (DHIP, UDP 37810) in plain JSON, Hikvision's (SADP, UDP 37020) in XML, Ubiquiti's (UDP 10001) in
 * fields. Called by discovery.c.
 */
#ifndef LENSWATCH_PACKET_PROBE_H
#define LENSWATCH_PACKET_PROBE_H

#include "packet/fact.h"

bool probe_concerns(const struct packet *p);
/* Tells the kind of the device that answers, as its maker words it. */
void probe_decode(const struct teller *t);

#endif
