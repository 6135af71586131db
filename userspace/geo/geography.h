/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Where an address is registered and whose network announces it, from the user's MMDB files through
 * libmaxminddb. It is a register's word, of the database's date: not where a machine stands. Opened
 * by the commands, asked by destination.c.
 */
#ifndef LENSWATCH_DESTINATION_GEOGRAPHY_H
#define LENSWATCH_DESTINATION_GEOGRAPHY_H

#include "packet/address.h"

#define GEOGRAPHY_FILES 4

struct geography_place {
	uint32_t asn;	       /* 0 unknown */
	char organisation[96]; /* "" unknown */
	char country[3];       /* ISO 3166-1 alpha-2, "" unknown */
	char basis[48];	       /* "geo database 2022-10-29", "" where no file knew it */
};

struct geography;

/* Told once a file: why it is not used, or that it is older than two years. */
typedef void geography_note_fn(void *context, const char *file, const char *what, const char *cure);

/*
 * Opens up to GEOGRAPHY_FILES files; those that cannot be used are told and left out. `now_ns`
 * judges their age (0: not judged). 0, or -ENOMEM. An empty geography answers "unknown".
 */
int geography_open(const char *const *files, size_t count, uint64_t now_ns, geography_note_fn *note,
		   void *context, struct geography **out);
void geography_close(struct geography *geography);
/* Date of the oldest file in use as YYYY-MM-DD, or NULL. */
const char *geography_date(const struct geography *geography);
/*
 * An answer for ipv4only.arpa: what else lies behind its prefix is looked up by the IPv4 address in
 * it (RFC 7050). NULL forgets what was learned.
 */
void geography_learn(struct geography *geography, const struct address *answer);
/* What the files know; other fields are empty. A broken entry is unknown, and told once. */
void geography_find(struct geography *geography, const struct address *address,
		    struct geography_place *out);

#endif
