/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What a MAC sent from an address that is not home's to one that is not either: no flow of anybody,
 * but if a camera has that MAC it left all the same. Called by the meter with packets of which
 * neither end is at home.
 */
#ifndef LENSWATCH_CAPTURE_STRAYS_H
#define LENSWATCH_CAPTURE_STRAYS_H

#include "packet/packet.h"
#include "upload/footage.h"

#define STRAYS_LEAST FOOTAGE_BYTES /* what is less in that time is dropped */
#define STRAYS_GATHER_NS 600000000000ULL
#define STRAYS 16 /* a link on which more send so is no home's */

struct strays {
	size_t count;
	struct stray {
		uint8_t mac[6];
		uint64_t bytes, from_ns, to_ns;
	} items[STRAYS];
};

/* Counts it to its sender; where there is no room for one more, nothing. */
void strays_see(struct strays *strays, const struct packet *packet, uint64_t now_ns);
/*
 * Takes out one that sent as much as a clip, once it was gathered for ten minutes or at the `end`;
 * what is less is dropped then. False: there is none left.
 */
bool strays_take(struct strays *strays, uint64_t now_ns, bool end, struct stray *out);

#endif
