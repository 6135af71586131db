/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Runs numbered pieces of work side by side, each in a process of its own, and writes what they
 * wrote in order: byte for byte what one after the other would have written. Called by `replay`.
 */
#ifndef LENSWATCH_COMMANDS_JOBS_H
#define LENSWATCH_COMMANDS_JOBS_H

#include <stddef.h>
#include <stdio.h>

/* Writes piece `index` to `file`. Returns an exit status. */
typedef int job_fn(void *context, size_t index, FILE *file);

/*
 * At most `jobs` at a time; with one, in this process. `done` (may be NULL) is called as processes
 * end. Returns 1 where a piece returned that, or its process could not be had
 * or died; else the highest exit status of all.
 */
int jobs_run(size_t count, size_t jobs, job_fn *run, void (*done)(void *context, size_t index),
	     void *context, FILE *out);

#endif
