// SPDX-License-Identifier: GPL-2.0-or-later
#include "flow/quic.h"

#include <errno.h>
#include <sodium.h>
#include <string.h>

#include "packet/bytes.h"

enum {
	QUIC_LONG = 0x80,
	QUIC_CID_MOST = 20,
	QUIC_SAMPLE = 16,     /* bytes behind the number that hide it (RFC 9001 section 5.4.2) */
	QUIC_NUMBER_MOST = 4, /* bytes of a packet's number */
	QUIC_INITIAL_V1 = 0,  /* RFC 9000 section 17.2 */
	QUIC_INITIAL_V2 = 1,  /* RFC 9369 section 3.2 */
	QUIC_FRAME_PADDING = 0,
	QUIC_FRAME_PING = 1,
	QUIC_FRAME_ACK = 2,
	QUIC_FRAME_ACK_ECN = 3,
	QUIC_FRAME_CRYPTO = 6,
};

#define QUIC_V1 0x00000001U
#define QUIC_V2 0x6b3343cfU

/* A variable-length integer (RFC 9000 section 16). */
static bool quic_integer(const uint8_t *data, size_t size, size_t *at, uint64_t *out)
{
	size_t length;
	uint64_t value;

	if (*at >= size)
		return false;
	length = (size_t)1 << (data[*at] >> 6);
	if (length > size - *at)
		return false;
	value = data[*at] & 0x3f;
	for (size_t i = 1; i < length; i++)
		value = value << 8 | data[*at + i];
	*at += length;
	*out = value;
	return true;
}

static bool is_initial(uint8_t first, uint32_t version)
{
	return (first >> 4 & 3) == (version == QUIC_V2 ? QUIC_INITIAL_V2 : QUIC_INITIAL_V1);
}

/* A connection id behind its length. */
static bool cid_read(const uint8_t *data, size_t size, size_t *at, const uint8_t **cid,
		     size_t *cid_size)
{
	if (*at >= size || data[*at] > QUIC_CID_MOST || data[*at] >= size - *at)
		return false;
	*cid_size = data[*at];
	*cid = data + *at + 1;
	*at += 1 + *cid_size;
	return true;
}

/* One packet with a long header (RFC 9000 section 17.2), `*at` being its first byte. */
static bool long_read(const uint8_t *data, size_t size, size_t *at, struct quic_initial *out)
{
	size_t begin = *at, from_size, to = *at + 5;
	const uint8_t *from;
	uint64_t length;

	if (size - begin < 7 || !(data[begin] & QUIC_LONG))
		return false;
	out->packet = data + begin;
	out->version = bytes_get32(data + begin + 1);
	if ((out->version != QUIC_V1 && out->version != QUIC_V2) ||
	    !cid_read(data, size, &to, &out->cid, &out->cid_size) ||
	    !cid_read(data, size, &to, &from, &from_size))
		return false;
	if (is_initial(data[begin], out->version)) { /* a token comes first */
		if (!quic_integer(data, size, &to, &length) || length > size - to)
			return false;
		to += length;
	}
	if (!quic_integer(data, size, &to, &length) || length > size - to)
		return false;
	out->number_at = to - begin;
	out->size = out->number_at + length;
	*at = begin + out->size;
	return true;
}

bool quic_next(const uint8_t *data, size_t size, size_t *at, struct quic_initial *out)
{
	for (;;) {
		while (*at < size && !data[*at]) /* some fill a datagram up behind its packets */
			++*at;
		if (*at >= size || !long_read(data, size, at, out))
			return false;
		if (is_initial(out->packet[0], out->version))
			return true;
	}
}

static void quic_hmac(const uint8_t *key, size_t key_size, const uint8_t *bytes, size_t size,
		      uint8_t out[crypto_auth_hmacsha256_BYTES])
{
	crypto_auth_hmacsha256_state state;

	crypto_auth_hmacsha256_init(&state, key, key_size);
	crypto_auth_hmacsha256_update(&state, bytes, size);
	crypto_auth_hmacsha256_final(&state, out);
}

/* HKDF-Expand-Label (RFC 8446 section 7.1); one block of SHA-256 is enough for all of these. */
static void quic_expand(const uint8_t secret[32], const char *label, uint8_t *out, size_t size)
{
	uint8_t info[32] = {0, (uint8_t)size}, block[crypto_auth_hmacsha256_BYTES];
	size_t length = strlen(label);

	info[2] = (uint8_t)(6 + length);
	memcpy(info + 3, "tls13 ", 6);
	memcpy(info + 9, label, length);
	info[9 + length] = 0;	  /* no context */
	info[9 + length + 1] = 1; /* the first block */
	quic_hmac(secret, 32, info, 9 + length + 2, block);
	memcpy(out, block, size);
}

void quic_derive(const struct quic_initial *initial, struct quic_keys *out)
{
	static const uint8_t salt_v1[] = {0x38, 0x76, 0x2c, 0xf7, 0xf5, 0x59, 0x34,
					  0xb3, 0x4d, 0x17, 0x9a, 0xe6, 0xa4, 0xc8,
					  0x0c, 0xad, 0xcc, 0xbb, 0x7f, 0x0a};
	static const uint8_t salt_v2[] = {0x0d, 0xed, 0xe3, 0xde, 0xf7, 0x00, 0xa6,
					  0xdb, 0x81, 0x93, 0x81, 0xbe, 0x6e, 0x26,
					  0x9d, 0xcb, 0xf9, 0xbd, 0x2e, 0xd9};
	bool v2 = initial->version == QUIC_V2;
	uint8_t secret[32], client[32];

	quic_hmac(v2 ? salt_v2 : salt_v1, sizeof(salt_v1), initial->cid, initial->cid_size, secret);
	quic_expand(secret, "client in", client, sizeof(client));
	quic_expand(client, v2 ? "quicv2 key" : "quic key", out->key, sizeof(out->key));
	quic_expand(client, v2 ? "quicv2 iv" : "quic iv", out->iv, sizeof(out->iv));
	quic_expand(client, v2 ? "quicv2 hp" : "quic hp", out->header, sizeof(out->header));
}

int quic_open(const struct quic_initial *initial, const struct quic_keys *keys,
	      uint8_t packet[QUIC_PACKET], size_t *frames, size_t *size)
{
	uint8_t mask[16], nonce[AES128_NONCE], *number = packet + initial->number_at;
	size_t number_size, header;
	int rc;

	if (initial->size > QUIC_PACKET ||
	    initial->size - initial->number_at < QUIC_NUMBER_MOST + QUIC_SAMPLE)
		return -EBADMSG;
	memcpy(packet, initial->packet, initial->size);
	rc = aes128_block(keys->header, number + QUIC_NUMBER_MOST, mask);
	if (rc)
		return rc;
	packet[0] ^= mask[0] & 0x0f;
	number_size = (packet[0] & 3U) + 1;
	memcpy(nonce, keys->iv, sizeof(nonce));
	for (size_t i = 0; i < number_size; i++) {
		number[i] ^= mask[1 + i];
		nonce[AES128_NONCE - number_size + i] ^= number[i];
	}
	header = initial->number_at + number_size;
	rc = aes128_gcm_open(keys->key, nonce, packet, header, packet + header,
			     initial->size - header);
	if (rc)
		return rc;
	*frames = header;
	*size = initial->size - header - AES128_TAG;
	return 0;
}

/* An ACK frame is `skip` numbers, of which the third says how many pairs follow the fourth. */
static bool ack_skip(const uint8_t *frames, size_t size, size_t *at, bool ecn)
{
	uint64_t number, left = 4;

	for (uint64_t i = 0; i < left; i++) {
		if (!quic_integer(frames, size, at, &number))
			return false;
		if (i == 2 && number > size)
			return false;
		if (i == 2)
			left += 2 * number + (ecn ? 3 : 0);
	}
	return true;
}

static bool crypto_read(const uint8_t *frames, size_t size, size_t *at, struct quic_crypto *out)
{
	uint64_t length;

	if (!quic_integer(frames, size, at, &out->at) || !quic_integer(frames, size, at, &length) ||
	    length > size - *at)
		return false;
	out->bytes = frames + *at;
	out->size = length;
	*at += length;
	return true;
}

bool quic_crypto_next(const uint8_t *frames, size_t size, size_t *at, struct quic_crypto *out)
{
	while (*at < size) {
		uint8_t kind = frames[(*at)++];

		switch (kind) {
		case QUIC_FRAME_PADDING:
		case QUIC_FRAME_PING:
			break;
		case QUIC_FRAME_ACK:
		case QUIC_FRAME_ACK_ECN:
			if (!ack_skip(frames, size, at, kind == QUIC_FRAME_ACK_ECN))
				return false;
			break;
		case QUIC_FRAME_CRYPTO:
			return crypto_read(frames, size, at, out);
		default: /* nothing else stands here but the connection's end */
			return false;
		}
	}
	return false;
}
