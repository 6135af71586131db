/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A report as one HTML file that loads nothing from anywhere. Called by command_report.c.
 */
#ifndef LENSWATCH_REPORT_PAGE_H
#define LENSWATCH_REPORT_PAGE_H

#include "report/write/outline.h"
#include "report/findings/report.h"

/* Whether it was written ferror() tells of `file`. */
void page_write(const struct outline *outline, const struct report *report, FILE *file);
/* The same of an outline without charts, as a part of another page. */
void page_write_part(const struct outline *outline, FILE *file);

#endif
