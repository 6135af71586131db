/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Checksums of IPv4, TCP, UDP and ICMPv6. Called by frame.c; internal to this room. */
#ifndef LENSWATCH_ANONYMISE_CHECKSUMS_H
#define LENSWATCH_ANONYMISE_CHECKSUMS_H

#include <stdint.h>

#include "packet/packet.h"

/* Where in the bytes of `ip` the transport begins; 0: it is not here. */
uint32_t checksums_transport(const struct packet *packet, const uint8_t *ip);
/*
 * Redoes those of `ip`, which was `original`. Of a packet that is not whole the transport's cannot
 * be made: a mark of what it was, made with `tag` (32 bytes), stands there, so that a copy stays
 * one. A UDP datagram without a checksum keeps none.
 */
void checksums_redo(const struct packet *packet, const uint8_t *original, uint8_t *ip,
		    const uint8_t *tag);

#endif
