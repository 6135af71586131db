/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * AES with keys of 128 bits, for the first packets of QUIC: by OpenSSL (aes128_openssl.c). Programs
 * built with WITH_OPENSSL=0 have none (aes128_none.c), as libsodium lacks it. Called by quic.c.
 */
#ifndef LENSWATCH_FLOW_AES128_H
#define LENSWATCH_FLOW_AES128_H

#include <stddef.h>
#include <stdint.h>

#define AES128_KEY 16
#define AES128_NONCE 12
#define AES128_TAG 16

/* One block, enciphered. 0 or -EIO; -ENOTSUP where there is no AES, here and below. */
int aes128_block(const uint8_t key[AES128_KEY], const uint8_t in[16], uint8_t out[16]);
/*
 * Deciphers `bytes` in place, the last AES128_TAG of `size` being the tag of GCM (NIST SP 800-38D)
 * over them and `header`. -EBADMSG where the tag is another's: then `bytes` are worth nothing.
 */
int aes128_gcm_open(const uint8_t key[AES128_KEY], const uint8_t nonce[AES128_NONCE],
		    const uint8_t *header, size_t header_size, uint8_t *bytes, size_t size);

#endif
