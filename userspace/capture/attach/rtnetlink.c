// SPDX-License-Identifier: GPL-2.0-or-later
#include "capture/attach/rtnetlink.h"

#include <errno.h>
#include <libmnl/libmnl.h>
#include <linux/if_addr.h>
#include <linux/if_link.h>
#include <linux/rtnetlink.h>
#include <net/if.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

/* As iproute2 has it: a link with many virtual functions needs more than a page. */
#define BUFFER 32768

struct rtnetlink {
	struct mnl_socket *socket;
	uint32_t sequence;
	char buffer[BUFFER];
};

int rtnetlink_open(struct rtnetlink **out)
{
	struct rtnetlink *rtnetlink = calloc(1, sizeof(*rtnetlink));

	if (!rtnetlink)
		return -ENOMEM;
	rtnetlink->socket = mnl_socket_open2(NETLINK_ROUTE, SOCK_CLOEXEC);
	if (!rtnetlink->socket || mnl_socket_bind(rtnetlink->socket, 0, MNL_SOCKET_AUTOPID) < 0) {
		int error = -errno;

		rtnetlink_close(rtnetlink);
		return error;
	}
	*out = rtnetlink;
	return 0;
}

void rtnetlink_close(struct rtnetlink *rtnetlink)
{
	if (!rtnetlink)
		return;
	if (rtnetlink->socket)
		mnl_socket_close(rtnetlink->socket);
	free(rtnetlink);
}

static int rtnetlink_ask(struct rtnetlink *rtnetlink, uint16_t type, const void *header,
			 size_t size)
{
	struct nlmsghdr *message = mnl_nlmsg_put_header(rtnetlink->buffer);

	message->nlmsg_type = type;
	message->nlmsg_flags = NLM_F_REQUEST | NLM_F_DUMP;
	message->nlmsg_seq = ++rtnetlink->sequence;
	memcpy(mnl_nlmsg_put_extra_header(message, size), header, size);
	return mnl_socket_sendto(rtnetlink->socket, message, message->nlmsg_len) < 0 ? -errno : 0;
}

/* What the kernel told of an error, which is negative; -EPROTO where it is not all there. */
static int rtnetlink_refused(const struct nlmsghdr *message)
{
	const struct nlmsgerr *refusal = mnl_nlmsg_get_payload(message);

	return mnl_nlmsg_get_payload_len(message) < sizeof(*refusal) ? -EPROTO : refusal->error;
}

/* 1: more is to come; else how it ended. */
static int hand_over(const struct rtnetlink *rtnetlink, int size, bool *changed, rtnetlink_fn *each,
		     void *context)
{
	const struct nlmsghdr *message = (const struct nlmsghdr *)rtnetlink->buffer;

	for (; mnl_nlmsg_ok(message, size); message = mnl_nlmsg_next(message, &size)) {
		if (message->nlmsg_seq != rtnetlink->sequence)
			continue; /* the rest of an answer that was given up */
		*changed |= (message->nlmsg_flags & NLM_F_DUMP_INTR) != 0;
		if (message->nlmsg_type == NLMSG_DONE)
			return *changed ? -EINTR : 0;
		if (message->nlmsg_type == NLMSG_ERROR)
			return rtnetlink_refused(message);
		each(context, message);
	}
	return 1;
}

int rtnetlink_dump(struct rtnetlink *rtnetlink, uint16_t type, const void *header, size_t size,
		   rtnetlink_fn *each, void *context)
{
	int result = rtnetlink_ask(rtnetlink, type, header, size);
	bool changed = false;

	if (result)
		return result;
	do {
		ssize_t got = mnl_socket_recvfrom(rtnetlink->socket, rtnetlink->buffer, BUFFER);

		if (got < 0)
			result = errno == EINTR ? 1 : -errno;
		else
			result = hand_over(rtnetlink, (int)got, &changed, each, context);
	} while (result > 0);
	return result;
}

static void read_kind(const struct nlattr *info, char kind[sizeof(((struct link_state *)0)->kind)])
{
	const struct nlattr *one;

	mnl_attr_for_each_nested(one, info)
	{
		if (mnl_attr_get_type(one) == IFLA_INFO_KIND &&
		    !mnl_attr_validate(one, MNL_TYPE_NUL_STRING))
			strncpy(kind, mnl_attr_get_str(one),
				sizeof(((struct link_state *)0)->kind) - 1);
	}
}

/* One program in each mode is possible; the driver's counts first as it runs first. */
static uint32_t read_xdp(const struct nlattr *xdp)
{
	uint32_t id = 0, driver = 0, generic = 0, hardware = 0;
	const struct nlattr *one;

	mnl_attr_for_each_nested(one, xdp)
	{
		if (mnl_attr_validate(one, MNL_TYPE_U32))
			continue;
		switch (mnl_attr_get_type(one)) {
		case IFLA_XDP_PROG_ID:
			id = mnl_attr_get_u32(one);
			break;
		case IFLA_XDP_DRV_PROG_ID:
			driver = mnl_attr_get_u32(one);
			break;
		case IFLA_XDP_SKB_PROG_ID:
			generic = mnl_attr_get_u32(one);
			break;
		case IFLA_XDP_HW_PROG_ID:
			hardware = mnl_attr_get_u32(one);
			break;
		default:
			break;
		}
	}
	if (id)
		return id;
	return driver ? driver : generic ? generic : hardware;
}

static void rtnetlink_read_counters(const struct nlattr *stats, struct link_state *out)
{
	struct rtnl_link_stats64 counted = {0};
	size_t size = mnl_attr_get_payload_len(stats);

	memcpy(&counted, mnl_attr_get_payload(stats),
	       size < sizeof(counted) ? size : sizeof(counted));
	out->received = counted.rx_packets;
	out->sent = counted.tx_packets;
	/*
	 * Never rx_dropped: the stack counts there what nobody here speaks (LLDP, IPX), which was
	 * seen all the same (if_link.h). Drivers count one loss under several names.
	 */
	out->dropped = counted.rx_missed_errors;
	if (counted.rx_fifo_errors > out->dropped)
		out->dropped = counted.rx_fifo_errors;
	if (counted.rx_over_errors > out->dropped)
		out->dropped = counted.rx_over_errors;
}

static void read_link_attribute(const struct nlattr *one, struct link_state *out, uint32_t *lower)
{
	uint16_t type = mnl_attr_get_type(one);

	if (type == IFLA_IFNAME && !mnl_attr_validate(one, MNL_TYPE_NUL_STRING))
		strncpy(out->name, mnl_attr_get_str(one), LINK_NAME - 1);
	else if (type == IFLA_ADDRESS && mnl_attr_get_payload_len(one) == sizeof(out->mac))
		memcpy(out->mac, mnl_attr_get_payload(one), sizeof(out->mac));
	else if (type == IFLA_MTU && !mnl_attr_validate(one, MNL_TYPE_U32))
		out->mtu = mnl_attr_get_u32(one);
	else if (type == IFLA_MASTER && !mnl_attr_validate(one, MNL_TYPE_U32))
		out->master = mnl_attr_get_u32(one);
	else if (type == IFLA_LINK && !mnl_attr_validate(one, MNL_TYPE_U32))
		*lower = mnl_attr_get_u32(one);
	else if (type == IFLA_LINKINFO && !mnl_attr_validate(one, MNL_TYPE_NESTED))
		read_kind(one, out->kind);
	else if (type == IFLA_XDP && !mnl_attr_validate(one, MNL_TYPE_NESTED))
		out->xdp_program = read_xdp(one);
	else if (type == IFLA_STATS64)
		rtnetlink_read_counters(one, out);
}

/* IFLA_LINK of a veth is its other end, of a tunnel the way it takes: neither lies below. */
static bool lies_on_another(const char *kind)
{
	static const char *const kinds[] = {"vlan", "dsa", "macvlan", "macvtap", "ipvlan"};

	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
		if (!strcmp(kinds[i], kind))
			return true;
	}
	return false;
}

int rtnetlink_link(const struct nlmsghdr *message, struct link_state *out)
{
	const struct ifinfomsg *header = mnl_nlmsg_get_payload(message);
	struct link_state link = {0};
	const struct nlattr *one;
	uint32_t lower = 0;

	if (message->nlmsg_type != RTM_NEWLINK ||
	    mnl_nlmsg_get_payload_len(message) < sizeof(*header) || header->ifi_index <= 0)
		return -EINVAL;
	link.index = (uint32_t)header->ifi_index;
	link.type = header->ifi_type;
	link.up = header->ifi_flags & IFF_UP;
	link.running = header->ifi_flags & IFF_RUNNING;
	link.point_to_point = header->ifi_flags & IFF_POINTOPOINT;
	mnl_attr_for_each(one, message, sizeof(*header))
	{
		read_link_attribute(one, &link, &lower);
	}
	if (lies_on_another(link.kind))
		link.lower = lower;
	*out = link;
	return 0;
}

static bool read_ip(const struct nlattr *one, uint8_t family, struct address *out)
{
	size_t size = mnl_attr_get_payload_len(one);

	if (family == AF_INET && size == 4)
		*out = address_from_v4(mnl_attr_get_payload(one));
	else if (family == AF_INET6 && size == 16)
		*out = address_from_v6(mnl_attr_get_payload(one));
	else
		return false;
	return true;
}

int rtnetlink_address(const struct nlmsghdr *message, uint32_t *index, struct address *address,
		      struct prefix *prefix)
{
	const struct ifaddrmsg *header = mnl_nlmsg_get_payload(message);
	bool is_local = false, is_peer = false;
	struct address local, peer;
	const struct nlattr *one;
	unsigned length;

	if (message->nlmsg_type != RTM_NEWADDR ||
	    mnl_nlmsg_get_payload_len(message) < sizeof(*header))
		return -EINVAL;
	mnl_attr_for_each(one, message, sizeof(*header))
	{
		if (mnl_attr_get_type(one) == IFA_LOCAL)
			is_local = read_ip(one, header->ifa_family, &local);
		else if (mnl_attr_get_type(one) == IFA_ADDRESS)
			is_peer = read_ip(one, header->ifa_family, &peer);
	}
	length = header->ifa_prefixlen + (header->ifa_family == AF_INET ? 96u : 0u);
	if ((!is_local && !is_peer) || length > 128)
		return -EINVAL;
	*index = header->ifa_index;
	/* On a line between two, IFA_ADDRESS is the other end and the network is counted from it.
	 */
	*address = is_local ? local : peer;
	*prefix = prefix_of(is_peer ? &peer : &local, (uint8_t)length);
	return 0;
}

static bool hop_leaves_by(const struct nlattr *hops, uint32_t index)
{
	const struct rtnexthop *hop = mnl_attr_get_payload(hops);
	size_t left = mnl_attr_get_payload_len(hops);

	while (left >= sizeof(*hop) && hop->rtnh_len >= sizeof(*hop) && hop->rtnh_len <= left) {
		size_t step = RTNH_ALIGN(hop->rtnh_len);

		if ((uint32_t)hop->rtnh_ifindex == index)
			return true;
		if (step >= left)
			return false;
		left -= step;
		hop = (const struct rtnexthop *)((const char *)hop + step);
	}
	return false;
}

int rtnetlink_route(const struct nlmsghdr *message, uint32_t index, struct rtnetlink_route *out)
{
	const struct rtmsg *header = mnl_nlmsg_get_payload(message);
	struct rtnetlink_route route = {0};
	struct address to = {{0}};
	const struct nlattr *one;
	unsigned length;

	if (message->nlmsg_type != RTM_NEWROUTE ||
	    mnl_nlmsg_get_payload_len(message) < sizeof(*header))
		return -EINVAL;
	route.own = header->rtm_table == RT_TABLE_LOCAL || header->rtm_protocol == RTPROT_KERNEL ||
		    header->rtm_type != RTN_UNICAST || (header->rtm_flags & RTM_F_CLONED);
	route.everything = !header->rtm_dst_len && header->rtm_type == RTN_UNICAST;
	mnl_attr_for_each(one, message, sizeof(*header))
	{
		if (mnl_attr_get_type(one) == RTA_OIF && !mnl_attr_validate(one, MNL_TYPE_U32))
			route.leaves_by |= mnl_attr_get_u32(one) == index;
		else if (mnl_attr_get_type(one) == RTA_MULTIPATH)
			route.leaves_by |= hop_leaves_by(one, index);
		else if (mnl_attr_get_type(one) == RTA_DST)
			(void)read_ip(one, header->rtm_family, &to);
	}
	length = header->rtm_dst_len + (header->rtm_family == AF_INET ? 96u : 0u);
	if (length > 128)
		return -EINVAL;
	route.to = prefix_of(&to, (uint8_t)length);
	*out = route;
	return 0;
}
