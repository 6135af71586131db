// SPDX-License-Identifier: GPL-2.0-or-later
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <signal.h>
#include <string.h>

#include "support_daemon.h"
#include "support_live.h"
#include "watch/watch_place.h"

#define OUTSIDE "what is watched lies outside the home: all its devices look like one there"

static void router(void)
{
	live_ip("link add wan type veth peer name wanp");
	live_ip("link add lan1 type veth peer name lan1p");
	live_ip("link set wan up");
	live_ip("link set wanp up");
	live_ip("link set lan1 up");
	live_ip("link set lan1p up");
	live_ip("address add 203.0.113.2/24 dev wan");
	live_ip("address add 192.168.7.1/24 dev lan1");
	live_ip("route add default via 203.0.113.1");
}

/* It said that everything was seen, and of no upload a word. */
static void who_watches_the_outer_side_is_told_so(void **state)
{
	struct daemon daemon;

	(void)state;
	live_enter();
	router();
	daemon_start(&daemon, "wan", "pcap", NULL);
	daemon_await(&daemon, "lenswatch: " OUTSIDE ". What to do: watch lan1");
	assert_int_equal(daemon_end(&daemon, SIGTERM), 0);
	assert_non_null(strstr(daemon.said, "\"reason\":\"" OUTSIDE "\""));
}

static void who_watches_the_home_is_not(void **state)
{
	struct daemon daemon;

	(void)state;
	live_enter();
	daemon_start(&daemon, "lan1", "pcap", NULL);
	daemon_await(&daemon, "lenswatch: watching lan1");
	assert_int_equal(daemon_end(&daemon, SIGTERM), 0);
	assert_null(strstr(daemon.said, OUTSIDE));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(who_watches_the_outer_side_is_told_so),
		cmocka_unit_test(who_watches_the_home_is_not),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
