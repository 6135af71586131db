/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Crypto-PAn (Xu, Fan, Ammar, Moon: Prefix-Preserving IP Address Anonymization, ICNP 2002): a keyed
 * permutation of strings of bits in which two that share a prefix still share one, of the same
 * length and no longer. Called by alias.c.
 */
#ifndef LENSWATCH_ANONYMISE_CRYPTOPAN_H
#define LENSWATCH_ANONYMISE_CRYPTOPAN_H

#include <stdint.h>

#define CRYPTOPAN_KEY 32
#define CRYPTOPAN_BITS 128

struct cryptopan {
	uint8_t key[16], pad[16];
};

/* As published: half of it is AES's key, the other half, enciphered, fills the blocks. 0, -EIO, or
 * -ENOTSUP in a program without AES. */
int cryptopan_begin(struct cryptopan *cryptopan, const uint8_t key[CRYPTOPAN_KEY]);
/* The first `bits` (at most CRYPTOPAN_BITS, whole bytes) of `in`. 0 or -EIO, `out` untouched. */
int cryptopan_map(const struct cryptopan *cryptopan, const uint8_t *in, unsigned int bits,
		  uint8_t *out);

#endif
