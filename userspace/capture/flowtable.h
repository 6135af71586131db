/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The flow tables of nftables: between which devices the kernel, or hardware, forwards connections
 * by itself after their first packets, past every bridge and VLAN that lies on those devices. Needs
 * CAP_NET_ADMIN. Called by watch_ports.c at the start.
 */
#ifndef LENSWATCH_CAPTURE_FLOWTABLE_H
#define LENSWATCH_CAPTURE_FLOWTABLE_H

#include <stdbool.h>

#include "capture/links.h"

#define FLOWTABLE_DEVICES 64

struct flowtable_device {
	char name[LINK_NAME];
	bool counts; /* connection tracking counts what the table forwards */
};

struct flowtables {
	size_t count;
	struct flowtable_device devices[FLOWTABLE_DEVICES];
};

struct nlmsghdr;

/* Reads one message of a dump; what is no flow table adds nothing. Pure. */
void flowtable_message(const struct nlmsghdr *message, struct flowtables *out);
/* All there are in this network namespace. 0 or -errno; `out` is empty where there are none. */
int flowtable_read(struct flowtables *out);
const struct flowtable_device *flowtable_find(const struct flowtables *tables, const char *name);

#endif
