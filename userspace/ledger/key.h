/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The ledger's Ed25519 key (RFC 8032), in PATH.key beside the ledger: 64 hex digits of the secret
 * seed. Who writes holds a lock on that file; so there is one writer, and readers need no key.
 */
#ifndef LENSWATCH_LEDGER_KEY_H
#define LENSWATCH_LEDGER_KEY_H

#include "ledger/ledger.h"

#define KEY_PATH 4096

struct key {
	int lock;	    /* the open file; -1: none */
	uint8_t secret[64]; /* as libsodium keeps it: seed and public key */
	uint8_t public[LEDGER_KEY];
};

/*
 * Reads and locks the key of the ledger at `path`; makes it where there is none and `fresh` (there
 * is no ledger either). Writes PATH.pub where that is missing. 0, -EBUSY another holds it, -ENOKEY,
 * -EACCES others can read it, -EINVAL not a key, -errno; `error` then says what to do.
 */
int key_take(const char *path, bool fresh, struct key *out, char error[LEDGER_ERROR]);
/* Forgets the secret and lets the lock go. */
void key_drop(struct key *key);
/* The key in PATH.pub. 0, -ENOENT, -EINVAL not a key, -errno. */
int key_public(const char *path, uint8_t out[LEDGER_KEY]);

#endif
