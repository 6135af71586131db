/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Rules from text, for tests: what was told is kept as `lenswatch rules check` writes it.
 */
#ifndef LENSWATCH_TESTS_SUPPORT_RULES_H
#define LENSWATCH_TESTS_SUPPORT_RULES_H

#include "rules/rules.h"

struct told {
	unsigned count;
	char text[8192]; /* "file:line: what: cure\n" each */
};

void told_add(void *context, const char *file, unsigned line, const char *what, const char *cure);
/* Loads `text` as the file a.yaml. */
int rules_of(const char *text, struct told *told, struct rules **out);
/* Loads a.yaml, and b.yaml where it is not NULL; fails the test where anything is told. */
struct rules *good_rules(const char *a, const char *b);

#endif
