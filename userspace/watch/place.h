/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Whether a daemon watches the wrong side of a router: there all devices look like one, and that
 * nothing is seen says nothing. Called by watch.c.
 */
#ifndef LENSWATCH_WATCH_PLACE_H
#define LENSWATCH_WATCH_PLACE_H

#include "watch/watch.h"

/* Looks again; what lasts for a minute is a gap, and one more for every day. */
void watch_place_look(struct watch *watch);
/* The last piece, where it was so until now. */
void watch_place_end(struct watch *watch);

#endif
