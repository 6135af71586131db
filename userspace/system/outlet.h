/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Where a command's answer goes in place of standard output: a file that appears once it is whole,
 * or a pager. Called by main.c and by what asks for colour.
 */
#ifndef LENSWATCH_SYSTEM_OUTLET_H
#define LENSWATCH_SYSTEM_OUTLET_H

#include <limits.h>
#include <stdbool.h>
#include <sys/types.h>

struct outlet {
	char path[PATH_MAX];  /* "" for none */
	char draft[PATH_MAX]; /* beside it, until it is whole; "" where it is no plain file */
	bool nameless;	      /* that gets its name at the end: nothing stays where it breaks off */
	pid_t pager;	      /* 0: none */
};

/*
 * Standard output is from here on a file beside `path`, or that itself where it is no plain file.
 * 0, or -errno, told.
 */
int outlet_to_file(struct outlet *answer, const char *path);
/* The same with a pager, where standard output is a terminal and one can be had. */
void outlet_to_pager(struct outlet *answer);
/*
 * Waits for the pager; puts the file in its place where `whole`, else takes it away. 0, or -errno,
 * told.
 */
int outlet_end(struct outlet *answer, bool whole);
/* Whether what is printed is seen in colour: on a terminal, unless NO_COLOR (no-color.org). */
bool outlet_in_colour(void);

#endif
