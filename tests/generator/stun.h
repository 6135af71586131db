/* SPDX-License-Identifier: GPL-2.0-or-later */
/* STUN and TURN messages (RFC 8489, RFC 8656): how calls and live views find a way, or a relay. */
#ifndef GENERATOR_STUN_H
#define GENERATOR_STUN_H

#include "stage.h"

/* A binding request upstream and its answer; returns when it is over. */
uint64_t stun_bind(struct stage *stage, struct path *path, uint64_t now_ns);
/* Allocates a relay, permits `peer` and binds channel 0x4001 to it. */
uint64_t stun_allocate(struct stage *stage, struct path *path, uint64_t now_ns,
		       const struct address *peer);

#endif
