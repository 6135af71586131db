/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * When the daemon does what: collects what was counted, looks at its ports and at where it is, and
 * answers signals, in one event loop (libev). Called by watch.c.
 */
#ifndef LENSWATCH_WATCH_LOOP_H
#define LENSWATCH_WATCH_LOOP_H

#include "watch/reload.h"

struct watch_loop {
	/* Borrowed, and there before it starts: */
	struct ev_loop *loop;
	struct links *links;
	struct house *house;
	struct offload *offload;
	struct watch_ports *ports;
	struct watch_tables *tables;
	struct watch_place *place;
	struct watch_reload *reload;
	/* Its own: */
	bool offload_due;	 /* it is looked at in every second round */
	int64_t clock_offset_ns; /* date less monotonic time, to notice that it was set */
	ev_io ring, changes;
	ev_timer collect, look, survey, settled;
	ev_signal hup, term, interrupt;
};

/* This machine is told of as it is now: its addresses are home, and it is no camera. */
void watch_loop_meet(struct watch_loop *loop);
/* It is to end: the loop, and whatever runs it in between (watch_history_forget). */
void watch_loop_break(struct ev_loop *loop);
/* Everything has its turn from now on, once ev_run is called. */
void watch_loop_start(struct watch_loop *loop);

#endif
