// SPDX-License-Identifier: GPL-2.0-or-later
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "capture/attach/rtnetlink.h"
#include "capture/support_net.h"

#include <errno.h>
#include <libmnl/libmnl.h>
#include <linux/if_addr.h>
#include <linux/if_link.h>
#include <linux/rtnetlink.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

/* Messages which this machine's kernel cannot be made to send, by hand. */
static struct nlmsghdr *begin(char *room, uint16_t type, const void *header, size_t size)
{
	struct nlmsghdr *message = mnl_nlmsg_put_header(room);

	message->nlmsg_type = type;
	memcpy(mnl_nlmsg_put_extra_header(message, size), header, size);
	return message;
}

static struct nlmsghdr *a_link(char *room, const char *kind, uint32_t lower)
{
	struct ifinfomsg header = {.ifi_index = 7, .ifi_type = 1};
	struct nlmsghdr *message = begin(room, RTM_NEWLINK, &header, sizeof(header));
	struct nlattr *info;

	mnl_attr_put_strz(message, IFLA_IFNAME, "eth0.7");
	mnl_attr_put_u32(message, IFLA_LINK, lower);
	info = mnl_attr_nest_start(message, IFLA_LINKINFO);
	mnl_attr_put_strz(message, IFLA_INFO_KIND, kind);
	mnl_attr_nest_end(message, info);
	return message;
}

static void only_a_vlan_or_a_switch_port_lies_on_another(void **state)
{
	struct link_state link;
	char room[1024];

	(void)state;
	assert_int_equal(rtnetlink_link(a_link(room, "vlan", 3), &link), 0);
	assert_string_equal(link.kind, "vlan");
	assert_string_equal(link.name, "eth0.7");
	assert_int_equal(link.lower, 3);
	assert_int_equal(rtnetlink_link(a_link(room, "dsa", 3), &link), 0);
	assert_int_equal(link.lower, 3);
	assert_int_equal(rtnetlink_link(a_link(room, "veth", 3), &link), 0);
	assert_int_equal(link.lower, 0);
	assert_int_equal(rtnetlink_link(a_link(room, "ipip", 3), &link), 0);
	assert_int_equal(link.lower, 0);
}

static void of_several_xdp_programs_the_drivers_counts(void **state)
{
	char room[1024];
	struct nlmsghdr *message = a_link(room, "veth", 0);
	struct nlattr *xdp = mnl_attr_nest_start(message, IFLA_XDP);
	struct link_state link;

	(void)state;
	mnl_attr_put_u8(message, IFLA_XDP_ATTACHED, XDP_ATTACHED_MULTI);
	mnl_attr_put_u32(message, IFLA_XDP_SKB_PROG_ID, 5);
	mnl_attr_put_u32(message, IFLA_XDP_DRV_PROG_ID, 6);
	mnl_attr_nest_end(message, xdp);
	assert_int_equal(rtnetlink_link(message, &link), 0);
	assert_int_equal(link.xdp_program, 6);
}

static void what_the_card_dropped_counts_once_and_what_the_stack_dropped_does_not(void **state)
{
	struct rtnl_link_stats64 stats = {.rx_packets = 10,
					  .tx_packets = 20,
					  .rx_dropped = 99,
					  .rx_missed_errors = 2,
					  .rx_over_errors = 4,
					  .rx_fifo_errors = 8};
	char room[1024];
	struct nlmsghdr *message = a_link(room, "", 0);
	struct link_state link;

	(void)state;
	mnl_attr_put(message, IFLA_STATS64, sizeof(stats), &stats);
	assert_int_equal(rtnetlink_link(message, &link), 0);
	assert_int_equal(link.received, 10);
	assert_int_equal(link.sent, 20);
	assert_int_equal(link.dropped, 8);
}

static void what_is_too_long_or_short_is_not_believed(void **state)
{
	struct ifinfomsg header = {.ifi_index = 7};
	struct ifaddrmsg odd = {.ifa_family = AF_INET, .ifa_prefixlen = 64, .ifa_index = 7};
	struct link_state link;
	struct address address;
	struct prefix prefix;
	uint32_t index;
	char room[1024];
	struct nlmsghdr *message = begin(room, RTM_NEWLINK, &header, sizeof(header));

	(void)state;
	mnl_attr_put(message, IFLA_ADDRESS, 20, "as InfiniBand has it.");
	mnl_attr_put(message, IFLA_MTU, 2, "ab");
	assert_int_equal(rtnetlink_link(message, &link), 0);
	assert_memory_equal(link.mac, "\0\0\0\0\0\0", 6);
	assert_int_equal(link.mtu, 0);
	message->nlmsg_len = sizeof(*message) + 4;
	assert_int_equal(rtnetlink_link(message, &link), -EINVAL);
	message = begin(room, RTM_NEWADDR, &odd, sizeof(odd));
	mnl_attr_put(message, IFA_LOCAL, 4, "\x0a\x00\x00\x01");
	assert_int_equal(rtnetlink_address(message, &index, &address, &prefix), -EINVAL);
	odd.ifa_prefixlen = 24;
	message = begin(room, RTM_NEWADDR, &odd, sizeof(odd));
	assert_int_equal(rtnetlink_address(message, &index, &address, &prefix), -EINVAL);
	mnl_attr_put(message, IFA_LOCAL, 4, "\x0a\x00\x00\x01");
	assert_int_equal(rtnetlink_address(message, &index, &address, &prefix), 0);
	assert_int_equal(prefix.length, 96 + 24);
}

static void a_hop_that_says_it_is_longer_than_it_is_ends_the_list(void **state)
{
	struct rtmsg header = {.rtm_family = AF_INET, .rtm_type = RTN_UNICAST};
	struct rtnexthop hops[2] = {{.rtnh_len = sizeof(hops[0]), .rtnh_ifindex = 3},
				    {.rtnh_len = 60000, .rtnh_ifindex = 4}};
	struct rtnetlink_route route;
	char room[1024];
	struct nlmsghdr *message = begin(room, RTM_NEWROUTE, &header, sizeof(header));

	(void)state;
	mnl_attr_put(message, RTA_MULTIPATH, sizeof(hops), hops);
	assert_int_equal(rtnetlink_route(message, 3, &route), 0);
	assert_true(route.leaves_by && route.everything);
	assert_int_equal(rtnetlink_route(message, 4, &route), 0);
	assert_false(route.leaves_by);
}

static void count(void *context, const struct nlmsghdr *message)
{
	(void)message;
	++*(int *)context;
}

static void what_the_kernel_refuses_is_told(void **state)
{
	struct ifinfomsg header = {0};
	struct rtnetlink *rtnetlink;
	int counted = 0;

	(void)state;
	net_need();
	assert_int_equal(rtnetlink_open(&rtnetlink), 0);
	assert_true(rtnetlink_dump(rtnetlink, 0xfff0, &header, sizeof(header), count, &counted) <
		    0);
	assert_int_equal(counted, 0);
	assert_int_equal(
		rtnetlink_dump(rtnetlink, RTM_GETLINK, &header, sizeof(header), count, &counted),
		0);
	assert_true(counted >= 1);
	rtnetlink_close(rtnetlink);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(only_a_vlan_or_a_switch_port_lies_on_another),
		cmocka_unit_test(of_several_xdp_programs_the_drivers_counts),
		cmocka_unit_test(
			what_the_card_dropped_counts_once_and_what_the_stack_dropped_does_not),
		cmocka_unit_test(what_is_too_long_or_short_is_not_believed),
		cmocka_unit_test(a_hop_that_says_it_is_longer_than_it_is_ends_the_list),
		cmocka_unit_test_setup(what_the_kernel_refuses_is_told, net_setup),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
