/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What was told of what was not seen, kept for `lenswatch status`. Called by watch.c with each
 * event, read by status.c and coverage.c.
 */
#ifndef LENSWATCH_WATCH_GAPS_H
#define LENSWATCH_WATCH_GAPS_H

#include "event.h"
#include "words/gap.h"
#include "words/phrase.h"

#define WATCH_GAPS 16

struct watch_gap {
	uint64_t from_ns, to_ns, packets;
	enum cause cause;
	char reason[GAP_WORDS];
	char camera[PHRASE_LABEL]; /* "" of all */
};

struct watch_gaps {
	uint64_t merged, lossy; /* uploads told that way */
	size_t count;		/* ever; the last WATCH_GAPS are kept */
	struct watch_gap at[WATCH_GAPS];
};

/* Keeps a gap that was reported, and counts how uploads were seen; of other events nothing. */
void watch_gaps_notice(struct watch_gaps *gaps, const struct event *event);

#endif
