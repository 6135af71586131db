/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The Initial packets of a QUIC client, version 1 (RFC 9000, RFC 9001) and 2 (RFC 9369). They are
 * ciphered under keys that anyone can derive who sees them. Called by greeting.c.
 */
#ifndef LENSWATCH_FLOW_QUIC_H
#define LENSWATCH_FLOW_QUIC_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "flow/aes128.h"

#define QUIC_PACKET 4096 /* longer ones are passed over */

/* One Initial, still ciphered. Borrows from the datagram. */
struct quic_initial {
	uint32_t version;
	const uint8_t *packet, *cid; /* whose it is: the other end's connection id */
	size_t size, cid_size;
	size_t number_at; /* where in `packet` its number begins */
};

struct quic_keys {
	uint8_t key[AES128_KEY], iv[AES128_NONCE], header[AES128_KEY];
};

/* A piece of the stream that carries the handshake. Borrows. */
struct quic_crypto {
	uint64_t at;
	const uint8_t *bytes;
	size_t size;
};

/*
 * The next Initial from `*at` on, which is moved behind it. Packets that came in one datagram, and
 * datagrams that were joined by the network card, lie one behind the other; what has a length is
 * stepped over. False where nothing is left, or where the next begins cannot be told.
 */
bool quic_next(const uint8_t *data, size_t size, size_t *at, struct quic_initial *out);
/* What a client ciphers under, once it has sent its first Initial to `initial`'s connection id. */
void quic_derive(const struct quic_initial *initial, struct quic_keys *out);
/*
 * Copies the packet and deciphers it: `*frames` is where in `packet` its frames begin, `*size` how
 * many bytes they are. -EBADMSG where it is ciphered under other keys, -ENOTSUP without AES.
 */
int quic_open(const struct quic_initial *initial, const struct quic_keys *keys,
	      uint8_t packet[QUIC_PACKET], size_t *frames, size_t *size);
/* The next CRYPTO frame from `*at` on. False where there is none, or none that can be reached. */
bool quic_crypto_next(const uint8_t *frames, size_t size, size_t *at, struct quic_crypto *out);

#endif
