/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What a replay of many houses has done already, kept in a file so that it can be ended at any
 * moment, a power cut included, and goes on: each house's output with the key that it was made
 * under. Called by jobs.c and `replay`.
 */
#ifndef LENSWATCH_HOUSE_RESUME_H
#define LENSWATCH_HOUSE_RESUME_H

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#define RESUME_KEY 16
#define RESUME_ERROR 512

struct resume_key {
	uint8_t bytes[RESUME_KEY]; /* hash of all that bears on a house's output */
};

struct resume;

/*
 * Opens `path`, made where there is none, for houses with these keys; what is broken at its end is
 * cut off. Others wait outside while it is open. 0 or -errno with a sentence in `error`.
 */
int resume_open(const char *path, const struct resume_key *keys, size_t count, struct resume **out,
		char error[RESUME_ERROR]);
void resume_close(struct resume *resume);
/* In a child: the lock is not kept open by who does not write. */
void resume_leave(struct resume *resume);
/* The exit status of house `index` where it is done; -1: it is not. */
int resume_status(const struct resume *resume, size_t index);
/* House `index` is done: its output is all that `from` holds. 0 or -errno. */
int resume_keep(struct resume *resume, size_t index, int status, FILE *from);
/* Writes its output to `to`. 0 or -errno. */
int resume_copy(struct resume *resume, size_t index, FILE *to);

#endif
