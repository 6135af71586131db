/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A device comes into the house: lease, neighbours, its announcement. */
#ifndef GENERATOR_ARRIVAL_H
#define GENERATOR_ARRIVAL_H

#include "stage.h"

/* DHCP, ARP, router and neighbour discovery and mDNS, as far as house and device have them. */
void arrival_play(struct stage *stage, int device, uint64_t now_ns);
/* The router's advertisement to all, as it comes now and then. */
void arrival_advertise(struct stage *stage, uint64_t now_ns);

#endif
