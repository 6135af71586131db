/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the kernel says of its interfaces, addresses, routes and packet filters, message by message
 * (rtnetlink(7)). Called by links.c and clsact.c.
 */
#ifndef LENSWATCH_CAPTURE_RTNETLINK_H
#define LENSWATCH_CAPTURE_RTNETLINK_H

#include "capture/attach/links.h"

struct nlmsghdr;
struct rtnetlink;

/* One message of a dump. */
typedef void rtnetlink_fn(void *context, const struct nlmsghdr *message);

/* A socket to ask by. 0 or -errno. */
int rtnetlink_open(struct rtnetlink **out);
void rtnetlink_close(struct rtnetlink *rtnetlink);
/*
 * Asks for all there is of `type` (RTM_GETLINK, ...), with the type's own header of `size` bytes.
 * 0 or -errno; -EINTR where it changed while it was told: ask again.
 */
int rtnetlink_dump(struct rtnetlink *rtnetlink, uint16_t type, const void *header, size_t size,
		   rtnetlink_fn *each, void *context);

/*
 * Each reads one message: 0, or -EINVAL where it is not of that kind. Pure.
 */
/* All but addresses and `wireless`. */
int rtnetlink_link(const struct nlmsghdr *message, struct link_state *out);
int rtnetlink_address(const struct nlmsghdr *message, uint32_t *index, struct address *address,
		      struct prefix *prefix);

struct rtnetlink_route {
	bool own;	 /* came with an address, or leads to this machine */
	bool everything; /* a default route */
	bool leaves_by;	 /* ... the interface that was asked for */
	struct prefix to;
};
/* `index`: the interface that is asked for. */
int rtnetlink_route(const struct nlmsghdr *message, uint32_t index, struct rtnetlink_route *out);

#endif
