/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The ports of a daemon, all together: opens them in the best way there is, notices when one goes
 * and comes back, and tells what was lost. Called by watch.c.
 */
#ifndef LENSWATCH_WATCH_PORTS_H
#define LENSWATCH_WATCH_PORTS_H

#include "watch/watch.h"

/* Makes the source (the program in the kernel, else libpcap) and opens all ports. 0 or -errno,
 * told. */
int watch_ports_open(struct watch *watch);
/* Whether this interface is one that is to be watched. */
bool watch_ports_has(const struct config *config, const char *name);
void watch_ports_close(struct watch *watch);
/* libpcap: hands over what lies in the buffers. */
void watch_ports_read(struct watch *watch);
/* Looks whether what was attached is still there, and puts back what was taken off. */
void watch_ports_look(struct watch *watch);
/* The same, whether ports came back, and what they dropped. */
void watch_ports_survey(struct watch *watch);
/* A configuration read anew: closes what is not in it any more, opens what is new. */
void watch_ports_follow(struct watch *watch, const struct config *config);
/* The date. */
uint64_t watch_now(void);

#endif
