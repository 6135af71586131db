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

static void an_interface_that_was_never_there_is_an_error(void **state)
{
	struct daemon daemon;

	(void)state;
	live_enter();
	live_ip("link add one0 type veth peer name one1");
	daemon_start(&daemon, "never0", "pcap", NULL);
	assert_int_equal(daemon_end(&daemon, 0), 1);
	assert_non_null(strstr(daemon.said, "there is no interface never0. There are: one"));
	assert_null(strstr(daemon.said, "lo,"));
}

static void a_device_that_is_no_ethernet_is_left_to_libpcap(void **state)
{
	struct daemon daemon;

	(void)state;
	live_enter();
	live_ip("tuntap add mode tun dev tun0");
	live_ip("link set tun0 up");
	daemon_start(&daemon, "tun0", "auto", NULL);
	daemon_await(&daemon, "libpcap watches in place of the program in the kernel");
	daemon_await(&daemon, "watching tun0. ");
	assert_int_equal(daemon_end(&daemon, SIGTERM), 0);
	daemon_start(&daemon, "tun0", "tc", NULL);
	assert_int_equal(daemon_end(&daemon, 0), 1);
	live_ip("link del tun0");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_interface_that_was_never_there_is_an_error),
		cmocka_unit_test(a_device_that_is_no_ethernet_is_left_to_libpcap),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
