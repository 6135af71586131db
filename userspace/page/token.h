/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What who looks at the page must know. It is made here of 256 random bits, so one fast hash of it
 * is as good as a slow one, which is for words that people choose: nobody finds it by trying. Only
 * the hash is kept. Called by page_main.c and server.c.
 */
#ifndef LENSWATCH_PAGE_TOKEN_H
#define LENSWATCH_PAGE_TOKEN_H

#include <stdbool.h>
#include <stdint.h>

#define TOKEN_TEXT 44 /* 43 letters of RFC 4648's base64url, and the zero */
#define TOKEN_HASH 32 /* BLAKE2b-256 (RFC 7693) */

/* A new one. 0 or -EIO: there is no chance to be had. */
int token_make(char out[TOKEN_TEXT]);
void token_hash(const char *token, uint8_t out[TOKEN_HASH]);
/* In as much time whatever is wrong with it. `token` NULL: it does not fit. */
bool token_fits(const char *token, const uint8_t hash[TOKEN_HASH]);
/* The file of the hash: written anew whole, whoever may read it. 0 or -errno. */
int token_keep(const char *path, const uint8_t hash[TOKEN_HASH]);
/* 0; -EINVAL: it holds no hash; -errno. */
int token_read(const char *path, uint8_t out[TOKEN_HASH]);

#endif
