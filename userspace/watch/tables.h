/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the flow tables of nftables mean for the ports of a daemon: which ports of a bridge are
 * watched as well, and past which ports connections are forwarded, now. Called by watch.c and
 * watch_ports.c.
 */
#ifndef LENSWATCH_WATCH_TABLES_H
#define LENSWATCH_WATCH_TABLES_H

#include "watch/watch.h"

/* Learns what tables there are; later changes come by themselves once it is started. */
void watch_tables_open(struct watch *watch);
void watch_tables_start(struct watch *watch);
void watch_tables_close(struct watch *watch);
/* Adds to `config` the ports of bridges that are seen better there. */
void watch_tables_add(struct watch *watch, struct config *config);
/* Says to `watch->offload` which ports are passed by. */
void watch_tables_pass(struct watch *watch);

#endif
