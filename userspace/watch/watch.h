/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The daemon: makes the house, its source and all that stands around them, and runs them in one
 * event loop. Called by commands/command_watch.c.
 */
#ifndef LENSWATCH_WATCH_H
#define LENSWATCH_WATCH_H

#include "watch/reload.h"

/*
 * Watches until SIGTERM or SIGINT. `read` is called at the start and at each SIGHUP. What it
 * reads lies in `config_folder`, which must stay readable (NULL: none); not the file alone, as
 * editors put another in its place. Returns the exit status; what is wrong is told on stderr.
 */
int watch_run(watch_read_fn *read, void *context, const char *config_folder);

#endif
