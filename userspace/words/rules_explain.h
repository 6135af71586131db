/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the rules know of one host, MAC, address or device name, in plain words. Called by
 * `lenswatch rules`.
 */
#ifndef LENSWATCH_WORDS_RULES_EXPLAIN_H
#define LENSWATCH_WORDS_RULES_EXPLAIN_H

#include <stdio.h>

#include "rules/rules.h"

void rules_explain(const struct rules *rules, const char *what, FILE *out);
/* That the rules of a directory hold no error, and how many there are. */
void rules_explain_right(const struct rules *rules, const char *directory, FILE *out);

#endif
