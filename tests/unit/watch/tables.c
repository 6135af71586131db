// SPDX-License-Identifier: GPL-2.0-or-later
#include "watch/tables.h"

#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "support_daemon.h"
#include "support_live.h"

static void no_flow(void *source, source_flow_fn *each, void *context)
{
	(void)source;
	(void)each;
	(void)context;
}

static void no_loss(void *context, const struct loss *loss)
{
	(void)context;
	(void)loss;
}

/* A bridge over a macvlan over what a table names: without connection tracking nobody counts.
 */
static struct live *begin(const char *port, const char *device)
{
	struct flowtable_device *one;
	struct live *w;

	live_enter();
	live_ip("link add low0 type veth peer name low0p");
	live_ip("link add link low0 name mid0 type macvlan mode bridge");
	live_ip("link add high0 type bridge");
	live_ip("link set mid0 master high0");
	w = live_watch(NULL);
	assert_int_equal(links_open(&w->tables.links), 0);
	port_begin(&w->ports.at[0].port, port);
	w->config.attach = ATTACH_AUTO;
	w->config.interfaces[w->config.interface_count++] = port;
	one = &w->tables.forwarding.devices[0];
	snprintf(one->name, sizeof(one->name), "%s", device);
	w->tables.forwarding.count = 1;
	return w;
}

static void end(struct live *w)
{
	links_close(w->tables.links);
	live_end(w);
	live_ip("link del high0");
	live_ip("link del low0");
}

static bool passes(struct live *w)
{
	static const struct source_ops ops = {.each = no_flow};
	struct source source = {&ops, w};
	struct observer observer = {.loss = no_loss};

	watch_tables_pass(&w->tables);
	offload_poll(w->offload, &source, &observer, START);
	return offload_state(w->offload)->passing_ns != 0;
}

static void what_lies_below_however_deep_is_passed_by(void **state)
{
	struct live *w = begin("high0", "low0");

	(void)state;
	assert_true(passes(w));
	assert_false(w->tables.passed_late);
	w->tables.forwarding.devices[0].late = true;
	assert_true(passes(w));
	assert_true(w->tables.passed_late);
	w->tables.forwarding.count = 0;
	assert_false(passes(w));
	assert_false(w->tables.passed_late);
	end(w);
}

static void a_table_of_the_interface_itself_passes_nothing_by(void **state)
{
	struct live *w = begin("low0", "low0");

	(void)state;
	assert_false(passes(w));
	w->tables.forwarding.unknown = true;
	assert_false(passes(w));
	end(w);
}

static void where_nothing_is_known_all_that_something_lies_below_is_passed_by(void **state)
{
	struct live *w = begin("high0", "other0");

	(void)state;
	assert_false(passes(w));
	w->tables.forwarding.unknown = true;
	assert_true(passes(w));
	end(w);
}

/* Nothing can be attached there any more when a table comes later. */
static void ports_are_added_for_the_tables_of_the_start(void **state)
{
	struct live *w = begin("high0", "mid0");
	struct config fresh = {.interfaces = {"high0"}, .interface_count = 1};

	(void)state;
	w->tables.forwarding.devices[0].late = true;
	watch_tables_add(&w->tables, &w->config);
	assert_int_equal(w->config.interface_count, 1);
	w->tables.forwarding.devices[0].late = false;
	watch_tables_add(&w->tables, &w->config);
	assert_int_equal(w->config.interface_count, 2);
	assert_string_equal(w->config.interfaces[1], "mid0");
	assert_false(passes(w));
	w->tables.forwarding.count =
		0; /* the firewall is restarted, and the configuration read anew */
	watch_tables_add(&w->tables, &fresh);
	assert_int_equal(fresh.interface_count, 2);
	end(w);
}

static void a_real_table_that_comes_later_is_a_gap(void **state)
{
	struct daemon daemon;

	(void)state;
	live_enter();
	live_ip("link add late0 type veth peer name late0p");
	live_ip("link add lan0 type bridge");
	live_ip("link set late0 master lan0 up");
	live_ip("link set lan0 up");
	if (system("nft 'add table inet lw; add flowtable inet lw f { hook ingress priority 0; "
		   "devices = { late0 }; }' 2>/dev/null") != 0) {
		print_message("# nft: this kernel has no flow tables\n");
		live_ip("link del lan0");
		live_ip("link del late0");
		skip();
	}
	assert_int_equal(system("nft delete table inet lw"), 0);
	daemon_start(&daemon, "lan0", "pcap", NULL);
	daemon_await(&daemon, "lenswatch: watching lan0");
	daemon_await(&daemon, "\"type\":\"run\"");
	assert_int_equal(system("nft 'add table inet lw; add flowtable inet lw f { hook ingress "
				"priority 0; devices = { late0 }; }'"),
			 0);
	daemon_await(&daemon, "\"cause\":\"forwarded-perhaps\"");
	assert_int_equal(system("nft delete table inet lw"), 0);
	assert_int_equal(daemon_end(&daemon, SIGTERM), 0);
	live_ip("link del lan0");
	live_ip("link del late0");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_lies_below_however_deep_is_passed_by),
		cmocka_unit_test(a_table_of_the_interface_itself_passes_nothing_by),
		cmocka_unit_test(where_nothing_is_known_all_that_something_lies_below_is_passed_by),
		cmocka_unit_test(ports_are_added_for_the_tables_of_the_start),
		cmocka_unit_test(a_real_table_that_comes_later_is_a_gap),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
