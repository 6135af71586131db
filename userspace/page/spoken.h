/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A record of the history in the sentences that a report has for it. Called by answer.c.
 */
#ifndef LENSWATCH_PAGE_SPOKEN_H
#define LENSWATCH_PAGE_SPOKEN_H

#include <stdio.h>

#include "ledger/ledger.h"

/*
 * {"day":"Monday 2 March 2026","clock":"19:41","lines":[...]}: when it began, in this machine's
 * zone (null: its owner erased it), and what it says; null of what is no upload, stream at home,
 * gap or camera.
 */
void spoken_write(const struct ledger_record *record, FILE *file);

#endif
