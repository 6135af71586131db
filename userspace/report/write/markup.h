/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Text inside of HTML: names come off the wire, and a browser would run what they say. Called by
 * page.c and chart.c.
 */
#ifndef LENSWATCH_REPORT_MARKUP_H
#define LENSWATCH_REPORT_MARKUP_H

#include <stdio.h>

/* Fit for elements and for attributes in either quotes; what is not printable becomes U+FFFD. */
void markup_text(FILE *file, const char *text);
void markup_part(FILE *file, const char *text, size_t length);

#endif
