/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The daemon's side of slices (slice/slices.h): where the kernel counts, frames are taken through
 * libpcap as well, by a tap at each port. Called by watch.c and ports.c.
 */
#ifndef LENSWATCH_WATCH_HEADERS_H
#define LENSWATCH_WATCH_HEADERS_H

#include <ev.h>

#include "capture/attach/interface.h"
#include "config/config.h"
#include "house/house.h"
#include "system/owned.h"

/*
 * Makes the folder beside the history, where the configuration wants headers kept, which then has
 * one (config_weigh): for the house, before it is made. `folder`: its name, "" where none are. 0,
 * or -errno, told.
 */
int watch_headers_prepare(const struct config *config, const struct owned *owned,
			  char folder[SHELF_PATH]);

/* All zero: there is none. */
struct watch_tap {
	struct house *house;
	struct ev_loop *loop;
	struct interface *interface; /* NULL: closed */
	ev_io readable;
};

/* Where the house keeps headers. One that cannot be had is told; watching goes on. */
void watch_headers_open(struct watch_tap *tap, struct house *house, struct ev_loop *loop,
			const char *name, bool mirror);
void watch_headers_close(struct watch_tap *tap);
/* Takes what waits at it: an event is about to be told from it. */
void watch_headers_take(struct watch_tap *tap);
/* It lies elsewhere in memory from now on. */
void watch_headers_move(struct watch_tap *from, struct watch_tap *to);

#endif
