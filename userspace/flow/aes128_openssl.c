// SPDX-License-Identifier: GPL-2.0-or-later
#include "flow/aes128.h"

#include <errno.h>
#include <limits.h>
#include <openssl/evp.h>

int aes128_block(const uint8_t key[AES128_KEY], const uint8_t in[16], uint8_t out[16])
{
	EVP_CIPHER_CTX *context = EVP_CIPHER_CTX_new();
	int size, rc = -EIO;

	if (context && EVP_EncryptInit_ex(context, EVP_aes_128_ecb(), NULL, key, NULL) == 1 &&
	    EVP_EncryptUpdate(context, out, &size, in, 16) == 1)
		rc = 0;
	EVP_CIPHER_CTX_free(context);
	return rc;
}

int aes128_gcm_open(const uint8_t key[AES128_KEY], const uint8_t nonce[AES128_NONCE],
		    const uint8_t *header, size_t header_size, uint8_t *bytes, size_t size)
{
	EVP_CIPHER_CTX *context;
	int done, rc = -EIO;

	if (size < AES128_TAG || size > INT_MAX || header_size > INT_MAX)
		return -EBADMSG;
	context = EVP_CIPHER_CTX_new();
	size -= AES128_TAG;
	if (context && EVP_DecryptInit_ex(context, EVP_aes_128_gcm(), NULL, key, nonce) == 1 &&
	    EVP_DecryptUpdate(context, NULL, &done, header, (int)header_size) == 1 &&
	    EVP_DecryptUpdate(context, bytes, &done, bytes, (int)size) == 1 &&
	    EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_GCM_SET_TAG, AES128_TAG, bytes + size) == 1)
		rc = EVP_DecryptFinal_ex(context, bytes + size, &done) == 1 ? 0 : -EBADMSG;
	EVP_CIPHER_CTX_free(context);
	return rc;
}
