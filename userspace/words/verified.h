/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What `verify` answers, in words: of a whole history and of one record with its proof. Times are
 * microseconds since 1970, 0 never, told in local time with its zone. Called by
 * commands/history, and by watch/watch_history.c for heads that are kept outside.
 */
#ifndef LENSWATCH_WORDS_VERIFIED_H
#define LENSWATCH_WORDS_VERIFIED_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

/* How the history here stands to a head of it that somebody kept. */
enum ledger_standing {
	STANDING_HOLDS = 0, /* it says what it said then */
	STANDING_UNKNOWN,   /* what the head was over was dropped; or there is no head to ask */
	STANDING_SHORTER, /* it has fewer records: an older copy was put back, or its end cut off */
	STANDING_OTHERWISE, /* other records stand there: it was written anew from an earlier state
			     */
	STANDING_STRANGER,  /* the heads that were kept are of another history */
};

struct verified {
	uint64_t faults, records, first_us, last_us;
	uint64_t anchors;	      /* heads that were kept elsewhere and fit */
	uint64_t erased, forgettings; /* records, and how often */
	uint64_t dropped, until_us;
};

/* Whole lines; times are microseconds since 1970. */
void verified_history(const struct verified *verified, FILE *file);
/* The line above what cannot be proven. */
void verified_limits(FILE *file);
/* `known`: its key is one that was given, or the own. */
void verified_record(bool known, uint64_t number, uint64_t size, uint64_t written_us, FILE *file);
/* That anybody could have made it. */
void verified_by_nobody(FILE *file);
/* Of the headers beside a record: those that were noted, `saved` where they were written to ... */
void verified_headers(size_t bytes, const char *saved, FILE *file);
/* ... not those that were noted; `receipt` is where they stand, ... */
void verified_other_headers(const char *receipt, FILE *file);
/* ... of the upload `series` in place of `wanted`. */
void verified_strange_headers(const char *receipt, const char *series, const char *wanted,
			      FILE *file);
/* What stands against a head that was kept outside: a clause; NULL: nothing. */
const char *verified_standing(enum ledger_standing standing);
/* The same of the history here, against a record that was there: nothing, or a line. */
void verified_here(enum ledger_standing standing, FILE *file);
/* What to do about the former. */
const char *verified_standing_cure(void);

#endif
