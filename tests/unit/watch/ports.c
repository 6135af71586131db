// SPDX-License-Identifier: GPL-2.0-or-later
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <net/if.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

#include "capture/support_net.h"
#include "capture/attach/xdp.h"
#include "support_daemon.h"
#include "support_live.h"

static void an_interface_that_comes_back_is_watched_again(void **state)
{
	static const char *const modes[] = {"pcap", "tc"};
	struct daemon daemon;

	(void)state;
	live_enter();
	for (size_t i = 0; i < 2; i++) {
		live_ip("link add back0 type veth peer name back0p");
		live_ip("link set back0 up");
		daemon_start(&daemon, "back0", modes[i], NULL);
		daemon_await(&daemon, "lenswatch: watching back0");
		live_ip("link del back0");
		daemon_await(&daemon, "the interface back0 went away");
		live_ip("link add back0 type veth peer name back0p");
		live_ip("link set back0 up");
		daemon_await(&daemon, "the interface back0 was away");
		assert_int_equal(daemon_end(&daemon, SIGTERM), 0);
		assert_int_equal(count_of(daemon.said, "lenswatch: watching back0"), 2);
		live_ip("link del back0");
	}
}

static void a_program_that_was_taken_off_is_put_back_and_the_time_is_told(void **state)
{
	static const char *const modes[] = {"xdp", "tc"};
	struct daemon daemon;

	(void)state;
	live_enter();
	for (size_t i = 0; i < 2; i++) {
		live_ip("link add strip0 type veth peer name strip0p");
		live_ip("link set strip0 up");
		live_ip("link set strip0p up");
		daemon_start(&daemon, "strip0", modes[i], NULL);
		daemon_await(&daemon, "lenswatch: watching strip0");
		net_detach("strip0");
		daemon_await(&daemon, "\"reason\":\"Lenswatch's program was taken off strip0 by "
				      "another program\"");
		assert_int_equal(daemon_end(&daemon, SIGTERM), 0);
		assert_int_equal(count_of(daemon.said, "lenswatch: watching strip0"), 2);
		/* It was put back within the gap: there is one. */
		assert_int_equal(count_of(daemon.said, "\"reason\":\"Lenswatch's program"), 1);
		live_ip("link del strip0");
	}
}

/* Takes the place of what is attached; the daemon, which looks about each second, may be quicker:
 * then once more. */
static int taken_by(unsigned int index, int program)
{
	char name[IF_NAMESIZE];
	int link = -1;

	for (int tries = 0; link < 0 && tries < 20; tries++) {
		net_detach(if_indextoname(index, name));
		link = xdp_attach(index, program, false);
	}
	return link;
}

static void where_another_took_the_place_it_goes_another_way_and_says_which(void **state)
{
	struct daemon daemon;
	int theirs;

	(void)state;
	live_enter();
	theirs = net_xdp("dispatcher");
	if (theirs < 0) {
		print_message("# bpf: no program can be loaded here\n");
		skip();
	}
	live_ip("link add taken0 type veth peer name taken0p");
	live_ip("link set taken0 up");
	live_ip("link set taken0p up");
	daemon_start(&daemon, "taken0", "auto", NULL);
	daemon_await(&daemon, "lenswatch: watching taken0");
	theirs = taken_by(if_nametoindex("taken0"), theirs);
	assert_true(theirs >= 0);
	daemon_await(&daemon, "is there already; TC does the work");
	assert_int_equal(daemon_end(&daemon, SIGTERM), 0);
	assert_non_null(strstr(daemon.said, "taken off taken0 by another program"));
	close(theirs);
	live_ip("link del taken0");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_interface_that_comes_back_is_watched_again),
		cmocka_unit_test(a_program_that_was_taken_off_is_put_back_and_the_time_is_told),
		cmocka_unit_test(where_another_took_the_place_it_goes_another_way_and_says_which),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
