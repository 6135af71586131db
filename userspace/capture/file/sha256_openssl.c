// SPDX-License-Identifier: GPL-2.0-or-later
#include "capture/file/sha256.h"

#include <errno.h>
#include <openssl/evp.h>

/* An EVP_MD_CTX is what a struct sha256 is here. */
static EVP_MD_CTX *sha256_openssl_context(struct sha256 *hash)
{
	return (EVP_MD_CTX *)hash;
}

struct sha256 *sha256_create(void)
{
	EVP_MD_CTX *made = EVP_MD_CTX_new();

	if (made && !EVP_DigestInit_ex(made, EVP_sha256(), NULL)) {
		EVP_MD_CTX_free(made);
		made = NULL;
	}
	return (struct sha256 *)made;
}

void sha256_destroy(struct sha256 *hash)
{
	EVP_MD_CTX_free(sha256_openssl_context(hash));
}

int sha256_add(struct sha256 *hash, const uint8_t *bytes, size_t size)
{
	return EVP_DigestUpdate(sha256_openssl_context(hash), bytes, size) ? 0 : -EIO;
}

int sha256_finish(struct sha256 *hash, uint8_t sum[SHA256_BYTES])
{
	return EVP_DigestFinal_ex(sha256_openssl_context(hash), sum, NULL) ? 0 : -EIO;
}
