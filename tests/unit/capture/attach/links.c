// SPDX-License-Identifier: GPL-2.0-or-later
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "capture/attach/links.h"
#include "capture/support_net.h"

#include <net/if_arp.h>
#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

static struct links *open_links(void)
{
	struct links *links;

	assert_int_equal(links_open(&links), 0);
	return links;
}

static const struct link_state *named(const struct links *links, const char *name)
{
	const struct link_state *link = links_by_name(links, name);

	assert_non_null(link);
	return link;
}

/* Waits as the daemon does. */
static bool is_told(struct links *links)
{
	struct pollfd wait = {.fd = links_descriptor(links), .events = POLLIN};

	for (int i = 0; i < 20; i++) {
		if (poll(&wait, 1, 100) == 1 && links_read(links))
			return true;
	}
	return false;
}

/* Until nothing is told any more: a new interface speaks of itself for a while. */
static void settle(struct links *links)
{
	struct pollfd wait = {.fd = links_descriptor(links), .events = POLLIN};

	while (poll(&wait, 1, 200) == 1)
		links_read(links);
}

static void a_bridge_its_ports_and_addresses_are_told(void **state)
{
	const struct link_state *bridge, *port, *lo;
	struct links *links;
	char text[ADDRESS_TEXT];

	(void)state;
	net_need();
	net_run("ip link add br-lan address 02:00:5e:00:00:01 type bridge && "
		"ip link add lan1 mtu 1400 type veth peer name far && "
		"ip link set lan1 master br-lan up && ip link set far up && "
		"ip link set br-lan up && ip address add 192.168.7.1/24 dev br-lan && "
		"ip address add fd00:7::1/64 dev br-lan nodad && "
		"ip address add 10.9.9.1 peer 10.9.9.2/30 dev far");
	links = open_links();
	bridge = named(links, "br-lan");
	port = named(links, "lan1");
	lo = named(links, "lo");
	assert_string_equal(bridge->kind, "bridge");
	assert_memory_equal(bridge->mac, "\x02\x00\x5e\x00\x00\x01", 6);
	assert_int_equal(bridge->type, ARPHRD_ETHER);
	assert_int_equal(lo->type, ARPHRD_LOOPBACK);
	assert_string_equal(port->kind, "veth");
	assert_int_equal(port->master, bridge->index);
	assert_int_equal(port->lower, 0); /* IFLA_LINK of a veth is its other end */
	assert_int_equal(port->mtu, 1400);
	assert_true(port->up && port->running && !port->wireless && !port->xdp_program);
	assert_true(bridge->prefix_count >= 2);
	assert_string_equal(address_format(&bridge->addresses[0], text), "192.168.7.1");
	assert_string_equal(address_format(&bridge->prefixes[0].address, text), "192.168.7.0");
	assert_int_equal(bridge->prefixes[0].length, 96 + 24);
	assert_string_equal(address_format(&named(links, "far")->addresses[0], text), "10.9.9.1");
	assert_string_equal(address_format(&named(links, "far")->prefixes[0].address, text),
			    "10.9.9.0");
	assert_ptr_equal(links_by_index(links, bridge->index), bridge);
	assert_null(links_by_name(links, "nothing"));
	assert_null(links_by_index(links, 9999));
	assert_true(links_rank(links, port) > links_rank(links, named(links, "far")));
	assert_true(links_rank(links, named(links, "far")) > links_rank(links, bridge));
	assert_ptr_equal(links_above(links, port), bridge);
	assert_null(links_above(links, bridge));
	links_close(links);
}

/* With two of one rank, what a busy machine handed on late at the bridge counted a second time. */
static void a_port_ranks_above_its_bridge_and_that_above_a_device_on_it(void **state)
{
	struct links *links;

	(void)state;
	net_need();
	net_run("ip link add br-lan type bridge && ip link add lan1 type veth peer name far && "
		"ip link set lan1 master br-lan");
	net_run("ip link add link br-lan name br-lan.20 type macvlan");
	links = open_links();
	assert_true(links_rank(links, named(links, "lan1")) >
		    links_rank(links, named(links, "br-lan")));
	assert_true(links_rank(links, named(links, "br-lan")) >
		    links_rank(links, named(links, "br-lan.20")));
	links_close(links);
}

static void frames_are_counted_at_each_refresh(void **state)
{
	struct links *links;
	uint64_t sent;

	(void)state;
	net_need();
	net_run("ip link add left type veth peer name right && ip link set left up && ip link set "
		"right up && "
		"ip address add 192.168.7.1/24 dev left");
	links = open_links();
	sent = named(links, "left")->sent;
	for (int i = 0; i < 5; i++)
		net_frame("left");
	assert_int_equal(links_refresh(links), 0);
	assert_true(named(links, "left")->sent >= sent + 5);
	assert_true(named(links, "right")->received >= 5);
	links_close(links);
}

static void what_changes_is_told_and_counters_are_not(void **state)
{
	struct links *links;
	struct pollfd wait = {.events = POLLIN};

	(void)state;
	net_need();
	links = open_links();
	wait.fd = links_descriptor(links);
	assert_false(links_read(links));
	net_run("ip link add leaf type ifb");
	assert_true(is_told(links));
	assert_false(named(links, "leaf")->up);
	net_run("ip link set leaf up");
	assert_true(is_told(links));
	assert_true(named(links, "leaf")->up);
	settle(links);
	net_run("ip address add 10.1.2.3/8 dev leaf");
	assert_true(is_told(links));
	settle(links);
	net_run("ip link set leaf mtu 1300");
	assert_true(is_told(links));
	assert_int_equal(named(links, "leaf")->mtu, 1300);
	settle(links);
	/* Told by the kernel, but nothing that link_state says. */
	net_run("ip link set leaf alias nothing");
	assert_int_equal(poll(&wait, 1, 1000), 1);
	assert_false(is_told(links));
	net_run("ip link delete leaf");
	assert_true(is_told(links));
	assert_null(links_by_name(links, "leaf"));
	links_close(links);
}

static void news_that_were_lost_are_made_good(void **state)
{
	int room = 1;
	struct links *links;

	(void)state;
	net_need();
	net_run("ip link add leaf type ifb && ip link set leaf up");
	links = open_links();
	/* So little room that the kernel must drop some and says ENOBUFS. */
	assert_return_code(
		setsockopt(links_descriptor(links), SOL_SOCKET, SO_RCVBUF, &room, sizeof(room)),
		errno);
	net_run("for i in $(seq 1 20); do echo link set leaf alias a$i; done | ip -batch -");
	net_run("ip link set leaf mtu 1234");
	assert_string_not_equal(net_output("awk 'NR > 1 && $9 > 0' /proc/net/netlink"), "");
	assert_true(is_told(links));
	assert_int_equal(named(links, "leaf")->mtu, 1234);
	links_close(links);
}

static void only_routes_beside_an_address_count(void **state)
{
	struct links *links;
	uint32_t index, lo;

	(void)state;
	net_need();
	net_run("ip link add leaf type ifb && ip link set leaf up && "
		"ip address add 10.1.2.3/24 dev leaf && ip address add fd00:7::1/64 dev leaf");
	links = open_links();
	index = named(links, "leaf")->index;
	lo = named(links, "lo")->index;
	assert_int_equal(links_has_route(links, index), 0);
	net_run("ip route add 172.16.0.0/12 via 10.1.2.9");
	assert_int_equal(links_has_route(links, index), 1);
	assert_int_equal(links_has_route(links, lo), 0);
	assert_int_equal(links_has_default_route(links, index), 0);
	net_run("ip route delete 172.16.0.0/12 && ip -6 route add default via fd00:7::9");
	assert_int_equal(links_has_route(links, index), 1);
	assert_int_equal(links_has_default_route(links, index), 1);
	net_run("ip -6 route delete default && ip route add default nexthop via 10.1.2.8 "
		"nexthop via 10.1.2.9");
	assert_int_equal(links_has_default_route(links, index), 1);
	net_run("ip route delete default && ip route add blackhole default");
	assert_int_equal(links_has_route(links, index), 0);
	links_close(links);
}

static void ask_as_nobody(void *context)
{
	struct links *links = context;

	net_give_away();
	if (links_refresh(links) || !links_by_name(links, "leaf") ||
	    links_has_route(links, links_by_name(links, "leaf")->index) != 1)
		_exit(1);
}

static void no_capability_is_needed(void **state)
{
	struct links *links;

	(void)state;
	net_need();
	links = open_links();
	net_run("ip link add leaf type ifb && ip link set leaf up && "
		"ip route add 10.0.0.0/8 dev leaf");
	net_in_child(ask_as_nobody, links);
	links_close(links);
}

static void many_interfaces_are_read_to_the_last(void **state)
{
	struct links *links;

	(void)state;
	net_need();
	net_run("for i in $(seq 1 300); do echo link add d$i type bridge; done | ip -batch -");
	links = open_links();
	assert_string_equal(named(links, "d300")->kind, "bridge");
	assert_string_equal(named(links, "d1")->kind, "bridge");
	links_close(links);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(a_bridge_its_ports_and_addresses_are_told, net_setup),
		cmocka_unit_test_setup(a_port_ranks_above_its_bridge_and_that_above_a_device_on_it,
				       net_setup),
		cmocka_unit_test_setup(frames_are_counted_at_each_refresh, net_setup),
		cmocka_unit_test_setup(what_changes_is_told_and_counters_are_not, net_setup),
		cmocka_unit_test_setup(news_that_were_lost_are_made_good, net_setup),
		cmocka_unit_test_setup(only_routes_beside_an_address_count, net_setup),
		cmocka_unit_test_setup(no_capability_is_needed, net_setup),
		cmocka_unit_test_setup(many_interfaces_are_read_to_the_last, net_setup),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
