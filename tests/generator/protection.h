/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The protection of QUIC Initial packets (RFC 9001 5): keys that anyone can derive from the first
 * connection id. */
#ifndef GENERATOR_PROTECTION_H
#define GENERATOR_PROTECTION_H

#include "bytes.h"

#define PROTECTION_TAG 16

struct protection {
	uint8_t key[16], iv[12], header[16];
};

/* `side`: "client in" or "server in". 0 or -EIO, here and below. */
int protection_derive(struct protection *p, const uint8_t *cid, size_t cid_length,
		      const char *side);
/*
 * Removes the protection of the packet at `packet`; its number begins at `number_at` and `end` is
 * where the packet ends. The frames are appended to `frames`.
 */
int protection_open(const struct protection *p, const uint8_t *packet, size_t number_at, size_t end,
		    struct bytes *frames);
/* Appends the frames, protected, to `packet`, whose header (at `start`) ends with a four byte
 * packet number. */
int protection_seal(const struct protection *p, struct bytes *packet, size_t start,
		    const struct bytes *frames);

#endif
