/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Who may ask, by the headers of a request: which names this page is called by (a page elsewhere
 * whose name leads here would otherwise read it, DNS rebinding), whose script asks (RFC 6454), and
 * the token in it. No cookie: browsers give one to every port of a machine. Pure. Called by
 * server.c; fuzzed.
 */
#ifndef LENSWATCH_PAGE_ACCESS_H
#define LENSWATCH_PAGE_ACCESS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "page/token.h"

#define ACCESS_NAMES 16

struct access_names {
	bool any; /* a reverse proxy answers for it: all are right */
	size_t count;
	const char *names[ACCESS_NAMES]; /* as in a Host header, without a port; borrowed */
};

/* Whether a Host header (RFC 9110, section 7.2) is one of those, whatever its port and case. */
bool access_is_host(const struct access_names *names, const char *host);
/* Whether an Origin header is of this page itself, which is called by `host`. NULL: of nobody, as
 * who is no browser sends none. */
bool access_is_own(const char *origin, const char *host);
/* The token that a request brings, by "Authorization: Bearer ...". False: there is none. */
bool access_token(const char *authorization, char out[TOKEN_TEXT]);

/* So many at once, and so many more each second. Begins zeroed. */
struct bucket {
	bool begun;
	uint64_t last_ms;
	uint64_t left; /* thousandths */
};
/* Takes one out. False: it is empty. */
bool bucket_take(struct bucket *bucket, unsigned most, unsigned a_second, uint64_t now_ms);

#endif
