/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Runs numbered pieces of work side by side, each in a process of its own, and writes what they
 * wrote in order: byte for byte what one after the other would have written. Ctrl-C and SIGTERM end
 * it between pieces: those that run are told, and nothing of them is written. Called by `replay`.
 */
#ifndef LENSWATCH_HOUSE_JOBS_H
#define LENSWATCH_HOUSE_JOBS_H

#include <stddef.h>
#include <stdio.h>

/* What a piece returns, which was told to stop (base/stop.h) and wrote nothing; no exit status. */
#define JOBS_STOPPED 64

/* Writes piece `index` to `file`. Returns an exit status, or JOBS_STOPPED. */
typedef int job_fn(void *context, size_t index, FILE *file);

struct resume;

struct jobs_order {
	size_t count, jobs; /* pieces; how many at a time */
	job_fn *run;
	void *context;
	struct resume *resume; /* pieces that were done before are taken from it, and those that end
				  well go to it; NULL: none. */
};

/*
 * With one job and nothing to resume all is done in this process. Returns 1 where a piece returned
 * that, or its process could not be had or died; else the highest exit status of all; or
 * JOBS_STOPPED: the first `*written` are written, and no more.
 */
int jobs_run(const struct jobs_order *order, FILE *out, size_t *written);

#endif
