/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The flow tables of nftables: between which devices the kernel, or hardware, forwards connections
 * by itself after their first packets, past every bridge and VLAN that lies on those devices. To
 * list them, and to ask for word of their changes, needs CAP_NET_ADMIN; to read that word does not.
 * Called by watch_tables.c.
 */
#ifndef LENSWATCH_CAPTURE_FLOWTABLE_H
#define LENSWATCH_CAPTURE_FLOWTABLE_H

#include <stdbool.h>

#include "capture/attach/links.h"

#define FLOWTABLE_DEVICES 64

struct flowtable_device {
	uint64_t family_table, table; /* hashes of names: of the table around it, of its own */
	uint64_t handle;	      /* another one under the same name is another table */
	char name[LINK_NAME];
	bool prefix; /* all devices whose names begin so */
	bool counts; /* connection tracking counts what the table forwards */
	bool late;   /* word of it came, it was not there at the start */
};

struct mnl_socket;
struct nlmsghdr;

struct flowtables {
	size_t count;
	struct flowtable_device devices[FLOWTABLE_DEVICES];
	bool unknown;		 /* something was lost or not understood: there may be others */
	struct mnl_socket *news; /* NULL: no word comes */
};

/*
 * Takes in one message, of a dump or of a change; what is about no flow table changes nothing. 0,
 * or -errno where it cannot be understood or there is no room.
 */
int flowtable_message(const struct nlmsghdr *message, struct flowtables *tables);
/*
 * Joins those who get word, then lists all tables of this network namespace. 0 or -errno: then
 * `out` has none. -EPROTONOSUPPORT: the kernel has no netfilter.
 */
int flowtable_open(struct flowtables *out);
void flowtable_close(struct flowtables *tables);
/* Readable when something may have changed; only where there is `news`. */
int flowtable_descriptor(const struct flowtables *tables);
/* Reads all word there is. Sets `unknown` where some of it was lost or is not understood. */
void flowtable_follow(struct flowtables *tables);
/* NULL where no table has it; of several tables one that does not count, before one that does. */
const struct flowtable_device *flowtable_find(const struct flowtables *tables, const char *name);

#endif
