/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Whether a daemon watches the wrong side of a router: there all devices look like one, and that
 * nothing is seen says nothing. Called by loop.c, watch.c and reload.c.
 */
#ifndef LENSWATCH_WATCH_WATCH_PLACE_H
#define LENSWATCH_WATCH_WATCH_PLACE_H

#include "capture/attach/links.h"
#include "config/config.h"
#include "engine/engine.h"

struct watch_place {
	/* Borrowed, and there before it is looked at: */
	struct links *links;
	const struct config *config;
	struct engine *engine;
	/* Its own: */
	uint64_t outside_ns;  /* since when nothing is watched but what lies outside; 0: not so */
	uint64_t reported_ns; /* up to when that was told; 0: never */
	char home_side[LINK_NAME]; /* what should be watched instead */
};

/* Looks again; what lasts for a minute is a gap, and one more for every day. */
void watch_place_look(struct watch_place *place);
/* The last piece, where it was so until now. */
void watch_place_end(struct watch_place *place);

#endif
