/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Records that come in one order and are told in another: their bytes wait in an unlinked file, 36
 * bytes of index a record in memory, so a capture of a million events stays below 64 MB. Used by
 * output.c for replay.
 */
#ifndef LENSWATCH_OUTPUT_SPOOL_H
#define LENSWATCH_OUTPUT_SPOOL_H

#include <stddef.h>
#include <stdint.h>

#define SPOOL_TIE 512 /* bytes of a tie that count */

struct spool_key { /* compared in this order, then by arrival */
	uint8_t rank;
	uint64_t end_ns, start_ns;
	const void *tie; /* compared bytewise, a shorter one first */
	size_t tie_length;
};

struct spool;

/* Called in order; `bytes` live during the call. What it returns other than 0 ends the walk. */
typedef int spool_fn(void *context, const struct spool_key *key, const char *bytes, size_t length);

int spool_create(struct spool **out); /* 0 or -errno */
void spool_destroy(struct spool *spool);
/* Takes a copy. 0 or -errno; on failure the record is not in the spool. */
int spool_add(struct spool *spool, const struct spool_key *key, const char *bytes, size_t length);
/* Tells all records in order and empties the spool. 0, -errno, or what `tell` returned. */
int spool_drain(struct spool *spool, spool_fn *tell, void *context);

#endif
