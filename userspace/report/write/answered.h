/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The answer to a request for footage of a time frame: what left in it, what may be held, what the
 * record cannot tell. Called by command_report.c.
 */
#ifndef LENSWATCH_REPORT_ANSWERED_H
#define LENSWATCH_REPORT_ANSWERED_H

#include "report/write/outline.h"
#include "report/findings/report.h"

/* Into `to`, whose memory runs short as outline_finish() tells. */
void answered_write(const struct report *report, struct outline *to);

#endif
