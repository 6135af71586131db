/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Why something was not seen, in words. Used by what writes for people, and for the `reason` of
 * records. Nothing reads them again: what depends on a gap's cause reads the cause.
 */
#ifndef LENSWATCH_WORDS_GAP_H
#define LENSWATCH_WORDS_GAP_H

#include <stdio.h>

#include "event.h"

#define GAP_WORDS 256

/* "the clock was set back", "...; record both directions": a clause and what to do. */
const char *gap_words(const struct event_gap *gap, char text[GAP_WORDS]);
/* Why a run began anew: of the `restart` in a history. */
const char *gap_restart_words(void);
/*
 * The same of who is heard and not on the path, as sentences that name the camera: "This computer
 * sees that Front door exists, but not what it sends. Run ...". False, with nothing written, for
 * all other causes.
 */
bool gap_write_off_path(const struct event_gap *gap, FILE *file);

#endif
