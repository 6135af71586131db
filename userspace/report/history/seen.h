/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Which parts of uploads were counted: a capture that is replayed again, under another name, with a
 * camera named or by a newer Lenswatch gives records that differ, of traffic that is the same.
 * Called by history_uploads.c and findings/promised.c.
 */
#ifndef LENSWATCH_REPORT_SEEN_H
#define LENSWATCH_REPORT_SEEN_H

#include "event.h"

struct seen {
	size_t count, room; /* room: a power of two, never more than half of it taken */
	uint64_t *keys;	    /* 0: free */
};

/* 1: it is new in that scope, a number of the caller's; 0: it was added before; -ENOMEM. */
int seen_add(struct seen *seen, const struct event_upload *part, uint64_t scope);
void seen_clear(struct seen *seen);

#endif
