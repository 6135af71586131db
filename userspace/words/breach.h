/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What a promise's verdict rests on, in words: what broke it, or why it cannot be told. Used by
 * what writes for people, and for the `reason` of records. Nothing reads them again.
 */
#ifndef LENSWATCH_WORDS_BREACH_H
#define LENSWATCH_WORDS_BREACH_H

#include <stdio.h>

#include "event.h"

#define BREACH_WORDS 256

/* "it was sending at 23:10", "nothing shows where the server is": a clause; "" of what was kept. */
const char *breach_words(const struct promise_reason *reason, char text[BREACH_WORDS]);

/* Behind a span of time: that nothing was promised in it, and how to ask otherwise. */
void breach_write_none(FILE *file);
/* That the owner erased so many records, of that time or later. */
void breach_write_erased(uint64_t records, FILE *file);

#endif
