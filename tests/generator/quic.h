/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * QUIC version 1 (RFC 9000, RFC 9001). The handshake is one that ngtcp2 made (handshakes.h): its
 * ClientHello gets the name and connection identifiers wanted, and both Initial packets are
 * protected anew under them.
 */
#ifndef GENERATOR_QUIC_H
#define GENERATOR_QUIC_H

#include "stage.h"

#define QUIC_CID 18

struct quic;

struct quic_connection {
	struct stage *stage;
	struct path path;
	uint64_t now_ns, round_trip_ns, gap_ns;
	bool answered;
	bool two; /* the ClientHello takes two datagrams, as one with post-quantum keys does */
	uint8_t first[QUIC_CID], client[QUIC_CID - 1], server[QUIC_CID];
};

struct quic *quic_create(void); /* NULL: the recorded handshake could not be opened */
void quic_free(struct quic *quic);
/* Opens a connection to the host of this name; its ClientHello takes one datagram or two. 0 or
 * -EIO. */
int quic_open(struct quic_connection *connection, struct stage *stage, const struct path *path,
	      uint64_t now_ns, const char *name, bool two);
/* Sends `bytes` in protected datagrams; every few are acknowledged. */
void quic_data(struct quic_connection *connection, bool up, size_t bytes);

#endif
