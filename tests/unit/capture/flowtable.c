// SPDX-License-Identifier: GPL-2.0-or-later
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <arpa/inet.h>
#include <libmnl/libmnl.h>
#include <linux/netfilter/nf_tables.h>
#include <linux/netfilter/nfnetlink.h>
#include <stdio.h>
#include <string.h>

#include "capture/flowtable.h"

struct message {
	char block[1024];
	struct nlmsghdr *header;
};

static void begin(struct message *m, uint16_t type)
{
	m->header = mnl_nlmsg_put_header(m->block);
	m->header->nlmsg_type = (NFNL_SUBSYS_NFTABLES << 8) | type;
	memset(mnl_nlmsg_put_extra_header(m->header, sizeof(struct nfgenmsg)), 0,
	       sizeof(struct nfgenmsg));
}

static void put_devices(struct message *m, const char *first, const char *second)
{
	struct nlattr *hook = mnl_attr_nest_start(m->header, NFTA_FLOWTABLE_HOOK);
	struct nlattr *list;

	mnl_attr_put_u32(m->header, NFTA_FLOWTABLE_HOOK_NUM, 0);
	list = mnl_attr_nest_start(m->header, NFTA_FLOWTABLE_HOOK_DEVS);
	mnl_attr_put_strz(m->header, NFTA_DEVICE_NAME, first);
	mnl_attr_put_strz(m->header, NFTA_DEVICE_NAME, second);
	mnl_attr_nest_end(m->header, list);
	mnl_attr_nest_end(m->header, hook);
}

static void the_devices_of_a_table_are_known_and_whether_it_counts(void **state)
{
	struct flowtables tables = {0};
	struct message m;

	(void)state;
	begin(&m, NFT_MSG_NEWFLOWTABLE);
	put_devices(&m, "lan1", "wan");
	flowtable_message(m.header, &tables);
	begin(&m, NFT_MSG_NEWFLOWTABLE);
	put_devices(&m, "lan2", "wan");
	mnl_attr_put_u32(m.header, NFTA_FLOWTABLE_FLAGS, htonl(2));
	flowtable_message(m.header, &tables);
	assert_int_equal(tables.count, 3);
	assert_false(flowtable_find(&tables, "lan1")->counts);
	assert_true(flowtable_find(&tables, "lan2")->counts);
	assert_null(flowtable_find(&tables, "lan3"));
}

static void what_is_no_flow_table_or_has_too_long_a_name_adds_nothing(void **state)
{
	struct flowtables tables = {0};
	struct message m;

	(void)state;
	begin(&m, NFT_MSG_NEWTABLE);
	put_devices(&m, "lan1", "wan");
	flowtable_message(m.header, &tables);
	begin(&m, NFT_MSG_NEWFLOWTABLE);
	put_devices(&m, "a-name-that-is-too-long-for-any", "wan");
	flowtable_message(m.header, &tables);
	assert_int_equal(tables.count, 1);
	assert_non_null(flowtable_find(&tables, "wan"));
}

static void more_devices_than_there_is_room_for_are_left_out(void **state)
{
	struct flowtables tables = {0};
	struct message m;
	char names[2][LINK_NAME];

	(void)state;
	for (int i = 0; i < FLOWTABLE_DEVICES; i++) {
		snprintf(names[0], LINK_NAME, "a%d", i);
		snprintf(names[1], LINK_NAME, "b%d", i);
		begin(&m, NFT_MSG_NEWFLOWTABLE);
		put_devices(&m, names[0], names[1]);
		flowtable_message(m.header, &tables);
	}
	assert_int_equal(tables.count, FLOWTABLE_DEVICES);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_devices_of_a_table_are_known_and_whether_it_counts),
		cmocka_unit_test(what_is_no_flow_table_or_has_too_long_a_name_adds_nothing),
		cmocka_unit_test(more_devices_than_there_is_room_for_are_left_out),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
