/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A pcapng file of one section and one interface (draft-ietf-opsawg-pcapng), written block by
 * block. Who calls looks at ferror() at the end. Called by anonymise.c; internal to this room.
 */
#ifndef LENSWATCH_ANONYMISE_PCAPNG_H
#define LENSWATCH_ANONYMISE_PCAPNG_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

/* `filtered`: it was recorded with a filter, which may name addresses: written as "?". */
void pcapng_begin(FILE *to, int link_type, bool filtered);
void pcapng_packet(FILE *to, uint64_t time_ns, const uint8_t *data, uint32_t captured,
		   uint32_t length);
/* How many packets were dropped when it was recorded. */
void pcapng_lost(FILE *to, uint64_t packets);
/* Half a block, the last thing that is written: the file ends early. */
void pcapng_cut(FILE *to);

#endif
