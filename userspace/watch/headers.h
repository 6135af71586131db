/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The daemon's side of slices (slice/slices.h): where the kernel counts, frames are taken through
 * libpcap as well. Called by watch.c and watch_ports.c.
 */
#ifndef LENSWATCH_WATCH_SLICES_H
#define LENSWATCH_WATCH_SLICES_H

#include "watch/watch.h"

/*
 * Makes the folder beside the history and begins to keep headers, where the configuration wants
 * it. Before the ports are opened. 0, or -errno, told.
 */
int watch_slices_open(struct watch *w);
void watch_slices_close(struct watch *w);
/* A port is watched now, and no longer. A tap that cannot be had is told; watching goes on. */
void watch_slices_begin(struct watch_port *p);
void watch_slices_end(struct watch_port *p);
/* What the event was told from, and a record of it in the history. */
void watch_slices_keep(struct watch *w, const struct event *event);

#endif
