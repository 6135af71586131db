/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the kernel's connection tracking counted, flow by flow: for flows that hardware forwards by
 * itself, of which no program and no capture sees a packet. From /proc/net/nf_conntrack, which once
 * open is read without any capability; over netlink where that is absent. Called by offload.c.
 */
#ifndef LENSWATCH_CAPTURE_CONNTRACK_H
#define LENSWATCH_CAPTURE_CONNTRACK_H

#include "packet/address.h"

enum conntrack_offload {
	OFFLOAD_NONE = 0,
	OFFLOAD_SOFTWARE, /* [OFFLOAD]: a flow table in the kernel */
	OFFLOAD_HARDWARE, /* [HW_OFFLOAD] */
};

/* Addresses of one direction, as its sender wrote them: before any translation on the way. */
struct conntrack_tuple {
	struct address source, target;
	uint16_t source_port, target_port;
};

struct conntrack_entry {
	/*
	 * `there` of the side that began it, `back` of the side that answers. Where a port of the
	 * router is forwarded to a camera only `back` knows the camera's address.
	 */
	struct conntrack_tuple there, back;
	uint8_t protocol; /* IPPROTO_* */
	enum conntrack_offload offload;
	bool counted; /* it has counters: net.netfilter.nf_conntrack_acct was on when it began */
	uint64_t bytes_out, packets_out; /* there; IP bytes */
	uint64_t bytes_back, packets_back;
};

typedef void conntrack_fn(void *context, const struct conntrack_entry *entry);

struct conntrack;

/*
 * Reads one line of /proc/net/nf_conntrack, of `length` bytes. 0, or -EINVAL where it is none
 * (which is no reason to stop: kernels add fields). Pure; fuzzed.
 */
int conntrack_parse(const char *line, size_t length, struct conntrack_entry *out);
/* 0; -ENOENT where this kernel has no connection tracking; -errno. */
int conntrack_open(struct conntrack **out);
/* The same over a text of that form, for tests. */
int conntrack_open_file(const char *path, struct conntrack **out);
void conntrack_close(struct conntrack *conntrack);
/* Whether it goes over netlink, which needs CAP_NET_ADMIN to be kept. */
bool conntrack_needs_capability(const struct conntrack *conntrack);
/* Calls `each` for every TCP and UDP entry; one may come twice, or be missed once. 0 or -errno. */
int conntrack_read(struct conntrack *conntrack, conntrack_fn *each, void *context);

#endif
