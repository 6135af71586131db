/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What processes that are forked for a single task do first. Called by capture/attach/keeper.c,
 * watch/anchor.c, notify/hand.c and page/task.c, in the child.
 */
#ifndef LENSWATCH_CHILD_H
#define LENSWATCH_CHILD_H

#include <stdbool.h>

/* Makes `line` descriptor 0, and closes all from `first` on. False: it could not. */
bool child_hold(int line, int first);
/* A terminal's Ctrl-C and a service's stop go to all processes; this one ends with its line. */
void child_outlive(void);

#define CHILD_NOT_RUN 127 /* as a shell says it */
/*
 * Becomes a program of the owner's: `words` is its path and its arguments, ended by NULL. It reads
 * `input`, writes where errors go, has no other descriptor, a group of its own, by which it can be
 * ended with what it starts, and ends with its parent. Where it cannot be started the process ends
 * with CHILD_NOT_RUN.
 */
_Noreturn void child_program(const char *const words[], int input);

#endif
