/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What versions without a `cause` in their gaps wrote: their sentences stand here, and nowhere else
 * does anything hang on one. Called by report/history, for records that have no `cause`.
 */
#ifndef LENSWATCH_LEDGER_LEGACY_H
#define LENSWATCH_LEDGER_LEGACY_H

#include "event.h"

/*
 * The cause of a gap whose `reason` is `said` (NULL: none), and for those of several devices how
 * many. CAUSE_UNKNOWN for words that no version wrote.
 */
enum cause legacy_cause(const char *said, uint32_t *count);

#endif
