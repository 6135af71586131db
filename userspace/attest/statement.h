/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What was found, in words for a homeowner or a third person. Called by command_attest.c;
 * statement_json.c takes what it cannot tell from here.
 */
#ifndef LENSWATCH_ATTEST_STATEMENT_H
#define LENSWATCH_ATTEST_STATEMENT_H

#include "attest/attest.h"
#include "report/write/outline.h"

/* In three lines where nothing left, else with what left and the conditions that do not hold; with
 * `details` all of them, how the bound was found, what this cannot tell, and the head. */
void statement_write(const struct attest *attest, bool details, struct outline *to);
/* What no such record can tell: a sentence for each index from 0, then NULL. It may lie in `room`.
 */
const char *statement_limit(const struct attest *attest, size_t index, char room[ATTEST_DETAIL]);

#endif
