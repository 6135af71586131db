/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The words rules are written in, and what they stand for. Called by the loader; what others need
 * of it is in rules.h.
 */
#ifndef LENSWATCH_RULES_WORDS_H
#define LENSWATCH_RULES_WORDS_H

#include <stddef.h>

struct word {
	const char *name; /* NULL ends a table */
	int value;
};

extern const struct word words_kind[];
extern const struct word words_role[];
extern const struct word words_side[];
extern const struct word words_confidence[];
extern const struct word words_means[];
extern const struct word words_where[];
extern const struct word words_topic[];
extern const struct word words_asked[];
extern const struct word words_yes[];

/* The word of that name (case counts), or NULL. */
const struct word *word_find(const struct word *words, const char *name);
/* The first name of `value`, or NULL. */
const char *word_name(const struct word *words, int value);
/* Writes "a, b, c" and returns `text`; what does not fit is left out. */
const char *word_list(const struct word *words, char *text, size_t size);

#endif
