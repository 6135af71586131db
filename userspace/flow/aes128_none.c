// SPDX-License-Identifier: GPL-2.0-or-later
#include "flow/aes128.h"

#include <errno.h>

int aes128_block(const uint8_t key[AES128_KEY], const uint8_t in[16], uint8_t out[16])
{
	(void)key;
	(void)in;
	(void)out;
	return -ENOTSUP;
}

int aes128_gcm_open(const uint8_t key[AES128_KEY], const uint8_t nonce[AES128_NONCE],
		    const uint8_t *header, size_t header_size, uint8_t *bytes, size_t size)
{
	(void)key;
	(void)nonce;
	(void)header;
	(void)header_size;
	(void)bytes;
	(void)size;
	return -ENOTSUP;
}
