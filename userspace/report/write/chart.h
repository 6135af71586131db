/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Charts as SVG inside of a page. The tables beside them say the same, so a chart only has a title
 * for who cannot see it. Called by page.c.
 */
#ifndef LENSWATCH_REPORT_CHART_H
#define LENSWATCH_REPORT_CHART_H

#include "report/findings/report.h"

/* A bar for each day of the period, or for each month of a long one. */
void chart_days(FILE *file, const struct report *report);
/* Each day, or weekday of a long period, against the hours: the darker the more. */
void chart_hours(FILE *file, const struct report *report);
void chart_destinations(FILE *file, const struct report *report);
/* When a device of the history sent what, and when nobody watched. */
void chart_camera(FILE *file, const struct report *report, uint32_t device);
/* Which colour is of which class, of those there are. */
void chart_key(FILE *file, const struct report *report);

#endif
