/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the flow tables of nftables mean for the ports of a daemon: which ports of a bridge are
 * watched as well, and past which ports connections are forwarded, now. Called by watch.c and
 * reload.c.
 */
#ifndef LENSWATCH_WATCH_TABLES_H
#define LENSWATCH_WATCH_TABLES_H

#include "capture/offload/flowtable.h"
#include "capture/offload/offload.h"
#include "watch/ports.h"

struct watch_tables {
	/* Borrowed, and there before any is listed: */
	struct ev_loop *loop;
	struct links *links;
	const struct config *config; /* in force */
	struct offload *offload;
	const struct watch_ports *ports;
	/* Its own: */
	struct flowtables forwarding;
	uint64_t heard_ns; /* when word of them came last; 0: never */
	bool passed_late;  /* one that came after the start forwards past what is watched */
	size_t added_count;
	char added[CONFIG_INTERFACES][LINK_NAME]; /* ports that are watched for such a table */
	ev_io news;
};

/* Learns what tables there are; later changes come by themselves once it is started. */
void watch_tables_open(struct watch_tables *tables);
void watch_tables_start(struct watch_tables *tables);
void watch_tables_close(struct watch_tables *tables);
/* Adds to `config` the ports of bridges that are seen better there. */
void watch_tables_add(struct watch_tables *tables, struct config *config);
/* Says to the offload which ports are passed by. */
void watch_tables_pass(struct watch_tables *tables);

#endif
