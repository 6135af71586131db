/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Puts the packets of a round on the wire: whole packets with checksums, merged into super-packets
 * as receive offload does, cut into fragments where they exceed the MTU; to the view, and to the
 * truth as they were written.
 */
#ifndef GENERATOR_WIRE_H
#define GENERATOR_WIRE_H

#include "stage.h"
#include "truth.h"
#include "view.h"

struct wire;

/* `merge`: largest super-packet in bytes, 0 for none. NULL without memory. */
struct wire *wire_create(struct view *view, struct truth *truth, uint32_t merge, uint64_t seed);
void wire_free(struct wire *wire);
/* Writes what `stage` holds in order of time and empties it. */
void wire_round(struct wire *wire, struct stage *stage);

#endif
