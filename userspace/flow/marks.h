/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the first payloads of a flow say of the way it goes: who opened it, whether it reaches the
 * other end itself or a relay. Fed by table.c and the engine with samples; read by the track room.
 */
#ifndef LENSWATCH_FLOW_MARKS_H
#define LENSWATCH_FLOW_MARKS_H

#include "observation.h"
#include "packet/signature.h"

struct marks {
	bool called;	 /* the other end opened it, to a port of the device's own */
	bool calls;	 /* TCP, and the device opened it */
	bool punched;	 /* PPPP: both ends opened the way to each other */
	bool relayed;	 /* PPPP: through a relay */
	bool checked[2]; /* ICE: a check (STUN binding request) came down, went up */
	bool spoke[2];	 /* something came down, went up */
	uint8_t rtmp[2]; /* ... and how much its first payload is like RTMP's */
	struct signature_rtp rtp[2];
	bool punched_way[2]; /* down, up */
};

/* Joins what several flows to one address said. */
void marks_add(struct marks *sum, const struct marks *flow);
/*
 * Takes one sampled packet. `spoken_to`: the other end spoke first, which only the first packet of
 * the flow can tell.
 */
void marks_sample(struct marks *marks, const struct sample *sample, bool spoken_to);
/* The signature of the packet where what is known of the flow bears it out. */
enum signature marks_signature(struct marks *marks, const struct sample *sample);
/* Whether both ends checked the way to each other, as ICE agents do and no server alone. */
bool marks_are_direct(const struct marks *marks);

#endif
