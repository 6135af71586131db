/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The sentence on top of a report: what left, that nothing was seen leaving, or that it cannot be
 * said, and why. Of what is found (findings/left.h), never of what else is written. Called by
 * letter.c and answer.c.
 */
#ifndef LENSWATCH_REPORT_VERDICT_H
#define LENSWATCH_REPORT_VERDICT_H

#include <stdio.h>

#include "report/findings/report.h"

void verdict_write(const struct report *report, FILE *file);

#endif
