// SPDX-License-Identifier: GPL-2.0-or-later
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "capture/support_net.h"
#include "capture/attach/tc.h"

#include <bpf/bpf.h>
#include <errno.h>
#include <net/if.h>
#include <stdio.h>
#include <unistd.h>

static uint32_t pair(void)
{
	net_run("ip link add lan1 type veth peer name far1 && ip link set lan1 up && "
		"ip link set far1 up");
	return if_nametoindex("lan1");
}

/* How many programs of tcx are on `interface`; -1 where the kernel has no tcx. */
static int count_tcx(uint32_t interface, int where, uint32_t *first)
{
	uint32_t ids[8] = {0}, count = 8, flags;

	if (bpf_prog_query((int)interface, (enum bpf_attach_type)where, 0, &flags, ids, &count))
		return -1;
	*first = ids[0];
	return (int)count;
}

static uint32_t id_of(int program)
{
	struct bpf_prog_info info = {0};
	uint32_t size = sizeof(info);

	assert_int_equal(bpf_obj_get_info_by_fd(program, &info, &size), 0);
	return info.id;
}

static void links_stand_before_those_of_others(void **state)
{
	uint32_t lan1, first = 0;
	int theirs, ours;
	struct tc *a, *b;

	(void)state;
	net_need_bpf();
	lan1 = pair();
	if (count_tcx(lan1, 46, &first) < 0) {
		printf("bpf: no tcx in this kernel\n");
		skip();
	}
	theirs = net_tc("theirs");
	ours = net_tc("ours");
	assert_int_equal(tc_open(NULL, lan1, theirs, theirs, &a), 0);
	assert_int_equal(tc_open(NULL, lan1, ours, ours, &b), 0);
	assert_int_equal(count_tcx(lan1, 46, &first), 2);
	assert_int_equal(first, id_of(ours));
	assert_int_equal(count_tcx(lan1, 47, &first), 2);
	assert_int_equal(first, id_of(ours));
	tc_close(b);
	assert_int_equal(count_tcx(lan1, 46, &first), 1);
	assert_int_equal(first, id_of(theirs));
	assert_true(tc_is_alive(a));
	tc_close(a);
	assert_true(net_is_clean());
	close(theirs);
	close(ours);
}

static void one_way_alone_is_possible(void **state)
{
	uint32_t lan1;
	int program;
	struct tc *tc;

	(void)state;
	net_need_bpf();
	lan1 = pair();
	program = net_tc("out");
	assert_int_equal(tc_open(NULL, lan1, -1, program, &tc), 0);
	assert_true(tc_is_alive(tc));
	net_run("ip link delete lan1");
	assert_false(tc_is_alive(tc));
	tc_close(tc);
	close(program);
}

static void what_cannot_be_is_refused_and_leaves_nothing(void **state)
{
	uint32_t lan1;
	int in, wrong;
	struct tc *tc = NULL;

	(void)state;
	net_need_bpf();
	lan1 = pair();
	in = net_tc("in");
	wrong = net_xdp("wrong_kind");
	assert_true(tc_open(NULL, lan1, in, wrong, &tc) < 0);
	assert_int_equal(tc_open(NULL, lan1 + 100, in, in, &tc), -ENODEV);
	assert_null(tc);
	assert_true(net_is_clean());
	close(in);
	close(wrong);
}

static void a_link_that_was_detached_is_seen(void **state)
{
	uint32_t lan1;
	int program;
	struct tc *tc;

	(void)state;
	net_need_bpf();
	lan1 = pair();
	if (tc_needs_keeper()) {
		printf("bpf: no tcx in this kernel\n");
		skip();
	}
	program = net_tc("in");
	assert_int_equal(tc_open(NULL, lan1, program, program, &tc), 0);
	assert_true(tc_is_alive(tc));
	net_detach("lan1");
	assert_false(tc_is_alive(tc));
	tc_close(tc);
	close(program);
}

static void whether_the_kernel_has_links_is_known(void **state)
{
	uint32_t first;

	(void)state;
	net_need_bpf();
	assert_int_equal(tc_needs_keeper(), count_tcx(pair(), 46, &first) < 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(links_stand_before_those_of_others, net_setup),
		cmocka_unit_test_setup(one_way_alone_is_possible, net_setup),
		cmocka_unit_test_setup(a_link_that_was_detached_is_seen, net_setup),
		cmocka_unit_test_setup(whether_the_kernel_has_links_is_known, net_setup),
		cmocka_unit_test_setup(what_cannot_be_is_refused_and_leaves_nothing, net_setup),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
