/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What an upload was weighed by, in words. Used by report/write/evidence.c.
 */
#ifndef LENSWATCH_WORDS_SIGNAL_H
#define LENSWATCH_WORDS_SIGNAL_H

#include "event.h"

/* What a signal means, by the name that records have for it (docs/records.md); one of a newer
 * Lenswatch is its own name. */
const char *signal_words(const char *signal);
/* How much of an upload was seen: a sentence. */
const char *signal_coverage(enum coverage coverage);

#endif
