/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A report for programs: one JSON object, or a line of CSV an upload (docs/report.md). Called by
 * command_report.c.
 */
#ifndef LENSWATCH_REPORT_DATA_H
#define LENSWATCH_REPORT_DATA_H

#include "report/findings/report.h"

/* The events follow as they stand in the ledger, read again. 0 or -errno. */
int data_write_json(const struct report *report, const struct records *source, FILE *file);
/* 0 or -EIO. */
int data_write_csv(const struct report *report, FILE *file);
/* A member of an object: the names of these bits. */
void data_doubts(FILE *file, const char *key, uint32_t doubts);

#endif
