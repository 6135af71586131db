/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What each camera sent in one house, for the summary that people read. Used by output.c and
 * text.c.
 */
#ifndef LENSWATCH_OUTPUT_TOTALS_H
#define LENSWATCH_OUTPUT_TOTALS_H

#include "event.h"

struct total {
	char *key;  /* of the camera */
	char *name; /* what text calls it */
	uint64_t uploads;
	uint64_t bytes; /* sent out of the home */
	bool passed_on; /* not all that was sent at home is known to have stayed there */
	uint64_t local_bytes;
	bool lower_bound; /* one of its uploads had losses */
	bool guessed;	  /* one of its uploads was not certain */
};

struct totals {
	size_t count, room;
	struct total *items; /* sorted by key */
};

/*
 * Adds an upload, local or camera event; others change nothing. 0 or -ENOMEM. `totals` begins
 * zeroed.
 */
int totals_add(struct totals *totals, const struct event *event);
void totals_clear(struct totals *totals);

#endif
