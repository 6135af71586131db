/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The sentence on top of a report: what left, that nothing was seen leaving, or that it cannot be
 * said, and why. Of what is found (findings/left.h), never of what else is written. Called by
 * letter.c and answered.c.
 */
#ifndef LENSWATCH_REPORT_VERDICT_H
#define LENSWATCH_REPORT_VERDICT_H

#include <stdbool.h>
#include <stdio.h>

#include "report/findings/report.h"

void verdict_write(const struct report *report, FILE *file);
/* How much of it is not certain, and why more may have left; where something did (verdict_doubted).
 */
void verdict_more(const struct report *report, FILE *file);
bool verdict_doubted(const struct report *report);
/* The same at a glance, as the text of OUTLINE_TILES. */
void verdict_tiles(const struct report *report, FILE *file);

#endif
