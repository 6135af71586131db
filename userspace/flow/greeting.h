/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The greeting (ClientHello) of a connection, put together where it came in several packets: over
 * TCP in segments and records of any order, over QUIC in CRYPTO frames of several Initial packets.
 * nDPI does neither, or only some of it, depending on its version. Called by protocol.c.
 */
#ifndef LENSWATCH_FLOW_GREETING_H
#define LENSWATCH_FLOW_GREETING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "packet/hello.h"
#include "packet/packet.h"

#define GREETING_BYTES 8192 /* a longer one is not put together */

struct greetings;
struct greeting_pieces;

/* What is kept of a connection. All zero before its first packet. */
struct greeting {
	struct greeting_pieces *pieces; /* NULL: nothing is held */
	bool over;			/* nothing more will come of it */
};

/* A whole one; lives until the next call. */
struct greeting_whole {
	const uint8_t *message; /* the ClientHello */
	size_t size;
	char name[HELLO_NAME]; /* as it was sent; "" none */
};

/*
 * At most `limit` connections have pieces waiting: the one begun longest ago gives way. 0, -ENOMEM,
 * or -EINVAL for a limit of 0.
 */
int greetings_create(size_t limit, struct greetings **out);
void greetings_destroy(struct greetings *greetings);
/*
 * Takes a packet of TCP or UDP from the client. 0: the greeting is whole, and told. -EAGAIN: it is
 * not, or none has begun. -EBADMSG: there will be none.
 */
int greeting_take(struct greetings *greetings, struct greeting *greeting,
		  const struct packet *packet, struct greeting_whole *out);
/* Nothing more is wanted of it. */
void greeting_end(struct greeting *greeting);

#endif
