/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Where a scene is played: what every part that writes packets needs, passed to all of them. */
#ifndef GENERATOR_STAGE_H
#define GENERATOR_STAGE_H

#include "house.h"
#include "packets.h"
#include "random.h"

#define STAGE_SECOND 1000000000ULL
#define STAGE_MS 1000000ULL
#define STAGE_US 1000ULL

struct tls;
struct quic;

struct stage {
	struct random_source random;
	struct packets packets;
	const struct house *house;
	struct tls *tls;
	struct quic *quic;
	uint32_t flows;	 /* TCP connections so far */
	uint32_t action; /* index of the action being played */
	uint16_t port;	 /* last local port given out */
};

/* Both ends of a flow. `local` is the device at home; `other` a second device, or the router. */
struct path {
	uint16_t device, other;
	struct address local, remote;
	uint16_t local_port, remote_port;
	bool outside;
	uint8_t hops; /* time to live left on packets from the remote end */
	uint16_t id_up, id_down;
};

/* The path from a device to an address, inside or outside; `local_port` 0 takes the next free one.
 */
struct path stage_path(struct stage *stage, int device, const struct address *remote,
		       uint16_t local_port, uint16_t remote_port);
uint32_t stage_fill(struct stage *stage,
		    uint32_t length); /* where in the pool filling may be taken */

#endif
