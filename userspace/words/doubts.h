/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What something else might have been, and what speaks against it; and why what was told to be a
 * camera is none. For the `rejected` and `because` of records, and for people. Nothing reads them
 * again.
 */
#ifndef LENSWATCH_WORDS_DOUBTS_H
#define LENSWATCH_WORDS_DOUBTS_H

#include "event.h"

#define DOUBTS_WORDS 128

/* "keep-alive or telemetry" */
const char *doubts_alternative(enum alternative what);
/* "1379 bytes a packet on average" */
const char *doubts_against(const struct event_rejected *rejected, char text[DOUBTS_WORDS]);
/* Of a camera that was withdrawn: a clause, or the fact as records have it, which may be in `text`.
 */
const char *doubts_withdrawal(const struct event_camera *camera, char text[EVENT_REASON_TEXT]);
/* Why it cannot be said that nothing left: a clause. NULL: DOUBT_UNWATCHED and DOUBT_ERASED, which
 * say how much. */
const char *doubts_reason(enum doubt doubt);

#endif
