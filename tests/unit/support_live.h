/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A network namespace for one test program, and a daemon's inside over a scene. */
#ifndef LENSWATCH_TESTS_SUPPORT_LIVE_H
#define LENSWATCH_TESTS_SUPPORT_LIVE_H

#include "support.h"
#include "watch/watch.h"

/* Moves this process into a network namespace of its own; skips the test where that may not be. */
void live_enter(void);
/* Runs `ip` with these words; fails the test where it fails. */
void live_ip(const char *words);
/* A daemon that has the scene's engine, home, rules and meter, and one port that is away. */
struct watch *live_watch(struct scene *scene);
void live_end(struct watch *watch);

#endif
