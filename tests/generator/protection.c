/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "protection.h"

#include <errno.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <string.h>

/* HKDF-Expand-Label (RFC 8446 7.1); one block of SHA-256 is enough for all that is derived here. */
static int protection_expand(const uint8_t secret[32], const char *label, uint8_t *out,
			     size_t length)
{
	struct bytes info = {0};
	uint8_t block[32];
	unsigned size = sizeof(block);

	bytes_u16(&info, (unsigned)length);
	bytes_u8(&info, (unsigned)(6 + strlen(label)));
	bytes_text(&info, "tls13 ");
	bytes_text(&info, label);
	bytes_u8(&info, 0);
	bytes_u8(&info, 1);
	if (!HMAC(EVP_sha256(), secret, 32, info.data, info.length, block, &size))
		return -EIO;
	memcpy(out, block, length);
	return 0;
}

int protection_derive(struct protection *p, const uint8_t *cid, size_t cid_length, const char *side)
{
	static const uint8_t salt[] = {0x38, 0x76, 0x2c, 0xf7, 0xf5, 0x59, 0x34, 0xb3, 0x4d, 0x17,
				       0x9a, 0xe6, 0xa4, 0xc8, 0x0c, 0xad, 0xcc, 0xbb, 0x7f, 0x0a};
	uint8_t initial[32], secret[32];
	unsigned size = sizeof(initial);

	if (!HMAC(EVP_sha256(), salt, sizeof(salt), cid, cid_length, initial, &size) ||
	    protection_expand(initial, side, secret, sizeof(secret)) ||
	    protection_expand(secret, "quic key", p->key, sizeof(p->key)) ||
	    protection_expand(secret, "quic iv", p->iv, sizeof(p->iv)) ||
	    protection_expand(secret, "quic hp", p->header, sizeof(p->header)))
		return -EIO;
	return 0;
}

static int protection_mask(const struct protection *p, const uint8_t sample[16], uint8_t mask[16])
{
	EVP_CIPHER_CTX *context = EVP_CIPHER_CTX_new();
	int size, rc = -EIO;

	if (context && EVP_EncryptInit_ex(context, EVP_aes_128_ecb(), NULL, p->header, NULL) == 1 &&
	    EVP_EncryptUpdate(context, mask, &size, sample, 16) == 1)
		rc = 0;
	EVP_CIPHER_CTX_free(context);
	return rc;
}

/* AES-128-GCM either way; `tag` is written when sealing and checked when opening. */
static int protection_cipher(const struct protection *p, int seal, uint32_t number,
			     const uint8_t *header, size_t header_length, const uint8_t *in,
			     size_t length, uint8_t *out, uint8_t *tag)
{
	EVP_CIPHER_CTX *context = EVP_CIPHER_CTX_new();
	uint8_t nonce[12];
	int size, rc = -EIO;

	memcpy(nonce, p->iv, sizeof(nonce));
	bytes_put32(nonce + 8, bytes_get32(nonce + 8) ^ number);
	if (!context ||
	    EVP_CipherInit_ex(context, EVP_aes_128_gcm(), NULL, p->key, nonce, seal) != 1 ||
	    EVP_CipherUpdate(context, NULL, &size, header, (int)header_length) != 1 ||
	    EVP_CipherUpdate(context, out, &size, in, (int)length) != 1)
		goto out;
	if (!seal && EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_GCM_SET_TAG, PROTECTION_TAG, tag) != 1)
		goto out;
	if (EVP_CipherFinal_ex(context, out + length, &size) != 1)
		goto out;
	if (seal && EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_GCM_GET_TAG, PROTECTION_TAG, tag) != 1)
		goto out;
	rc = 0;
out:
	EVP_CIPHER_CTX_free(context);
	return rc;
}

int protection_open(const struct protection *p, const uint8_t *packet, size_t number_at, size_t end,
		    struct bytes *frames)
{
	uint8_t mask[16], header[128], tag[PROTECTION_TAG];
	size_t number_length, body, length;
	uint32_t number = 0;

	if (end > BYTES_MAX || number_at + 4 + 16 > end || number_at + 4 > sizeof(header) ||
	    protection_mask(p, packet + number_at + 4, mask))
		return -EIO;
	memcpy(header, packet, number_at + 4);
	header[0] ^= mask[0] & 0x0f;
	number_length = (header[0] & 3) + 1U;
	for (size_t i = 0; i < number_length; i++) {
		header[number_at + i] ^= mask[1 + i];
		number = number << 8 | header[number_at + i];
	}
	body = number_at + number_length;
	if (body + PROTECTION_TAG > end)
		return -EIO;
	length = end - body - PROTECTION_TAG;
	memcpy(tag, packet + end - PROTECTION_TAG, PROTECTION_TAG);
	frames->length = length;
	return protection_cipher(p, 0, number, header, body, packet + body, length, frames->data,
				 tag);
}

int protection_seal(const struct protection *p, struct bytes *packet, size_t start,
		    const struct bytes *frames)
{
	size_t body = packet->length, number_at = body - 4;
	uint8_t mask[16], tag[PROTECTION_TAG], *first = packet->data + start;
	uint32_t number = bytes_get32(packet->data + number_at);

	bytes_zero(packet, frames->length);
	if (protection_cipher(p, 1, number, first, body - start, frames->data, frames->length,
			      packet->data + body, tag))
		return -EIO;
	bytes_add(packet, tag, sizeof(tag));
	if (protection_mask(p, packet->data + number_at + 4, mask))
		return -EIO;
	first[0] ^= mask[0] & 0x0f;
	for (int i = 0; i < 4; i++)
		packet->data[number_at + i] ^= mask[1 + i];
	return 0;
}
