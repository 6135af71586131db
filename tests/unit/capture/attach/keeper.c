// SPDX-License-Identifier: GPL-2.0-or-later
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "capture/attach/keeper.h"
#include "capture/support_net.h"
#include "capture/attach/tc.h"

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

static struct keeper *start(void)
{
	int in = net_tc("lw_in"), out = net_tc("lw_out");
	struct keeper *keeper;

	assert_int_equal(keeper_start(in, out, &keeper), 0);
	close(in);
	close(out);
	return keeper;
}

/* The programs' descriptors do not matter: the keeper has its own. */
static struct tc *open_filters(struct keeper *keeper, uint32_t lan1)
{
	struct tc *tc;

	assert_int_equal(tc_open(keeper, lan1, 0, 0, &tc), 0);
	return tc;
}

static void filters_go_when_they_are_told_to(void **state)
{
	struct keeper *keeper;
	struct tc *tc;

	(void)state;
	net_need_bpf();
	keeper = start();
	tc = open_filters(keeper, pair());
	assert_true(tc_is_alive(tc));
	assert_false(net_is_clean());
	tc_close(tc);
	assert_true(net_is_clean());
	keeper_finish(keeper);
	assert_int_equal(keeper_of(getpid()), 0);
}

static void what_is_left_goes_when_it_is_finished(void **state)
{
	struct keeper *keeper;
	struct clsact clsact;

	(void)state;
	net_need_bpf();
	keeper = start();
	assert_int_equal(keeper_add(keeper, pair(), true, true, &clsact), 0);
	assert_false(net_is_clean());
	keeper_finish(keeper);
	assert_true(net_is_clean());
}

static void the_keeper_may_change_networks_and_nothing_else(void **state)
{
	struct keeper *keeper;
	pid_t child;
	const char *status;

	(void)state;
	net_need_bpf();
	keeper = start();
	child = keeper_of(getpid());
	assert_true(child > 0);
	status = net_output("cat /proc/%d/status", (int)child);
	/* CAP_NET_ADMIN is number 12 (linux/capability.h). */
	assert_non_null(strstr(status, "CapEff:\t0000000000001000"));
	assert_non_null(strstr(status, "CapPrm:\t0000000000001000"));
	assert_non_null(strstr(status, "CapBnd:\t0000000000000000"));
	assert_non_null(strstr(status, "Uid:\t65534"));
	assert_non_null(strstr(status, "NoNewPrivs:\t1"));
	assert_non_null(strstr(status, "Seccomp:\t2"));
	/* Its line and the two programs. */
	assert_string_equal(net_output("ls /proc/%d/fd", (int)child), "0\n1\n2\n");
	keeper_finish(keeper);
}

static void it_puts_them_back_for_one_that_may_not(void *context)
{
	struct keeper *keeper = context;
	uint32_t lan1 = if_nametoindex("lan1");
	struct clsact clsact;

	net_give_away();
	assert_int_equal(clsact_add(lan1, net_tc("no"), -1, &clsact), -EPERM);
	assert_int_equal(keeper_add(keeper, lan1, true, true, &clsact), 0);
	assert_int_equal(clsact_look(&clsact), 1);
	_exit(0);
}

static void what_was_taken_away_is_seen_and_put_back_without_rights(void **state)
{
	struct keeper *keeper;
	struct clsact clsact;
	uint32_t lan1;

	(void)state;
	net_need_bpf();
	lan1 = pair();
	keeper = start();
	assert_int_equal(keeper_add(keeper, lan1, true, true, &clsact), 0);
	assert_int_equal(clsact_look(&clsact), 1);
	net_run("tc qdisc delete dev lan1 clsact");
	assert_int_equal(clsact_look(&clsact), 0);
	net_in_child(it_puts_them_back_for_one_that_may_not, keeper);
	assert_non_null(strstr(net_output("tc filter show dev lan1 ingress"), "lw_in"));
	assert_non_null(strstr(net_output("tc filter show dev lan1 egress"), "lw_out"));
	keeper_finish(keeper);
	assert_true(net_is_clean());
}

static void it_puts_its_programs_on_one_that_was_made_anew(void **state)
{
	struct keeper *keeper;
	struct tc *first, *second;
	uint32_t old, new;

	(void)state;
	net_need_bpf();
	old = pair();
	keeper = start();
	first = open_filters(keeper, old);
	net_run("ip link delete lan1");
	assert_false(tc_is_alive(first));
	tc_close(first);
	new = pair();
	assert_int_not_equal(old, new);
	second = open_filters(keeper, new);
	assert_true(tc_is_alive(second));
	tc_close(second);
	keeper_finish(keeper);
	assert_true(net_is_clean());
}

static void what_it_was_not_forked_for_it_refuses(void **state)
{
	int out = -1;
	struct keeper *keeper;
	struct clsact clsact;
	uint32_t lan1;

	(void)state;
	net_need_bpf();
	lan1 = pair();
	out = net_tc("lw_out");
	assert_int_equal(keeper_start(-1, out, &keeper), 0);
	close(out);
	assert_int_equal(keeper_add(keeper, lan1, true, true, &clsact), -EINVAL);
	assert_int_equal(keeper_add(keeper, lan1, false, false, &clsact), -EINVAL);
	assert_int_equal(keeper_add(keeper, 0, false, true, &clsact), -EINVAL);
	assert_int_equal(keeper_add(keeper, lan1 + 100, false, true, &clsact), -ENODEV);
	assert_true(net_is_clean());
	assert_int_equal(keeper_add(keeper, lan1, false, true, &clsact), 0);
	keeper_finish(keeper);
	assert_true(net_is_clean());
}

static void there_is_an_end_to_how_many_it_keeps(void **state)
{
	struct keeper *keeper;
	struct clsact clsact;

	(void)state;
	net_need_bpf();
	keeper = start();
	for (int i = 0; i <= KEEPER_INTERFACES; i++) {
		char name[16];

		net_run("ip link add many%d type veth peer name ynam%d", i, i);
		snprintf(name, sizeof(name), "many%d", i);
		assert_int_equal(keeper_add(keeper, if_nametoindex(name), true, false, &clsact),
				 i < KEEPER_INTERFACES ? 0 : -ENOSPC);
	}
	keeper_remove(keeper, if_nametoindex("many3"));
	assert_int_equal(keeper_add(keeper, if_nametoindex("many16"), true, false, &clsact), 0);
	keeper_finish(keeper);
	assert_true(net_is_clean());
}

static void where_it_is_gone_it_says_so(void **state)
{
	struct keeper *keeper;
	struct clsact clsact;
	uint32_t lan1;

	(void)state;
	net_need_bpf();
	lan1 = pair();
	keeper = start();
	assert_return_code(kill(keeper_of(getpid()), SIGKILL), errno);
	assert_int_equal(keeper_add(keeper, lan1, true, true, &clsact), -EPIPE);
	assert_int_equal(keeper_add(keeper, lan1, true, true, &clsact), -EPIPE);
	keeper_finish(keeper);
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
		struct tc *tc = open_filters(start(), lan1);

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

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(filters_go_when_they_are_told_to, net_setup),
		cmocka_unit_test_setup(what_is_left_goes_when_it_is_finished, net_setup),
		cmocka_unit_test_setup(what_was_taken_away_is_seen_and_put_back_without_rights,
				       net_setup),
		cmocka_unit_test_setup(it_puts_its_programs_on_one_that_was_made_anew, net_setup),
		cmocka_unit_test_setup(what_it_was_not_forked_for_it_refuses, net_setup),
		cmocka_unit_test_setup(there_is_an_end_to_how_many_it_keeps, net_setup),
		cmocka_unit_test_setup(where_it_is_gone_it_says_so, net_setup),
		cmocka_unit_test_setup(the_keeper_may_change_networks_and_nothing_else, net_setup),
		cmocka_unit_test_setup(filters_go_after_a_violent_end, net_setup),
		cmocka_unit_test_setup(filters_of_others_survive_it, net_setup),
		cmocka_unit_test_setup(what_stops_its_parent_does_not_stop_it, net_setup),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
