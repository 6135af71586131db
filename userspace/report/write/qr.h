/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A text as a QR code (ISO/IEC 18004) inside of a page: a telephone reads from paper what nobody
 * would type. Called by page.c.
 */
#ifndef LENSWATCH_REPORT_QR_H
#define LENSWATCH_REPORT_QR_H

#include <stdio.h>

/*
 * Writes it as SVG; `label` is for who cannot see it, and is no markup. 0; -E2BIG: there is no code
 * for so long a text, -EINVAL: nor for none; -ENOMEM. Then nothing is written.
 */
int qr_write(FILE *file, const char *text, const char *label);

#endif
