/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Which source a daemon has: the program in the kernel, else libpcap, and the ports opened for it
 * in the best way there is. Called by watch.c.
 */
#ifndef LENSWATCH_WATCH_OPENING_H
#define LENSWATCH_WATCH_OPENING_H

#include "watch/ports.h"

/*
 * Attaches a source to the ports' house and opens them all. A way that a file asks for and nobody
 * can go is put in `refused`, and the configuration goes on without it. 0 or -errno, told.
 */
int opening_open(struct watch_ports *ports, struct problems *refused);

#endif
