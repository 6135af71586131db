/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Greetings of TLS, and the packets of TCP and QUIC that carry them. */
#ifndef LENSWATCH_TEST_SUPPORT_HELLO_H
#define LENSWATCH_TEST_SUPPORT_HELLO_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "packet/packet.h"

#define HELLO_ROOM 16384

/* A ClientHello for `name` (NULL: for none) with an extension of `fill` bytes before that. */
size_t hello_make(const char *name, size_t fill, uint8_t out[HELLO_ROOM]);
/* In records of at most `most` bytes. */
size_t hello_pack(const uint8_t *hello, size_t size, size_t most, uint8_t out[HELLO_ROOM]);

/* A packet over IPv4, or IPv6, whose bytes end where the heap block ends. */
struct hello_packet {
	uint8_t *bytes;
	struct packet packet;
};

struct hello_packet hello_segment(bool v6, uint32_t sequence, const uint8_t *bytes, size_t size);
struct hello_packet hello_datagram(bool v6, const uint8_t *bytes, size_t size);

#define HELLO_QUIC_V1 1U
#define HELLO_QUIC_V2 0x6b3343cfU

struct hello_quic {
	uint32_t version, number;
	const char *first; /* the connection id that keys come from, 8 bytes or more */
	const char *to;	   /* the one in the packet; NULL: `first` */
	size_t token;	   /* bytes of one */
	size_t least;	   /* PADDING makes the packet so long */
};

/* Appends an Initial with these frames to a datagram. */
void hello_initial(const struct hello_quic *quic, const uint8_t *frames, size_t size,
		   uint8_t datagram[HELLO_ROOM], size_t *length);
/* Appends a CRYPTO frame with `size` bytes of `stream` from `at` on. */
void hello_crypto(const uint8_t *stream, size_t at, size_t size, uint8_t frames[HELLO_ROOM],
		  size_t *length);

#endif
