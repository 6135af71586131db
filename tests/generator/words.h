/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The words of a scenario line and the values they stand for: sizes, durations, rates, times. */
#ifndef GENERATOR_WORDS_H
#define GENERATOR_WORDS_H

#include <stdint.h>

#define WORDS_MAX 48

struct words {
	int count;
	char *word[WORDS_MAX]; /* point into the line they were split from */
};

/* Splits at blanks; "quotes" keep blanks, # begins a comment. -E2BIG: too many words; -EINVAL: a
 * quote stays open. */
int words_split(char *line, struct words *out);
int words_size(const char *text, double *bytes);	 /* 800, 580kB, 3MB, 1GB (powers of ten) */
int words_duration(const char *text, double *seconds);	 /* 250ms, 30, 30s, 5m, 2h, 7d */
int words_rate(const char *text, double *bits_a_second); /* 400kbit, 2Mbit */
int words_number(const char *text, double *number);
int words_clock(const char *text, uint64_t *ns);   /* [Nd]HH:MM[:SS[.mmm]] after the start */
int words_instant(const char *text, uint64_t *ns); /* 2026-03-02T08:00:00Z since 1970 */

#endif
