// SPDX-License-Identifier: GPL-2.0-or-later
#include "capture/attach/links.h"

#include "capture/attach/rtnetlink.h"

#include <errno.h>
#include <libmnl/libmnl.h>
#include <linux/if_addr.h>
#include <linux/if_arp.h>
#include <linux/rtnetlink.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

/* A busy machine changes while it tells: so often it is asked again. */
#define TRIES 5
/* Longer chains of devices are none that a home has: a port, its bond, bridge and VLAN are four. */
#define RANK_LEVELS 8

struct links_table {
	struct link_state *links;
	size_t count, room;
	bool full; /* of memory */
};

struct links {
	struct rtnetlink *rtnetlink;
	struct mnl_socket *news;
	struct links_table table;
};

static struct link_state *links_find(const struct links_table *table, uint32_t index)
{
	for (size_t i = 0; i < table->count; i++) {
		if (table->links[i].index == index)
			return &table->links[i];
	}
	return NULL;
}

/* rtnetlink tells of it only to those who ask for wireless extensions, which are gone. */
static bool is_wireless(const char *name)
{
	char path[64];

	snprintf(path, sizeof(path), "/sys/class/net/%s/phy80211", name);
	if (!access(path, F_OK))
		return true;
	snprintf(path, sizeof(path), "/sys/class/net/%s/wireless", name);
	return !access(path, F_OK);
}

static void add_link(void *context, const struct nlmsghdr *message)
{
	struct links_table *table = context;
	struct link_state link;

	if (rtnetlink_link(message, &link))
		return;
	if (table->count == table->room) {
		size_t room = table->room ? 2 * table->room : 16;
		struct link_state *more = reallocarray(table->links, room, sizeof(*more));

		if (!more) {
			table->full = true;
			return;
		}
		table->links = more;
		table->room = room;
	}
	table->links[table->count++] = link;
}

static void links_add_address(void *context, const struct nlmsghdr *message)
{
	struct link_state *link;
	struct address address;
	struct prefix prefix;
	uint32_t index;

	if (rtnetlink_address(message, &index, &address, &prefix))
		return;
	link = links_find(context, index);
	if (!link || link->prefix_count == LINK_PREFIXES)
		return;
	link->addresses[link->prefix_count] = address;
	link->prefixes[link->prefix_count++] = prefix;
}

static int links_ask(struct links *links, struct links_table *table)
{
	struct ifinfomsg link = {.ifi_family = AF_UNSPEC};
	struct ifaddrmsg address = {.ifa_family = AF_UNSPEC};
	int error;

	table->count = 0;
	error = rtnetlink_dump(links->rtnetlink, RTM_GETLINK, &link, sizeof(link), add_link, table);
	if (!error)
		error = rtnetlink_dump(links->rtnetlink, RTM_GETADDR, &address, sizeof(address),
				       links_add_address, table);
	return table->full ? -ENOMEM : error;
}

static int links_read_all(struct links *links, struct links_table *out)
{
	struct links_table table = {0};
	int error = -EINTR;

	for (int i = 0; i < TRIES && error == -EINTR; i++)
		error = links_ask(links, &table);
	if (error) {
		free(table.links);
		return error;
	}
	for (size_t i = 0; i < table.count; i++) {
		const struct link_state *known = links_find(&links->table, table.links[i].index);

		/* The file system may be closed to this process since the last look. */
		table.links[i].wireless =
			(known && known->wireless) || is_wireless(table.links[i].name);
	}
	*out = table;
	return 0;
}

static bool same_addresses(const struct link_state *a, const struct link_state *b)
{
	if (a->prefix_count != b->prefix_count)
		return false;
	for (size_t i = 0; i < a->prefix_count; i++) {
		if (!address_equal(&a->addresses[i], &b->addresses[i]) ||
		    a->prefixes[i].length != b->prefixes[i].length)
			return false;
	}
	return true;
}

/* All but the counters. */
static bool same_link(const struct link_state *a, const struct link_state *b)
{
	return !strcmp(a->name, b->name) && !strcmp(a->kind, b->kind) &&
	       !memcmp(a->mac, b->mac, sizeof(a->mac)) && a->type == b->type && a->up == b->up &&
	       a->running == b->running && a->wireless == b->wireless && a->master == b->master &&
	       a->lower == b->lower && a->mtu == b->mtu && a->xdp_program == b->xdp_program &&
	       a->point_to_point == b->point_to_point && same_addresses(a, b);
}

static bool same_table(const struct links_table *a, const struct links_table *b)
{
	if (a->count != b->count)
		return false;
	for (size_t i = 0; i < a->count; i++) {
		const struct link_state *other = links_find(b, a->links[i].index);

		if (!other || !same_link(&a->links[i], other))
			return false;
	}
	return true;
}

static int links_replace(struct links *links, bool *changed)
{
	struct links_table table;
	int error = links_read_all(links, &table);

	if (error)
		return error;
	*changed = !same_table(&links->table, &table);
	free(links->table.links);
	links->table = table;
	return 0;
}

static int open_news(struct links *links)
{
	links->news = mnl_socket_open2(NETLINK_ROUTE, SOCK_NONBLOCK | SOCK_CLOEXEC);
	if (!links->news ||
	    mnl_socket_bind(links->news, RTMGRP_LINK | RTMGRP_IPV4_IFADDR | RTMGRP_IPV6_IFADDR,
			    MNL_SOCKET_AUTOPID) < 0)
		return -errno;
	return 0;
}

int links_open(struct links **out)
{
	struct links *links = calloc(1, sizeof(*links));
	int error;

	if (!links)
		return -ENOMEM;
	/* News first: what changes after the look must be told. */
	error = open_news(links);
	if (!error)
		error = rtnetlink_open(&links->rtnetlink);
	if (!error)
		error = links_read_all(links, &links->table);
	if (error) {
		links_close(links);
		return error;
	}
	*out = links;
	return 0;
}

void links_close(struct links *links)
{
	if (!links)
		return;
	rtnetlink_close(links->rtnetlink);
	if (links->news)
		mnl_socket_close(links->news);
	free(links->table.links);
	free(links);
}

int links_descriptor(const struct links *links)
{
	return mnl_socket_get_fd(links->news);
}

bool links_read(struct links *links)
{
	char buffer[8192];
	bool news = false, changed = false;

	/*
	 * What the news say does not matter, only that there are some: the whole is asked for anew,
	 * which is right as well where some were lost (ENOBUFS). A handful of links takes less than
	 * a millisecond.
	 */
	for (;;) {
		ssize_t got = mnl_socket_recvfrom(links->news, buffer, sizeof(buffer));

		if (got < 0 &&
		    (errno == EAGAIN || (errno != EINTR && errno != ENOBUFS && errno != ENOSPC)))
			break;
		news = true;
	}
	return news && !links_replace(links, &changed) && changed;
}

int links_refresh(struct links *links)
{
	bool changed;

	return links_replace(links, &changed);
}

const struct link_state *links_by_name(const struct links *links, const char *name)
{
	for (size_t i = 0; i < links->table.count; i++) {
		if (!strcmp(links->table.links[i].name, name))
			return &links->table.links[i];
	}
	return NULL;
}

const struct link_state *links_by_index(const struct links *links, uint32_t index)
{
	return links_find(&links->table, index);
}

void links_each(const struct links *links,
		void (*each)(void *context, const struct link_state *link), void *context)
{
	for (size_t i = 0; i < links->table.count; i++)
		each(context, &links->table.links[i]);
}

struct route_question {
	uint32_t index;
	bool only_default;
	bool found;
	void (*each)(void *context, const struct prefix *to); /* or NULL */
	void *context;
};

static void look_at_route(void *context, const struct nlmsghdr *message)
{
	struct route_question *question = context;
	struct rtnetlink_route route;

	if (rtnetlink_route(message, question->index, &route) || !route.leaves_by || route.own)
		return;
	if (route.everything || !question->only_default)
		question->found = true;
	if (question->each && !route.everything)
		question->each(question->context, &route.to);
}

static int ask_routes(struct links *links, struct route_question *question)
{
	static const uint8_t families[] = {AF_INET, AF_INET6};
	int error = 0;

	for (size_t i = 0; i < sizeof(families) && !error; i++) {
		struct rtmsg header = {.rtm_family = families[i]};

		for (int tries = 0; tries < TRIES; tries++) {
			error = rtnetlink_dump(links->rtnetlink, RTM_GETROUTE, &header,
					       sizeof(header), look_at_route, question);
			if (error != -EINTR)
				break;
		}
		/* A kernel without IPv6 has no routes of it. */
		if (error == -EOPNOTSUPP)
			error = 0;
	}
	return error ? error : question->found;
}

int links_has_route(struct links *links, uint32_t index)
{
	struct route_question question = {.index = index};

	return ask_routes(links, &question);
}

int links_has_default_route(struct links *links, uint32_t index)
{
	struct route_question question = {.index = index, .only_default = true};

	return ask_routes(links, &question);
}

int links_each_route(struct links *links, uint32_t index,
		     void (*each)(void *context, const struct prefix *to), void *context)
{
	struct route_question question = {.index = index, .each = each, .context = context};
	int found = ask_routes(links, &question);

	return found < 0 ? found : 0;
}

/*
 * Frames of an Ethernet that is made of packets lead elsewhere too: tap devices (OpenVPN, ZeroTier)
 * and those that carry Ethernet over IP.
 */
bool link_is_tunnel(const struct link_state *link)
{
	static const uint16_t types[] = {ARPHRD_PPP,	 ARPHRD_SLIP,  ARPHRD_TUNNEL,
					 ARPHRD_TUNNEL6, ARPHRD_SIT,   ARPHRD_IPGRE,
					 ARPHRD_IP6GRE,	 ARPHRD_RAWIP, ARPHRD_NONE};
	static const char *const kinds[] = {"tun",    "vxlan",	   "geneve",
					    "gretap", "ip6gretap", "erspan"};

	if (link->master)
		return false;
	if (link->point_to_point)
		return true;
	for (size_t i = 0; i < sizeof(types) / sizeof(types[0]); i++)
		if (types[i] == link->type)
			return true;
	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
		if (!strcmp(kinds[i], link->kind))
			return true;
	return false;
}

bool link_is_bundle(const struct link_state *link)
{
	return !strcmp(link->kind, "bridge") || !strcmp(link->kind, "bond") ||
	       !strcmp(link->kind, "team");
}

const struct link_state *links_above(const struct links *links, const struct link_state *link)
{
	if (link->master)
		return links_find(&links->table, link->master);
	for (size_t i = 0; i < links->table.count; i++) {
		if (links->table.links[i].lower == link->index)
			return &links->table.links[i];
	}
	return NULL;
}

unsigned links_rank(const struct links *links, const struct link_state *link)
{
	unsigned rank = link_is_bundle(link) ? 0 : 1;

	for (unsigned i = 0; i < RANK_LEVELS && (link = links_above(links, link)); i++)
		rank += 2;
	return rank;
}
