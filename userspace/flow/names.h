/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Which name a client asked for when it was given an address, from the DNS answers that passed.
 * Many old cameras send no SNI, so the answer just before a connection is all that names its other
 * end. The engine tells answers and asks at the first packet of a flow.
 */
#ifndef LENSWATCH_FLOW_NAMES_H
#define LENSWATCH_FLOW_NAMES_H

#include "packet/address.h"

struct device_key;

#define NAMES_TEXT 256	  /* RFC 1035 section 2.3.4, with the zero */
#define NAMES_LIMIT 16384 /* client and address pairs */

struct names;

/* 0, or -ENOMEM; -EINVAL for a limit of 0 or beyond NAMES_LIMIT. Free with names_destroy. */
int names_create(size_t limit, struct names **out);
void names_destroy(struct names *names);

/*
 * `client` asked for `name` (not its CNAME target) and was given `addresses`, of which the
 * shortest lives for `ttl` seconds. A newer answer for the same pair replaces the older; where
 * there is no room the pair that was answered longest ago goes. A name of no bytes or of NAMES_TEXT
 * or more is passed over.
 */
void names_answer(struct names *names, const struct device_key *client, const char *name,
		  const struct address *addresses, size_t count, uint32_t ttl, uint64_t time_ns);

/*
 * The name that `client` had asked for when it was last given `address`, not after `time_ns`, or
 * NULL. An answer holds for its TTL, at least five minutes and at most a day, and for an hour more,
 * because cameras keep addresses beyond it. Borrowed until the next names_answer. `answered_ns`
 * (may be NULL) gets the answer's time.
 */
const char *names_find(const struct names *names, const struct device_key *client,
		       const struct address *address, uint64_t time_ns, uint64_t *answered_ns);
/* Whether `client` was given any address for `name`, not after `time_ns`, that holds by then. */
bool names_given(const struct names *names, const struct device_key *client, const char *name,
		 uint64_t time_ns);

#endif
