/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A report as one HTML file that loads nothing from anywhere. Called by commands/report.c.
 */
#ifndef LENSWATCH_REPORT_PAGE_H
#define LENSWATCH_REPORT_PAGE_H

#include "report/write/outline.h"
#include "report/findings/report.h"

void page_write(const struct outline *outline, const struct report *report, FILE *file);

#endif
