/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The words rules are written in, and what they stand for. Called by the loader; what others need
 * of it is in rules.h.
 */
#ifndef LENSWATCH_RULES_KEYWORDS_H
#define LENSWATCH_RULES_KEYWORDS_H

#include <stddef.h>

struct keyword {
	const char *name; /* NULL ends a table */
	int value;
};

extern const struct keyword keywords_kind[];
extern const struct keyword keywords_role[];
extern const struct keyword keywords_side[];
extern const struct keyword keywords_confidence[];
extern const struct keyword keywords_means[];
extern const struct keyword keywords_callers[];
extern const struct keyword keywords_where[];
extern const struct keyword keywords_topic[];
extern const struct keyword keywords_asked[];
extern const struct keyword keywords_yes[];

/* The word of that name (case counts), or NULL. */
const struct keyword *keyword_find(const struct keyword *words, const char *name);
/* The first name of `value`, or NULL. */
const char *keyword_name(const struct keyword *words, int value);
/* Writes "a, b, c" and returns `text`; what does not fit is left out. */
const char *keyword_list(const struct keyword *words, char *text, size_t size);

#endif
