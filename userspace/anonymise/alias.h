/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Other names for what is personal, the same for the same key: addresses and MACs, of which as much
 * stays as recognising needs (private ranges, the maker's part of a MAC that a rule knows), and
 * names, of which those letters stay that a rule needs. Called by all of this room.
 *
 * What was given an alias is remembered, so that alias_scrub() finds it wherever else it stands.
 */
#ifndef LENSWATCH_ANONYMISE_ALIAS_H
#define LENSWATCH_ANONYMISE_ALIAS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "anonymise/cryptopan.h"
#include "rules/rules.h"

#define ALIAS_NAME 512 /* bytes of a name at most; longer ones are blanked */

struct aliases;

/* `rules` outlives it. 0, -ENOMEM, -EIO, or -ENOTSUP in a program without AES. */
int aliases_create(const uint8_t key[CRYPTOPAN_KEY], const struct rules *rules,
		   struct aliases **out);
void aliases_destroy(struct aliases *aliases);

const struct rules *alias_rules(const struct aliases *aliases);

/* In place. */
void alias_v4(struct aliases *aliases, uint8_t four[4]);
void alias_v6(struct aliases *aliases, uint8_t sixteen[16]);
void alias_mac(struct aliases *aliases, uint8_t mac[6]);
/* The first `bits` of a network's address: those behind are zero. */
void alias_prefix_v6(struct aliases *aliases, uint8_t sixteen[16], unsigned int bits);

/*
 * What of a text may stay as it is, a byte of `keep` for each of it. A host name that a rule knows
 * stays, but for what looks like a serial number or an address in it; of another its public suffix;
 * of what a device calls itself (`where`, one bit) what a rule needs to match as before.
 */
void alias_keep_host(struct aliases *aliases, const char *text, size_t size, bool keep[]);
void alias_keep_name(struct aliases *aliases, enum rule_where where, const char *text, size_t size,
		     bool keep[]);
/* Writes others over the letters and digits that may not stay; the length stays. */
void alias_apply(struct aliases *aliases, char *text, size_t size, const bool keep[]);
/* Both in one. */
void alias_host(struct aliases *aliases, char *text, size_t size);
void alias_name(struct aliases *aliases, enum rule_where where, char *text, size_t size);

/*
 * Blanks what still stands in bytes of no known structure: addresses and MACs that have an alias,
 * as bytes; all that are written as text; names that have an alias.
 */
void alias_scrub(struct aliases *aliases, uint8_t *bytes, size_t size);

/* How many of each have one, so far. */
struct aliases_count {
	uint32_t addresses, macs, names;
};
struct aliases_count aliases_count(const struct aliases *aliases);

#endif
