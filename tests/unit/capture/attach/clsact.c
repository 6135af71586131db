// SPDX-License-Identifier: GPL-2.0-or-later
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "capture/attach/clsact.h"
#include "capture/support_net.h"

#include <errno.h>
#include <net/if.h>
#include <string.h>
#include <unistd.h>

static uint32_t pair(void)
{
	net_run("ip link add lan1 type veth peer name far1 && ip link set lan1 up");
	return if_nametoindex("lan1");
}

static const char *filters(const char *way)
{
	return net_output("tc filter show dev lan1 %s", way);
}

static void filters_are_put_in_first_and_all_is_taken_out(void **state)
{
	struct clsact clsact = {0};
	uint32_t lan1;
	int in, out;

	(void)state;
	net_need_bpf();
	lan1 = pair();
	in = net_tc("lw_in");
	out = net_tc("lw_out");
	assert_int_equal(clsact_add(lan1, in, out, &clsact), 0);
	close(in);
	close(out);
	assert_true(clsact.made);
	assert_non_null(strstr(filters("ingress"), "pref 1 bpf"));
	assert_non_null(strstr(filters("ingress"), "0x4c57"));
	assert_non_null(strstr(filters("ingress"), "direct-action"));
	assert_non_null(strstr(filters("ingress"), "lw_in"));
	assert_non_null(strstr(filters("egress"), "lw_out"));
	assert_false(net_is_clean());
	clsact_remove(&clsact);
	assert_true(net_is_clean());
	clsact_remove(&clsact); /* a second time does no harm */
	assert_true(net_is_clean());
}

static void a_queue_and_filters_of_others_stay(void **state)
{
	struct clsact clsact;
	uint32_t lan1;
	int out;

	(void)state;
	net_need_bpf();
	lan1 = pair();
	out = net_tc("lw_out");
	net_run("tc qdisc add dev lan1 clsact");
	net_filter("lan1");
	assert_int_equal(clsact_add(lan1, -1, out, &clsact), 0);
	assert_false(clsact.made);
	assert_int_equal(clsact.ingress.program, 0);
	assert_non_null(strstr(filters("egress"), "lw_out"));
	clsact_remove(&clsact);
	assert_null(strstr(filters("egress"), "lw_out"));
	assert_non_null(strstr(filters("egress"), "others"));
	close(out);
}

static void a_queue_we_made_stays_where_others_use_it_by_now(void **state)
{
	struct clsact clsact;
	uint32_t lan1;
	int in;

	(void)state;
	net_need_bpf();
	lan1 = pair();
	in = net_tc("lw_in");
	assert_int_equal(clsact_add(lan1, in, -1, &clsact), 0);
	net_filter("lan1");
	clsact_remove(&clsact);
	assert_string_equal(filters("ingress"), "");
	assert_non_null(strstr(filters("egress"), "others"));
	close(in);
}

static void a_filter_that_was_replaced_is_not_ours(void **state)
{
	struct clsact ours, theirs;
	uint32_t lan1;
	int in, other;

	(void)state;
	net_need_bpf();
	lan1 = pair();
	in = net_tc("lw_in");
	other = net_tc("other");
	assert_int_equal(clsact_add(lan1, in, -1, &ours), 0);
	net_run("tc qdisc delete dev lan1 clsact");
	assert_int_equal(clsact_add(lan1, other, -1, &theirs), 0);
	clsact_remove(&ours);
	assert_non_null(strstr(filters("ingress"), "other"));
	clsact_remove(&theirs);
	assert_true(net_is_clean());
	close(in);
	close(other);
}

static void a_place_that_is_taken_is_not_taken_over(void **state)
{
	struct clsact first, second;
	uint32_t lan1;
	int in;

	(void)state;
	net_need_bpf();
	lan1 = pair();
	in = net_tc("lw_in");
	assert_int_equal(clsact_add(lan1, in, -1, &first), 0);
	assert_int_equal(clsact_add(lan1, in, -1, &second), 0);
	assert_int_equal(first.ingress.priority, 1);
	assert_int_equal(second.ingress.priority, 2);
	clsact_remove(&first); /* it made the queue, which is in use */
	assert_null(strstr(filters("ingress"), "pref 1 bpf"));
	assert_non_null(strstr(filters("ingress"), "pref 2 bpf"));
	clsact_remove(&second);
	assert_string_equal(filters("ingress"), "");
	close(in);
}

static void a_queue_without_a_way_out_is_not_used(void **state)
{
	struct clsact clsact;
	uint32_t lan1;
	int in, out;

	(void)state;
	net_need_bpf();
	lan1 = pair();
	in = net_tc("lw_in");
	out = net_tc("lw_out");
	net_run("tc qdisc add dev lan1 ingress");
	assert_int_equal(clsact_add(lan1, in, out, &clsact), -EBUSY);
	assert_string_equal(net_output("tc filter show dev lan1 parent ffff:"), "");
	assert_non_null(strstr(net_output("tc qdisc show dev lan1"), "ingress"));
	close(in);
	close(out);
}

static void what_fails_half_way_leaves_nothing(void **state)
{
	struct clsact clsact;
	uint32_t lan1;
	int in, xdp;

	(void)state;
	net_need_bpf();
	lan1 = pair();
	in = net_tc("lw_in");
	xdp = net_xdp("wrong_kind");
	assert_true(clsact_add(lan1, in, xdp, &clsact) < 0);
	assert_true(net_is_clean());
	assert_int_equal(clsact_add(lan1 + 100, in, -1, &clsact), -ENODEV);
	close(in);
	close(xdp);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(filters_are_put_in_first_and_all_is_taken_out, net_setup),
		cmocka_unit_test_setup(a_queue_and_filters_of_others_stay, net_setup),
		cmocka_unit_test_setup(a_queue_we_made_stays_where_others_use_it_by_now, net_setup),
		cmocka_unit_test_setup(a_filter_that_was_replaced_is_not_ours, net_setup),
		cmocka_unit_test_setup(a_place_that_is_taken_is_not_taken_over, net_setup),
		cmocka_unit_test_setup(a_queue_without_a_way_out_is_not_used, net_setup),
		cmocka_unit_test_setup(what_fails_half_way_leaves_nothing, net_setup),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
