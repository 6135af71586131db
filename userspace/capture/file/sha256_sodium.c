// SPDX-License-Identifier: GPL-2.0-or-later
#include "capture/file/sha256.h"

#include <errno.h>
#include <sodium.h>
#include <stdlib.h>

struct sha256 {
	crypto_hash_sha256_state state;
};

struct sha256 *sha256_create(void)
{
	struct sha256 *hash = malloc(sizeof(*hash));

	if (hash)
		crypto_hash_sha256_init(&hash->state);
	return hash;
}

void sha256_destroy(struct sha256 *hash)
{
	free(hash);
}

int sha256_add(struct sha256 *hash, const uint8_t *bytes, size_t size)
{
	return crypto_hash_sha256_update(&hash->state, bytes, size) ? -EIO : 0;
}

int sha256_finish(struct sha256 *hash, uint8_t sum[SHA256_BYTES])
{
	return crypto_hash_sha256_final(&hash->state, sum) ? -EIO : 0;
}
