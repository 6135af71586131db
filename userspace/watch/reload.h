/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Rules and configuration read anew while the daemon runs: open uploads go on, and what cannot be
 * read leaves the old in force. Called by watch.c at SIGHUP.
 */
#ifndef LENSWATCH_RELOAD_H
#define LENSWATCH_RELOAD_H

#include "watch/watch.h"

/*
 * Rules, home, cameras and interfaces; output, way of attaching, socket and user are those of the
 * start. Mistakes are told on stderr.
 */
void reload_all(struct watch *watch);
/* What the owner said, in the configuration and to `lenswatch cameras`: the latter is later. */
void reload_cameras(struct watch *watch, const struct config *config);
#endif
