/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What is hashed and signed in the ledger, to the byte. Each encoding begins with a tag of its own
 * 16 bytes, integers are big-endian of fixed width, and what has no fixed length has it before it:
 * so no two different things encode alike. All hashes are BLAKE2b-256 without a key (RFC 7693).
 *
 *   text = H("lenswatch/text/1" content)
 *   body = H("lenswatch/body/1" 32 bytes salt, text)
 *   leaf = H("lenswatch/leaf/1" u64 number, u64 written, u8 n, n bytes kind, body)
 *   link = H("lenswatch/link/1" previous link (zeros for the first), leaf)
 *   node = H("lenswatch/node/1" left, right)          RFC 6962 section 2.1; a leaf is MTH({d})
 *   head = "lenswatch/head/1" u64 size, u64 written, root, link of record `size`, previous
 *   previous = H("lenswatch/past/1" head, signature) of the checkpoint before, zeros for the first
 *   kept = H("lenswatch/kept/1" kept before (zeros for none), previous as of a head that is kept)
 *   identity = u64 time, first 16 bytes of H("lenswatch/same/1" public key, u8 n, kind, u64 m,
 * content)
 */
#ifndef LENSWATCH_LEDGER_DIGEST_H
#define LENSWATCH_LEDGER_DIGEST_H

#include "ledger/ledger.h"

#define DIGEST_TAG 16
#define DIGEST_HEAD (DIGEST_TAG + 2 * 8 + 3 * LEDGER_HASH)
#define DIGEST_IDENTITY 24
#define DIGEST_HEX (2 * LEDGER_HASH + 1)

/* Of a content, which is long: hashed once, whatever for. */
void digest_text(const void *content, size_t length, uint8_t out[LEDGER_HASH]);
/*
 * What stays of an erased record, so that its other columns are still held by its leaf. The salt
 * hides a content of which one could try all there are.
 */
void digest_body(const uint8_t salt[LEDGER_HASH], const uint8_t text[LEDGER_HASH],
		 uint8_t out[LEDGER_HASH]);
/* `kind` is of at most 255 bytes. */
void digest_leaf(uint64_t number, uint64_t written, const char *kind,
		 const uint8_t body[LEDGER_HASH], uint8_t out[LEDGER_HASH]);
/* `out` may be `previous`. */
void digest_link(const uint8_t previous[LEDGER_HASH], const uint8_t leaf[LEDGER_HASH],
		 uint8_t out[LEDGER_HASH]);
void digest_node(const uint8_t left[LEDGER_HASH], const uint8_t right[LEDGER_HASH],
		 uint8_t out[LEDGER_HASH]);
/* What is signed. */
void digest_head(const struct ledger_head *head, uint8_t out[DIGEST_HEAD]);
void digest_past(const struct ledger_head *head, uint8_t out[LEDGER_HASH]);
/* One more head is kept of a time whose records were dropped. `kept` is what it was before. */
void digest_kept(const uint8_t past[LEDGER_HASH], uint8_t kept[LEDGER_HASH]);
/*
 * The same for the same record told again. The time comes first so that an index over it grows at
 * its end instead of everywhere. It is erased together with the content, and so needs no secret.
 */
void digest_identity(const uint8_t key[LEDGER_KEY], const char *kind,
		     const uint8_t text[LEDGER_HASH], uint64_t time, uint8_t out[DIGEST_IDENTITY]);

/* Lower-case hex of `size` bytes with a zero, 2 * size + 1 in all. Returns `text`. */
const char *digest_hex(const uint8_t *bytes, size_t size, char *text);
/* Exactly `size` bytes of hex. 0 or -EINVAL. */
int digest_unhex(const char *text, size_t size, uint8_t *out);

#endif
