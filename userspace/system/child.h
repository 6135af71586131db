/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What processes that the daemon forks for a single task do first. Called by capture/keeper.c and
 * anchor.c, in the child.
 */
#ifndef LENSWATCH_CHILD_H
#define LENSWATCH_CHILD_H

#include <stdbool.h>

/* Makes `line` descriptor 0, and closes all from `first` on. False: it could not. */
bool child_hold(int line, int first);
/* A terminal's Ctrl-C and a service's stop go to all processes; this one ends with its line. */
void child_outlive(void);

#endif
