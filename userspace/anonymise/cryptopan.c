// SPDX-License-Identifier: GPL-2.0-or-later
#include "anonymise/cryptopan.h"

#include <errno.h>
#include <string.h>

#include "flow/aes128.h"

int cryptopan_begin(struct cryptopan *cryptopan, const uint8_t key[CRYPTOPAN_KEY])
{
	memcpy(cryptopan->key, key, 16);
	return aes128_block(key, key + 16, cryptopan->pad);
}

/* Each bit is turned or not by what stands before it alone: that keeps prefixes. */
int cryptopan_map(const struct cryptopan *cryptopan, const uint8_t *in, unsigned int bits,
		  uint8_t *out)
{
	uint8_t block[16], said[16], turned[16] = {0};

	if (bits > CRYPTOPAN_BITS)
		return -EINVAL;
	memcpy(block, cryptopan->pad, 16);
	for (unsigned int i = 0; i < bits; i++) {
		uint8_t bit = (uint8_t)(0x80 >> i % 8);

		if (aes128_block(cryptopan->key, block, said) != 0)
			return -EIO;
		if (said[0] & 0x80)
			turned[i / 8] |= bit;
		block[i / 8] = (uint8_t)((block[i / 8] & ~bit) | (in[i / 8] & bit));
	}
	for (unsigned int i = 0; i < bits / 8; i++)
		out[i] = in[i] ^ turned[i];
	return 0;
}
