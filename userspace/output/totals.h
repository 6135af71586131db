/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What each camera sent in one house, for the summary that people read. Used by output.c and
 * text.c.
 */
#ifndef LENSWATCH_OUTPUT_TOTALS_H
#define LENSWATCH_OUTPUT_TOTALS_H

#include "words/text.h"

/*
 * Adds an upload, local or camera event; others change nothing. 0 or -ENOMEM. `totals` begins
 * zeroed.
 */
int totals_add(struct totals *totals, const struct event *event);
void totals_clear(struct totals *totals);

#endif
