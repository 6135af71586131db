/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the rules know of one host, MAC, address or device name, in plain words. Called by
 * `lenswatch rules`.
 */
#ifndef LENSWATCH_COMMANDS_RULES_EXPLAIN_H
#define LENSWATCH_COMMANDS_RULES_EXPLAIN_H

#include <stdio.h>

#include "rules/rules.h"

void rules_explain(const struct rules *rules, const char *what, FILE *out);

#endif
