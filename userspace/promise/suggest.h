/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What somebody who mistyped a word most likely meant. Called by parse.c. */
#ifndef LENSWATCH_PROMISE_SUGGEST_H
#define LENSWATCH_PROMISE_SUGGEST_H

#include <stddef.h>

/*
 * The candidate that takes the fewest letters put in, left out, exchanged or swapped, if these are
 * at most a third of it; NULL: none is near. `candidates` end with NULL. Case does not matter.
 */
const char *suggest(const char *word, const char *const *candidates);

#endif
