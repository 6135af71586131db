// SPDX-License-Identifier: GPL-2.0-or-later
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <arpa/inet.h>
#include <endian.h>
#include <errno.h>
#include <libmnl/libmnl.h>
#include <linux/netfilter/nf_tables.h>
#include <linux/netfilter/nfnetlink.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "capture/offload/flowtable.h"

struct message {
	char block[1024];
	struct nlmsghdr *header;
};

static void begin(struct message *m, uint16_t type, const char *around)
{
	m->header = mnl_nlmsg_put_header(m->block);
	m->header->nlmsg_type = (NFNL_SUBSYS_NFTABLES << 8) | type;
	memset(mnl_nlmsg_put_extra_header(m->header, sizeof(struct nfgenmsg)), 0,
	       sizeof(struct nfgenmsg));
	mnl_attr_put_strz(m->header, NFTA_FLOWTABLE_TABLE, around);
}

/* A table `f` with that handle. */
static void begin_table(struct message *m, uint16_t type, const char *around, uint8_t handle)
{
	begin(m, type, around);
	mnl_attr_put_strz(m->header, NFTA_FLOWTABLE_NAME, "f");
	mnl_attr_put_u64(m->header, NFTA_FLOWTABLE_HANDLE, htobe64(handle));
}

static void put_flags(struct message *m, uint32_t flags)
{
	mnl_attr_put_u32(m->header, NFTA_FLOWTABLE_FLAGS, htonl(flags));
}

static void put(struct message *m, uint16_t type, const char *first, const char *second)
{
	struct nlattr *hook = mnl_attr_nest_start(m->header, NFTA_FLOWTABLE_HOOK);
	struct nlattr *list;

	mnl_attr_put_u32(m->header, NFTA_FLOWTABLE_HOOK_NUM, 0);
	list = mnl_attr_nest_start(m->header, NFTA_FLOWTABLE_HOOK_DEVS);
	mnl_attr_put_strz(m->header, type, first);
	if (second)
		mnl_attr_put_strz(m->header, type, second);
	mnl_attr_nest_end(m->header, list);
	mnl_attr_nest_end(m->header, hook);
}

static void new_table(struct flowtables *tables, const char *around, uint8_t handle, uint32_t flags,
		      const char *first, const char *second)
{
	struct message m;

	begin_table(&m, NFT_MSG_NEWFLOWTABLE, around, handle);
	put_flags(&m, flags);
	put(&m, NFTA_DEVICE_NAME, first, second);
	assert_int_equal(flowtable_message(m.header, tables), 0);
}

static void the_devices_of_a_table_are_known_and_whether_it_counts(void **state)
{
	struct flowtables tables = {0};

	(void)state;
	new_table(&tables, "fw", 1, 0, "lan1", "wan");
	new_table(&tables, "other", 2, 2, "lan2", "wan");
	assert_false(flowtable_find(&tables, "lan1")->counts);
	assert_true(flowtable_find(&tables, "lan2")->counts);
	assert_false(flowtable_find(&tables, "wan")->counts);
	assert_null(flowtable_find(&tables, "lan3"));
	assert_null(flowtable_find(&tables, "lan"));
	assert_null(flowtable_find(&tables, "lan10"));
}

static void a_device_that_is_added_later_comes_alone(void **state)
{
	struct flowtables tables = {0};

	(void)state;
	new_table(&tables, "fw", 1, 2, "lan1", "wan");
	new_table(&tables, "fw", 1, 0, "lan2", NULL);
	assert_int_equal(tables.count, 3);
	assert_false(flowtable_find(&tables, "lan1")->counts);
	assert_non_null(flowtable_find(&tables, "lan2"));
}

static void a_table_that_goes_takes_its_devices_along(void **state)
{
	struct flowtables tables = {0};
	struct message m;

	(void)state;
	new_table(&tables, "fw", 1, 0, "lan1", "wan");
	new_table(&tables, "other", 2, 2, "lan2", "wan");
	begin_table(&m, NFT_MSG_DELFLOWTABLE, "fw", 1);
	assert_int_equal(flowtable_message(m.header, &tables), 0);
	assert_null(flowtable_find(&tables, "lan1"));
	assert_true(flowtable_find(&tables, "wan")->counts);
}

/* Some kernels name all of them where the table itself goes. */
static void a_device_that_is_taken_out_goes_alone(void **state)
{
	struct flowtables tables = {0};
	struct message m;

	(void)state;
	new_table(&tables, "fw", 1, 0, "lan1", "wan");
	begin_table(&m, NFT_MSG_DELFLOWTABLE, "fw", 1);
	put(&m, NFTA_DEVICE_NAME, "lan1", NULL);
	assert_int_equal(flowtable_message(m.header, &tables), 0);
	assert_null(flowtable_find(&tables, "lan1"));
	assert_non_null(flowtable_find(&tables, "wan"));
}

/* A device that went away went out of its table without a word, and the name is used again. */
static void another_table_of_the_same_name_has_its_own_devices_alone(void **state)
{
	struct flowtables tables = {0};

	(void)state;
	new_table(&tables, "fw", 1, 0, "lan1", "wan");
	new_table(&tables, "fw", 7, 0, "wan", NULL);
	assert_int_equal(tables.count, 1);
	assert_non_null(flowtable_find(&tables, "wan"));
}

static void with_the_table_around_it_a_flow_table_goes(void **state)
{
	struct flowtables tables = {0};
	struct message m;

	(void)state;
	new_table(&tables, "fw", 1, 0, "lan1", "wan");
	begin(&m, NFT_MSG_DELTABLE, "other");
	assert_int_equal(flowtable_message(m.header, &tables), 0);
	assert_int_equal(tables.count, 2);
	begin(&m, NFT_MSG_DELTABLE, "fw");
	assert_int_equal(flowtable_message(m.header, &tables), 0);
	assert_int_equal(tables.count, 0);
}

static void a_table_may_name_the_beginning_of_names(void **state)
{
	struct flowtables tables = {0};
	struct message m;

	(void)state;
	begin_table(&m, NFT_MSG_NEWFLOWTABLE, "fw", 1);
	put(&m, 2, "lan", NULL);
	assert_int_equal(flowtable_message(m.header, &tables), 0);
	assert_non_null(flowtable_find(&tables, "lan7"));
	assert_null(flowtable_find(&tables, "wan"));
}

static void what_is_about_no_flow_table_changes_nothing(void **state)
{
	struct flowtables tables = {0};
	struct message m;

	(void)state;
	begin_table(&m, NFT_MSG_NEWTABLE, "fw", 1);
	put(&m, NFTA_DEVICE_NAME, "lan1", "wan");
	assert_int_equal(flowtable_message(m.header, &tables), 0);
	begin(&m, NFT_MSG_NEWGEN, "fw");
	assert_int_equal(flowtable_message(m.header, &tables), 0);
	m.header->nlmsg_type = (NFNL_SUBSYS_CTNETLINK << 8) | NFT_MSG_NEWFLOWTABLE;
	assert_int_equal(flowtable_message(m.header, &tables), 0);
	assert_int_equal(tables.count, 0);
}

static void what_cannot_be_understood_is_said(void **state)
{
	struct flowtables tables = {0};
	struct message m;

	(void)state;
	begin_table(&m, NFT_MSG_NEWFLOWTABLE, "fw", 1);
	put(&m, NFTA_DEVICE_NAME, "a-name-that-is-too-long-for-any", "wan");
	assert_int_equal(flowtable_message(m.header, &tables), -EBADMSG);
	begin_table(&m, NFT_MSG_NEWFLOWTABLE, "fw", 1);
	put(&m, 9, "lan1", NULL);
	assert_int_equal(flowtable_message(m.header, &tables), -EBADMSG);
	begin_table(&m, NFT_MSG_NEWFLOWTABLE, "fw", 1);
	assert_int_equal(flowtable_message(m.header, &tables), -EBADMSG);
	begin(&m, NFT_MSG_DELFLOWTABLE, "fw");
	assert_int_equal(flowtable_message(m.header, &tables), -EBADMSG);
	begin_table(&m, NFT_MSG_NEWFLOWTABLE, "fw", 1);
	mnl_attr_put_u32(m.header, NFTA_FLOWTABLE_HOOK, 0);
	mnl_attr_put(m.header, NFTA_FLOWTABLE_FLAGS, 1, "");
	assert_int_equal(flowtable_message(m.header, &tables), -EBADMSG);
	m.header->nlmsg_len = NLMSG_HDRLEN + 2;
	assert_int_equal(flowtable_message(m.header, &tables), -EBADMSG);
	assert_int_equal(tables.count, 0);
}

static void more_devices_than_there_is_room_for_are_said(void **state)
{
	struct flowtables tables = {0};
	struct message m;
	char name[LINK_NAME];

	(void)state;
	for (int i = 0; i < FLOWTABLE_DEVICES; i++) {
		snprintf(name, LINK_NAME, "a%d", i);
		new_table(&tables, "fw", 1, 0, name, NULL);
	}
	new_table(&tables, "fw", 1, 0, name, NULL);
	begin_table(&m, NFT_MSG_NEWFLOWTABLE, "fw", 1);
	put(&m, NFTA_DEVICE_NAME, "b", NULL);
	assert_int_equal(flowtable_message(m.header, &tables), -ENOSPC);
	assert_int_equal(tables.count, FLOWTABLE_DEVICES);
}

/* Linux 6.12, little-endian: a table, and its flow table with `counter`, in one datagram. */
static void what_a_kernel_sent_is_understood(void **state)
{
	static const uint8_t recorded[] = {
		0x38, 0x00, 0x00, 0x00, 0x00, 0x0a, 0x00, 0x00, 0x01, 0x00, 0x00, 0x00, 0xb4, 0x00,
		0x00, 0x00, 0x01, 0x00, 0x00, 0x02, 0x07, 0x00, 0x01, 0x00, 0x66, 0x77, 0x00, 0x00,
		0x08, 0x00, 0x03, 0x00, 0x00, 0x00, 0x00, 0x01, 0x0c, 0x00, 0x04, 0x00, 0x00, 0x00,
		0x00, 0x00, 0x00, 0x00, 0x00, 0x01, 0x08, 0x00, 0x02, 0x00, 0x00, 0x00, 0x00, 0x00,
		0x68, 0x00, 0x00, 0x00, 0x16, 0x0a, 0x00, 0x04, 0x02, 0x00, 0x00, 0x00, 0xb4, 0x00,
		0x00, 0x00, 0x01, 0x00, 0x00, 0x02, 0x07, 0x00, 0x01, 0x00, 0x66, 0x77, 0x00, 0x00,
		0x06, 0x00, 0x02, 0x00, 0x66, 0x00, 0x00, 0x00, 0x0c, 0x00, 0x05, 0x00, 0x00, 0x00,
		0x00, 0x00, 0x00, 0x00, 0x00, 0x01, 0x08, 0x00, 0x04, 0x00, 0x00, 0x00, 0x00, 0x00,
		0x08, 0x00, 0x07, 0x00, 0x00, 0x00, 0x00, 0x02, 0x28, 0x00, 0x03, 0x00, 0x08, 0x00,
		0x01, 0x00, 0x00, 0x00, 0x00, 0x00, 0x08, 0x00, 0x02, 0x00, 0x00, 0x00, 0x00, 0x00,
		0x14, 0x00, 0x03, 0x00, 0x07, 0x00, 0x01, 0x00, 0x62, 0x30, 0x00, 0x00, 0x07, 0x00,
		0x01, 0x00, 0x61, 0x30, 0x00, 0x00,
	};
	struct flowtables tables = {0};
	uint8_t block[sizeof(recorded)] __attribute__((aligned(4)));
	struct nlmsghdr *message = (struct nlmsghdr *)block;
	int left = sizeof(block), messages = 0;

	(void)state;
	if (htonl(1) == 1) {
		puts("machine: recorded on a little-endian machine");
		skip();
	}
	memcpy(block, recorded, sizeof(block));
	for (; mnl_nlmsg_ok(message, left); message = mnl_nlmsg_next(message, &left), messages++)
		assert_int_equal(flowtable_message(message, &tables), 0);
	assert_int_equal(messages, 2);
	assert_int_equal(tables.count, 2);
	assert_true(flowtable_find(&tables, "a0")->counts);
	assert_true(flowtable_find(&tables, "b0")->counts);
	assert_int_equal(tables.devices[0].handle, 1);
}

/* In a network namespace of its own; capabilities are given away as the daemon does. */
static void word_of_a_real_table_comes_without_any_capability(void **state)
{
	struct flowtables tables;
	pid_t child;
	int status, ends[2];
	char word;

	(void)state;
	if (geteuid() != 0 || unshare(CLONE_NEWNET) != 0) {
		puts("netns: no network namespace can be made here");
		skip();
	}
	if (system("nft add table inet lw && nft 'add flowtable inet lw f { hook ingress priority "
		   "0; devices = { lo }; }' 2>/dev/null") != 0) {
		puts("nft: this kernel has no flow tables");
		skip();
	}
	assert_int_equal(system("nft delete table inet lw"), 0);
	assert_int_equal(pipe(ends), 0);
	assert_int_equal(flowtable_open(&tables), 0);
	child = fork();
	if (!child) { /* the one that changes tables, when it is told to */
		(void)!read(ends[0], &word, 1);
		_exit(system("nft add table inet lw && nft 'add flowtable inet lw f { hook "
			     "ingress priority 0; devices = { lo }; }'") != 0);
	}
	if (setresuid(65534, 65534, 65534) != 0)
		fail();
	assert_int_equal(write(ends[1], "", 1), 1);
	waitpid(child, &status, 0);
	assert_int_equal(status, 0);
	flowtable_follow(&tables);
	assert_false(tables.unknown);
	assert_non_null(flowtable_find(&tables, "lo"));
	assert_true(flowtable_find(&tables, "lo")->late);
	flowtable_close(&tables);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_devices_of_a_table_are_known_and_whether_it_counts),
		cmocka_unit_test(a_device_that_is_added_later_comes_alone),
		cmocka_unit_test(a_table_that_goes_takes_its_devices_along),
		cmocka_unit_test(a_device_that_is_taken_out_goes_alone),
		cmocka_unit_test(another_table_of_the_same_name_has_its_own_devices_alone),
		cmocka_unit_test(with_the_table_around_it_a_flow_table_goes),
		cmocka_unit_test(a_table_may_name_the_beginning_of_names),
		cmocka_unit_test(what_is_about_no_flow_table_changes_nothing),
		cmocka_unit_test(what_cannot_be_understood_is_said),
		cmocka_unit_test(more_devices_than_there_is_room_for_are_said),
		cmocka_unit_test(what_a_kernel_sent_is_understood),
		cmocka_unit_test(word_of_a_real_table_comes_without_any_capability),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
