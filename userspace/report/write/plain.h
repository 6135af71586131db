/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * An outline as text, for a terminal or a mail. Called by the commands.
 */
#ifndef LENSWATCH_REPORT_PLAIN_H
#define LENSWATCH_REPORT_PLAIN_H

#include "report/write/outline.h"

/* Whether it was written ferror() tells of `file`. */
void plain_write(const struct outline *outline, bool colour, FILE *file);

#endif
