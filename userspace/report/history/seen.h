/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Which parts of uploads were counted: a capture that is replayed again, under another name, with a
 * camera named or by a newer Lenswatch gives records that differ, of traffic that is the same.
 * Called by history_uploads.c and findings/promised.c.
 */
#ifndef LENSWATCH_REPORT_SEEN_H
#define LENSWATCH_REPORT_SEEN_H

#include "event.h"

struct seen_part {
	uint64_t key;	/* 0: free */
	uint64_t bytes; /* of the longest telling of it */
};

struct seen {
	size_t count, room; /* room: a power of two, never more than half of it taken */
	struct seen_part *parts;
};

/*
 * 1: it is new in that scope, a number of the caller's; 0: it was added before; -ENOMEM. `*more`:
 * its bytes beyond those of the longest telling before, as where a capture was cut within it.
 */
int seen_add(struct seen *seen, const struct event_upload *part, uint64_t scope, uint64_t *more);
void seen_clear(struct seen *seen);

#endif
