// SPDX-License-Identifier: GPL-2.0-or-later
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "capture/keeper.h"
#include "capture/support_net.h"
#include "capture/tc.h"

#include <errno.h>
#include <net/if.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static uint32_t pair(void)
{
	net_run("ip link add lan1 type veth peer name far1 && ip link set lan1 up && "
		"ip link set far1 up");
	return if_nametoindex("lan1");
}

static bool is_clean_soon(void)
{
	for (int i = 0; i < 50; i++) {
		if (net_is_clean())
			return true;
		usleep(100 * 1000);
	}
	return false;
}

/* The keeper of the process `parent`, or 0. */
static pid_t keeper_of(pid_t parent)
{
	return (pid_t)strtol(
		net_output(
			"for p in /proc/[0-9]*; do grep -q '^PPid:.%d$' $p/status 2>/dev/null && "
			"grep -qx lenswatch-keep $p/comm && echo ${p#/proc/}; done",
			(int)parent),
		NULL, 10);
}

static struct tc *open_filters(uint32_t lan1)
{
	int in = net_tc("lw_in"), out = net_tc("lw_out");
	struct tc *tc;

	assert_int_equal(tc_open_filters(lan1, in, out, &tc), 0);
	close(in);
	close(out);
	return tc;
}

static void filters_go_when_they_are_told_to(void **state)
{
	struct tc *tc;
	uint32_t lan1;

	(void)state;
	net_need_bpf();
	lan1 = pair();
	tc = open_filters(lan1);
	assert_true(tc_is_alive(tc));
	assert_false(net_is_clean());
	tc_close(tc);
	assert_true(net_is_clean());
	assert_int_equal(keeper_of(getpid()), 0);
}

static void the_keeper_may_change_networks_and_nothing_else(void **state)
{
	struct tc *tc;
	pid_t keeper;
	const char *status;

	(void)state;
	net_need_bpf();
	tc = open_filters(pair());
	keeper = keeper_of(getpid());
	assert_true(keeper > 0);
	status = net_output("cat /proc/%d/status", (int)keeper);
	/* CAP_NET_ADMIN is number 12 (linux/capability.h). */
	assert_non_null(strstr(status, "CapEff:\t0000000000001000"));
	assert_non_null(strstr(status, "CapPrm:\t0000000000001000"));
	assert_non_null(strstr(status, "CapBnd:\t0000000000000000"));
	assert_non_null(strstr(status, "Uid:\t65534"));
	assert_non_null(strstr(status, "NoNewPrivs:\t1"));
	assert_string_equal(net_output("ls /proc/%d/fd", (int)keeper), "0\n");
	tc_close(tc);
	assert_true(net_is_clean());
}

/* A process with filters on lan1 that gave away what it can, as the daemon. */
static pid_t start_daemon(uint32_t lan1, bool others)
{
	int line[2];
	char byte;
	pid_t child;

	assert_return_code(pipe(line), errno);
	child = fork();
	if (!child) {
		struct tc *tc = open_filters(lan1);

		if (others)
			net_filter("lan1");
		net_give_away();
		if (!tc || write(line[1], "", 1) != 1)
			_exit(1);
		pause();
		_exit(1);
	}
	close(line[1]);
	assert_int_equal(read(line[0], &byte, 1), 1);
	close(line[0]);
	return child;
}

static void filters_go_after_a_violent_end(void **state)
{
	uint32_t lan1;
	pid_t child;

	(void)state;
	net_need_bpf();
	lan1 = pair();
	child = start_daemon(lan1, false);
	assert_false(net_is_clean());
	assert_return_code(kill(child, SIGKILL), errno);
	assert_int_equal(waitpid(child, NULL, 0), child);
	assert_true(is_clean_soon());
}

static void filters_of_others_survive_it(void **state)
{
	uint32_t lan1;
	pid_t child;

	(void)state;
	net_need_bpf();
	lan1 = pair();
	child = start_daemon(lan1, true);
	assert_return_code(kill(child, SIGKILL), errno);
	assert_int_equal(waitpid(child, NULL, 0), child);
	for (int i = 0; i < 50 && *net_output("tc filter show dev lan1 ingress"); i++)
		usleep(100 * 1000);
	assert_string_equal(net_output("tc filter show dev lan1 ingress"), "");
	assert_non_null(strstr(net_output("tc filter show dev lan1 egress"), "others"));
	assert_null(strstr(net_output("tc filter show dev lan1 egress"), "lw_out"));
}

static void what_stops_its_parent_does_not_stop_it(void **state)
{
	uint32_t lan1;
	pid_t child, keeper;

	(void)state;
	net_need_bpf();
	lan1 = pair();
	child = start_daemon(lan1, false);
	keeper = keeper_of(child);
	assert_true(keeper > 0);
	assert_return_code(kill(keeper, SIGINT), errno);
	assert_return_code(kill(keeper, SIGTERM), errno);
	assert_return_code(kill(keeper, SIGHUP), errno);
	assert_return_code(kill(child, SIGTERM), errno);
	assert_int_equal(waitpid(child, NULL, 0), child);
	assert_true(is_clean_soon());
}

static void an_interface_that_went_first_is_no_trouble(void **state)
{
	struct tc *tc;

	(void)state;
	net_need_bpf();
	tc = open_filters(pair());
	net_run("ip link delete lan1");
	assert_false(tc_is_alive(tc));
	tc_close(tc);
	assert_true(net_is_clean());
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(filters_go_when_they_are_told_to, net_setup),
		cmocka_unit_test_setup(the_keeper_may_change_networks_and_nothing_else, net_setup),
		cmocka_unit_test_setup(filters_go_after_a_violent_end, net_setup),
		cmocka_unit_test_setup(filters_of_others_survive_it, net_setup),
		cmocka_unit_test_setup(what_stops_its_parent_does_not_stop_it, net_setup),
		cmocka_unit_test_setup(an_interface_that_went_first_is_no_trouble, net_setup),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
