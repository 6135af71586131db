/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * SHA-256 (FIPS 180-4) piece by piece: by OpenSSL, which uses what the processor has for it
 * (sha256_openssl.c), or by libsodium in programs built with WITH_OPENSSL=0 (sha256_sodium.c).
 * Called by digest.c.
 */
#ifndef LENSWATCH_CAPTURE_SHA256_H
#define LENSWATCH_CAPTURE_SHA256_H

#include <stddef.h>
#include <stdint.h>

#define SHA256_BYTES 32

struct sha256;

struct sha256 *sha256_create(void); /* NULL where memory is short */
void sha256_destroy(struct sha256 *hash);
/* Both return 0 or -EIO. */
int sha256_add(struct sha256 *hash, const uint8_t *bytes, size_t size);
int sha256_finish(struct sha256 *hash, uint8_t sum[SHA256_BYTES]);

#endif
