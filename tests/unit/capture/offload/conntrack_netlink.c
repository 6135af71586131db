// SPDX-License-Identifier: GPL-2.0-or-later
#include "capture/offload/conntrack_netlink.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "capture/support_router.h"

struct list {
	unsigned int count;
	struct conntrack_entry entries[16];
};

static void note(void *context, const struct conntrack_entry *entry)
{
	struct list *list = context;

	assert_true(list->count < 16);
	list->entries[list->count++] = *entry;
}

static const struct conntrack_entry *twin(const struct list *list,
					  const struct conntrack_entry *entry)
{
	for (unsigned int i = 0; i < list->count; i++)
		if (list->entries[i].protocol == entry->protocol &&
		    memcmp(&list->entries[i].there, &entry->there, sizeof(entry->there)) == 0)
			return &list->entries[i];
	return NULL;
}

static void netlink_and_the_text_say_the_same(void **state)
{
	struct conntrack_netlink *netlink;
	struct conntrack *text;
	struct list told = {0}, written = {0};

	(void)state;
	if (!router_begin())
		skip();
	router_enter(ROUTER_ITSELF);
	assert_int_equal(conntrack_netlink_open(&netlink), 0);
	assert_int_equal(conntrack_open_file("/proc/net/nf_conntrack", &text), 0);
	for (unsigned int i = 0; i < 3; i++) {
		router_send_tcp(100000 * (i + 1));
		router_send_udp(100 + i);
	}
	assert_int_equal(conntrack_netlink_read(netlink, note, &told), 0);
	assert_int_equal(conntrack_read(text, note, &written), 0);
	assert_int_equal(told.count, 6);
	assert_int_equal(written.count, 6);
	for (unsigned int i = 0; i < written.count; i++) {
		const struct conntrack_entry *a = &written.entries[i], *b = twin(&told, a);

		assert_non_null(b);
		assert_memory_equal(&a->back, &b->back, sizeof(a->back));
		assert_true(a->counted && b->counted);
		assert_int_equal(a->offload, b->offload);
		assert_int_equal(a->bytes_out, b->bytes_out);
		assert_int_equal(a->packets_out, b->packets_out);
		assert_int_equal(a->bytes_back, b->bytes_back);
		assert_int_equal(a->packets_back, b->packets_back);
	}
	conntrack_netlink_close(netlink);
	conntrack_close(text);
	router_end();
}

static void flows_from_before_counting_have_no_counters(void **state)
{
	struct conntrack_netlink *netlink;
	struct list told = {0};

	(void)state;
	if (!router_begin())
		skip();
	router_run(ROUTER_ITSELF, "sysctl -qw net.netfilter.nf_conntrack_acct=0");
	router_enter(ROUTER_ITSELF);
	assert_int_equal(conntrack_netlink_open(&netlink), 0);
	router_send_udp(100);
	assert_int_equal(conntrack_netlink_read(netlink, note, &told), 0);
	assert_int_equal(told.count, 1);
	assert_false(told.entries[0].counted);
	conntrack_netlink_close(netlink);
	router_end();
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(netlink_and_the_text_say_the_same),
		cmocka_unit_test(flows_from_before_counting_have_no_counters),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
