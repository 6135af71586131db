/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The conditions of attest in words: that they hold, or why they do not. Called by statement.c.
 */
#ifndef LENSWATCH_ATTEST_REASONS_H
#define LENSWATCH_ATTEST_REASONS_H

#include <stdio.h>

#include "attest/attest.h"

/* Without a full stop. */
void reasons_put(const struct attest *attest, enum attest_condition condition, FILE *file);
/* "Monday 2 March 2026 20:05:00 to 20:06:10": to the second, as a hole of one is enough. */
void reasons_span(FILE *file, uint64_t from_ns, uint64_t to_ns);

#endif
