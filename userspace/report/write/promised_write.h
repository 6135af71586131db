/* SPDX-License-Identifier: GPL-2.0-or-later */
/* How promises fared, written. */
#ifndef LENSWATCH_REPORT_PROMISED_WRITE_H
#define LENSWATCH_REPORT_PROMISED_WRITE_H

#include <stdio.h>

#include "report/findings/promised.h"
#include "report/write/outline.h"

/* "", "likely " or "possibly ": how sure it is that it was broken; and what breaks it, counted. */
const char *promised_sure(const struct promised_item *item);
const char *promised_noun(const struct promise *promise);
/* A section of the report, where something was promised. */
void promised_section(const struct promised *promised, struct outline *to);
/* A heading a promise, and how it fared. */
void promised_write(const struct promised *promised, struct outline *to);
/* One JSON array (docs/promises.md). */
void promised_write_json(const struct promised *promised, FILE *file);

#endif
