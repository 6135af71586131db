/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Uploads as rows of a table (RFC 4180), for spreadsheets. Used by output.c.
 */
#ifndef LENSWATCH_OUTPUT_CSV_H
#define LENSWATCH_OUTPUT_CSV_H

#include <stdio.h>

#include "event.h"

/* The row of column names. 0 or -EIO. */
int csv_header(FILE *file);
/*
 * A row for upload and local; nothing for other events: what is under way will have its row, and
 * sums would count it twice. 0 or -EIO.
 */
int csv_write(const struct event *event, FILE *file);

#endif
