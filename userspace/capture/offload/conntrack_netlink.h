/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Connection tracking over netlink, for kernels that are built without its file in /proc
 * (NF_CONNTRACK_PROCFS). Needs CAP_NET_ADMIN at every reading. Called by conntrack.c.
 */
#ifndef LENSWATCH_CAPTURE_CONNTRACK_NETLINK_H
#define LENSWATCH_CAPTURE_CONNTRACK_NETLINK_H

#include "capture/offload/conntrack.h"

struct conntrack_netlink;

/* 0; -ENOENT where this kernel has no connection tracking; -EPERM; -errno. */
int conntrack_netlink_open(struct conntrack_netlink **out);
void conntrack_netlink_close(struct conntrack_netlink *netlink);
/* Calls `each` for every TCP and UDP entry. 0 or -errno. */
int conntrack_netlink_read(struct conntrack_netlink *netlink, conntrack_fn *each, void *context);

#endif
