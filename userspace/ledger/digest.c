// SPDX-License-Identifier: GPL-2.0-or-later
#include "ledger/digest.h"

#include <errno.h>
#include <sodium.h>
#include <string.h>

static uint8_t *digest_put_u64(uint8_t *at, uint64_t value)
{
	for (int shift = 56; shift >= 0; shift -= 8)
		*at++ = (uint8_t)(value >> shift);
	return at;
}

static uint8_t *digest_put(uint8_t *at, const void *bytes, size_t size)
{
	memcpy(at, bytes, size);
	return at + size;
}

static void hash_begin(crypto_generichash_state *state, const char *tag)
{
	crypto_generichash_init(state, NULL, 0, LEDGER_HASH);
	crypto_generichash_update(state, (const unsigned char *)tag, DIGEST_TAG);
}

static void hash_kind(crypto_generichash_state *state, const char *kind)
{
	uint8_t length = (uint8_t)strnlen(kind, UINT8_MAX);

	crypto_generichash_update(state, &length, 1);
	crypto_generichash_update(state, (const unsigned char *)kind, length);
}

void digest_text(const void *content, size_t length, uint8_t out[LEDGER_HASH])
{
	crypto_generichash_state state;

	hash_begin(&state, "lenswatch/text/1");
	crypto_generichash_update(&state, content, length);
	crypto_generichash_final(&state, out, LEDGER_HASH);
}

void digest_leaf(uint64_t number, uint64_t written, const char *kind,
		 const uint8_t body[LEDGER_HASH], uint8_t out[LEDGER_HASH])
{
	crypto_generichash_state state;
	uint8_t fixed[16];

	digest_put_u64(digest_put_u64(fixed, number), written);
	hash_begin(&state, "lenswatch/leaf/1");
	crypto_generichash_update(&state, fixed, sizeof(fixed));
	hash_kind(&state, kind);
	crypto_generichash_update(&state, body, LEDGER_HASH);
	crypto_generichash_final(&state, out, LEDGER_HASH);
}

static void hash_two(const char *tag, const uint8_t *one, const uint8_t *two, uint8_t *out)
{
	uint8_t bytes[DIGEST_TAG + 2 * LEDGER_HASH];

	digest_put(digest_put(digest_put(bytes, tag, DIGEST_TAG), one, LEDGER_HASH), two,
		   LEDGER_HASH);
	crypto_generichash(out, LEDGER_HASH, bytes, sizeof(bytes), NULL, 0);
}

void digest_link(const uint8_t previous[LEDGER_HASH], const uint8_t leaf[LEDGER_HASH],
		 uint8_t out[LEDGER_HASH])
{
	hash_two("lenswatch/link/1", previous, leaf, out);
}

void digest_body(const uint8_t salt[LEDGER_HASH], const uint8_t text[LEDGER_HASH],
		 uint8_t out[LEDGER_HASH])
{
	hash_two("lenswatch/body/1", salt, text, out);
}

void digest_node(const uint8_t left[LEDGER_HASH], const uint8_t right[LEDGER_HASH],
		 uint8_t out[LEDGER_HASH])
{
	hash_two("lenswatch/node/1", left, right, out);
}

void digest_head(const struct ledger_head *head, uint8_t out[DIGEST_HEAD])
{
	uint8_t *at = digest_put(out, "lenswatch/head/1", DIGEST_TAG);

	at = digest_put_u64(digest_put_u64(at, head->size), head->written);
	at = digest_put(at, head->root, LEDGER_HASH);
	at = digest_put(at, head->chain, LEDGER_HASH);
	digest_put(at, head->previous, LEDGER_HASH);
}

void digest_past(const struct ledger_head *head, uint8_t out[LEDGER_HASH])
{
	crypto_generichash_state state;
	uint8_t bytes[DIGEST_HEAD];

	digest_head(head, bytes);
	hash_begin(&state, "lenswatch/past/1");
	crypto_generichash_update(&state, bytes, sizeof(bytes));
	crypto_generichash_update(&state, head->signature, LEDGER_SIGNATURE);
	crypto_generichash_final(&state, out, LEDGER_HASH);
}

void digest_kept(const uint8_t past[LEDGER_HASH], uint8_t kept[LEDGER_HASH])
{
	hash_two("lenswatch/kept/1", kept, past, kept);
}

void digest_identity(const uint8_t key[LEDGER_KEY], const char *kind,
		     const uint8_t text[LEDGER_HASH], uint64_t time, uint8_t out[DIGEST_IDENTITY])
{
	crypto_generichash_state state;
	uint8_t hash[LEDGER_HASH];

	hash_begin(&state, "lenswatch/same/1");
	crypto_generichash_update(&state, key, LEDGER_KEY);
	hash_kind(&state, kind);
	crypto_generichash_update(&state, text, LEDGER_HASH);
	crypto_generichash_final(&state, hash, sizeof(hash));
	digest_put(digest_put_u64(out, time), hash, DIGEST_IDENTITY - 8);
}

const char *digest_hex(const uint8_t *bytes, size_t size, char *text)
{
	return sodium_bin2hex(text, 2 * size + 1, bytes, size);
}

int digest_unhex(const char *text, size_t size, uint8_t *out)
{
	size_t length = strlen(text), read;
	uint8_t bytes[LEDGER_SIGNATURE];

	if (length != 2 * size || size > sizeof(bytes) ||
	    sodium_hex2bin(bytes, size, text, length, NULL, &read, NULL) != 0 || read != size)
		return -EINVAL;
	memcpy(out, bytes, size);
	return 0;
}
