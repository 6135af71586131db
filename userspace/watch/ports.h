/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The ports of a daemon, all together: notices when one goes and comes back, and tells what was
 * lost. Called by watch.c, and by opening.c, which makes the source they serve.
 */
#ifndef LENSWATCH_WATCH_PORTS_H
#define LENSWATCH_WATCH_PORTS_H

#include <ev.h>

#include "config/config.h"
#include "event.h"
#include "house/house.h"
#include "watch/headers.h"
#include "watch/port.h"

struct watch_port { /* the loop's side of a port */
	struct port port;
	struct watch_ports *ports;
	ev_io readable; /* where frames are to be read */
	struct watch_tap tap;
};

struct watch_ports {
	/* Borrowed, and there before any is opened: */
	struct ev_loop *loop;
	struct links *links;
	struct house *house; /* whose source they serve */
	struct config *config;
	/* How they are watched, said by opening.c: */
	enum attach_mode mode;
	int xdp, tc_ingress, tc_egress; /* programs of the source, if it has any */
	struct keeper *keeper;		/* who puts filters in, before 6.6; NULL: nobody need */
	int mirror_socket;		/* see attach_mirror_socket; -1 none */
	struct event_fallback fallback; /* why not in the kernel; REFUSAL_NONE: it was not wanted */
	bool greeted;			/* what is watched from here on came back, or is new */
	size_t count;
	struct watch_port at[CONFIG_INTERFACES];
};

/*
 * Opens all of the configuration, or waits for those that may come later. 0 or -errno: then
 * `count` is the place of the one that failed.
 */
int watch_ports_open(struct watch_ports *ports);
/* Says once, for who looks on, which are watched and what is waited for. */
void watch_ports_greet(struct watch_ports *ports);
/* Whether this interface is one that is to be watched. */
bool watch_ports_has(const struct config *config, const char *name);
void watch_ports_close(struct watch_ports *ports);
/* Hands over the frames that lie in buffers, where there are any. */
void watch_ports_read(struct watch_ports *ports);
/* Takes what waits at the taps: an event is about to be told from it. */
void watch_ports_tap(struct watch_ports *ports);
/* Looks whether what was attached is still there, and puts back what was taken off. */
void watch_ports_look(struct watch_ports *ports);
/* The same, whether ports came back, and what they dropped. */
void watch_ports_survey(struct watch_ports *ports);
/* A configuration read anew: closes what is not in it any more, opens what is new. */
void watch_ports_follow(struct watch_ports *ports, const struct config *config);

#endif
