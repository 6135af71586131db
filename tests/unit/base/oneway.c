// SPDX-License-Identifier: GPL-2.0-or-later
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <netinet/in.h>

#include "base/oneway.h"

static const struct flow_key tcp = {.protocol = IPPROTO_TCP};

static void no_more_is_acknowledged_than_was_sent(void **state)
{
	struct oneway burst = {.packets = 300, .bytes = 300 * 52, .packets_up = 300};
	struct oneway unseen = {.packets = 300, .bytes = 300 * 52, .packets_up = 8};

	(void)state;
	assert_false(oneway_is(&tcp, &burst));
	assert_true(oneway_is(&tcp, &unseen));
}

static void joined_packets_count_for_as_many_as_they_were(void **state)
{
	struct oneway joined = {
		.packets = 44, .bytes = 44 * 52, .packets_up = 1, .bytes_up = 65000};

	(void)state;
	assert_false(oneway_is(&tcp, &joined));
}

static void what_was_under_way_when_watching_began_is_no_sign(void **state)
{
	struct oneway run = {.packets = 1000, .bytes = 52000};

	(void)state;
	assert_false(oneway_is(&tcp, &run));
	run.packets = 2000;
	assert_true(oneway_is(&tcp, &run));
}

/* A macvlan's device whose way up is taken by the port below: not one packet of it goes up there.
 */
static void later_a_short_run_is_one_where_nothing_was_seen_to_go_up(void **state)
{
	struct oneway run = {.settled = true, .packets = 16, .bytes = 16 * 52};

	(void)state;
	assert_false(oneway_is(&tcp, &run));
	run.packets = 40;
	run.bytes = 40 * 52;
	assert_true(oneway_is(&tcp, &run));
}

static void only_bare_segments_of_tcp_from_outside_are_answers(void **state)
{
	struct oneway data = {.packets = 300, .bytes = 300 * 1500, .packets_up = 8};
	struct oneway bare = {.packets = 300, .bytes = 300 * 52, .packets_up = 8};
	struct flow_key udp = {.protocol = IPPROTO_UDP};
	struct flow_key home = {.protocol = IPPROTO_TCP, .scope = FLOW_HOME};

	(void)state;
	assert_false(oneway_is(&tcp, &data));
	assert_false(oneway_is(&udp, &bare));
	assert_false(oneway_is(&home, &bare));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(no_more_is_acknowledged_than_was_sent),
		cmocka_unit_test(joined_packets_count_for_as_many_as_they_were),
		cmocka_unit_test(what_was_under_way_when_watching_began_is_no_sign),
		cmocka_unit_test(later_a_short_run_is_one_where_nothing_was_seen_to_go_up),
		cmocka_unit_test(only_bare_segments_of_tcp_from_outside_are_answers),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
