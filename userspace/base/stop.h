/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Ctrl-C and SIGTERM as a question that work asks where it can end: they wait, blocked, until
 * somebody looks. Who does not hold them is ended by them as ever. Called by house/ and
 * capture/file/.
 */
#ifndef LENSWATCH_BASE_STOP_H
#define LENSWATCH_BASE_STOP_H

#include <signal.h>
#include <stdbool.h>

/* From here on they wait. What was blocked before goes to `before`, for stop_let_go(). */
void stop_hold(sigset_t *before);
/* Forgets one that waits, and lets the next one end the process again. */
void stop_let_go(const sigset_t *before);
/* One waits. It goes on waiting. */
bool stop_asked(void);
/* The signals. */
void stop_signals(sigset_t *out);

#endif
