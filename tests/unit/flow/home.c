/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "flow/home.h"
#include "support.h"

static int start(void **state)
{
	struct home *home;

	if (home_create(&home))
		return -1;
	*state = home;
	return 0;
}

static int finish(void **state)
{
	home_destroy(*state);
	return 0;
}

static int add(struct home *home, const char *text)
{
	struct prefix prefix;

	assert_int_equal(prefix_parse(text, &prefix), 0);
	return home_add(home, &prefix, HOME_DECLARED);
}

static bool has(const struct home *home, const char *text)
{
	struct address address;

	assert_int_equal(address_parse(text, &address), 0);
	return home_has(home, &address);
}

static void private_ranges_are_home_from_the_start(void **state)
{
	assert_true(has(*state, "192.168.1.20"));
	assert_true(has(*state, "fd00::1"));
	assert_true(has(*state, "255.255.255.255"));
	assert_false(has(*state, "100.64.0.1"));
	assert_false(has(*state, "198.51.100.7"));
	assert_int_equal(home_generation(*state), 0);
}

static void a_told_prefix_is_home_and_its_neighbours_are_not(void **state)
{
	assert_int_equal(add(*state, "203.0.113.0/25"), 0);
	assert_int_equal(add(*state, "2001:db8:1::/48"), 0);
	assert_true(has(*state, "203.0.113.127"));
	assert_false(has(*state, "203.0.113.128"));
	assert_true(has(*state, "2001:db8:1:ffff::1"));
	assert_false(has(*state, "2001:db8:2::1"));
}

static void a_single_address_is_home_alone(void **state)
{
	assert_int_equal(add(*state, "2001:db8::7"), 0);
	assert_int_equal(add(*state, "198.51.100.7"), 0);
	assert_true(has(*state, "2001:db8::7"));
	assert_true(has(*state, "198.51.100.7"));
	assert_false(has(*state, "2001:db8::8"));
	assert_false(has(*state, "198.51.100.6"));
}

static void prefixes_that_would_swallow_the_internet_are_refused(void **state)
{
	struct prefix beyond = {.length = 129};

	assert_int_equal(add(*state, "0.0.0.0/0"), -EINVAL);
	assert_int_equal(add(*state, "12.0.0.0/7"), -EINVAL);
	assert_int_equal(add(*state, "12.0.0.0/8"), 0);
	assert_int_equal(add(*state, "::/0"), -EINVAL);
	assert_int_equal(add(*state, "2000::/15"), -EINVAL);
	assert_int_equal(add(*state, "2000::/16"), 0);
	assert_int_equal(home_add(*state, &beyond, HOME_DECLARED), -EINVAL);
}

static void bits_beyond_the_length_do_not_make_a_second_prefix(void **state)
{
	struct prefix loose;

	assert_int_equal(add(*state, "203.0.113.0/24"), 0);
	assert_int_equal(prefix_parse("203.0.113.0/24", &loose), 0);
	loose.address.bytes[15] = 9;
	assert_int_equal(home_add(*state, &loose, HOME_ADVERTISED), 0);
	assert_int_equal(home_generation(*state), 1);
}

static void the_generation_counts_changes_only(void **state)
{
	add(*state, "203.0.113.0/24");
	add(*state, "203.0.113.0/24");
	assert_int_equal(home_generation(*state), 1);
	add(*state, "198.51.100.7");
	add(*state, "198.51.100.7");
	assert_int_equal(home_generation(*state), 2);
}

static void a_full_table_refuses_and_still_finds_all_it_has(void **state)
{
	char text[ADDRESS_TEXT];

	for (int i = 0; i < HOME_ADDRESSES; i++) {
		snprintf(text, sizeof(text), "2001:db8::%x", i + 1);
		assert_int_equal(add(*state, text), 0);
	}
	assert_int_equal(add(*state, "2001:db8:ffff::1"), -ENOSPC);
	for (int i = 0; i < HOME_ADDRESSES; i++) {
		snprintf(text, sizeof(text), "2001:db8::%x", i + 1);
		assert_true(has(*state, text));
	}
	assert_false(has(*state, "2001:db8:ffff::1"));
	for (int i = 0; i < HOME_PREFIXES; i++) {
		snprintf(text, sizeof(text), "2001:db9:%x::/48", i);
		assert_int_equal(add(*state, text), 0);
	}
	assert_int_equal(add(*state, "2001:dba::/48"), -ENOSPC);
	assert_int_equal(add(*state, "2001:db9:3::/48"), 0);
	assert_true(has(*state, "2001:db9:3f::1"));
}

struct told {
	char text[256];
};

static void write_down(void *context, const struct prefix *prefix, enum home_source source)
{
	struct told *told = context;
	char address[ADDRESS_TEXT];
	size_t used = strlen(told->text);

	snprintf(told->text + used, sizeof(told->text) - used, "%s/%u %d\n",
		 address_format(&prefix->address, address), prefix->length, source);
}

static void what_was_learned_is_told_in_its_order(void **state)
{
	struct told told = {""};

	add(*state, "203.0.113.0/24");
	add(*state, "198.51.100.7");
	add(*state, "2001:db8::/32");
	home_each(*state, write_down, &told);
	assert_string_equal(told.text, "203.0.113.0/120 1\n198.51.100.7/128 1\n2001:db8::/32 1\n");
}

static struct home_exception an_exception(const char *text, bool vpn)
{
	struct home_exception e = {.vpn = vpn};

	assert_int_equal(prefix_parse(text, &e.prefix), 0);
	return e;
}

static void except(struct home *home, const char *first, const char *second)
{
	struct home_exception list[2] = {an_exception(first, true)};

	if (second)
		list[1] = an_exception(second, true);
	home_except(home, list, second ? 2 : 1);
}

static bool behind_vpn(const struct home *home, const char *text)
{
	struct address address;

	assert_int_equal(address_parse(text, &address), 0);
	return home_is_behind_vpn(home, &address);
}

static void learn(struct home *home, const char *text)
{
	struct prefix prefix;

	assert_int_equal(prefix_parse(text, &prefix), 0);
	assert_int_equal(home_add(home, &prefix, HOME_LOCAL), 0);
}

static void what_is_reached_through_a_tunnel_is_outside_but_for_our_own_address(void **state)
{
	learn(*state, "10.9.0.1");
	except(*state, "10.9.0.0/24", "fd77:1::/64");
	assert_false(has(*state, "10.9.0.2"));
	assert_true(behind_vpn(*state, "10.9.0.2"));
	assert_true(has(*state, "10.9.0.1"));
	assert_false(behind_vpn(*state, "10.9.0.1"));
	assert_false(has(*state, "fd77:1::2"));
	assert_true(has(*state, "10.9.1.2"));
	assert_true(has(*state, "fd77:2::2"));
	assert_false(behind_vpn(*state, "10.9.1.2"));
}

static void of_a_network_and_a_tunnel_the_longer_prefix_decides_and_else_the_network(void **state)
{
	learn(*state, "192.168.50.0/24");
	learn(*state, "192.168.60.0/24");
	except(*state, "192.168.0.0/16", "192.168.60.0/24");
	assert_true(has(*state, "192.168.50.7"));
	assert_false(has(*state, "192.168.51.7"));
	assert_true(has(*state, "192.168.60.7"));
	except(*state, "192.168.50.200", NULL);
	assert_false(has(*state, "192.168.50.200"));
	assert_true(has(*state, "192.168.50.201"));
	assert_true(has(*state, "192.168.51.7"));
}

static void the_owners_word_goes_before_any_tunnel(void **state)
{
	add(*state, "10.9.0.0/24");
	except(*state, "10.9.0.2", "10.9.0.0/25");
	assert_true(has(*state, "10.9.0.2"));
}

static void a_default_route_groups_and_links_make_nothing_outside(void **state)
{
	except(*state, "0.0.0.0/0", "0.0.0.0/1");
	assert_true(has(*state, "192.168.1.20"));
	except(*state, "fe80::/64", "ff00::/8");
	assert_true(has(*state, "fe80::7"));
	assert_true(has(*state, "ff02::1"));
	assert_int_equal(home_generation(*state), 0);
}

static void what_stays_the_same_is_no_change(void **state)
{
	except(*state, "10.9.0.0/24", "10.8.0.0/24");
	assert_int_equal(home_generation(*state), 1);
	except(*state, "10.9.0.0/24", "10.8.0.0/24");
	assert_int_equal(home_generation(*state), 1);
	except(*state, "10.9.0.0/24", "10.9.0.2"); /* which the first holds */
	assert_int_equal(home_generation(*state), 2);
	except(*state, "10.9.0.0/24", NULL);
	assert_int_equal(home_generation(*state), 2);
	home_except(*state, NULL, 0);
	assert_true(has(*state, "10.9.0.2"));
}

static void too_many_clients_are_taken_by_their_networks(void **state)
{
	struct home_exception list[300];
	char text[ADDRESS_TEXT];

	for (int i = 0; i < 300; i++) {
		snprintf(text, sizeof(text), "10.9.%d.%d", i / 200, i % 200 + 2);
		list[i] = an_exception(text, true);
	}
	home_except(*state, list, 300);
	assert_false(has(*state, "10.9.0.2"));
	assert_false(has(*state, "10.9.1.101"));
	assert_true(has(*state, "10.9.2.2"));
}

static void count_exceptions(void *context, const struct prefix *prefix)
{
	(void)prefix;
	++*(unsigned *)context;
}

static void only_exceptions_from_the_home_are_told(void **state)
{
	unsigned count = 0;

	except(*state, "100.64.0.0/10", "10.9.0.0/24");
	home_each_exception(*state, count_exceptions, &count);
	assert_int_equal(count, 1);
	assert_true(behind_vpn(*state, "100.64.0.7"));
}

static void a_way_out_is_no_vpn(void **state)
{
	struct home_exception line = an_exception("10.0.0.1", false);

	home_except(*state, &line, 1);
	assert_false(has(*state, "10.0.0.1"));
	assert_false(behind_vpn(*state, "10.0.0.1"));
}

static void learn_by(struct home *home, const char *text, enum home_source source)
{
	struct prefix prefix;

	assert_int_equal(prefix_parse(text, &prefix), 0);
	assert_int_equal(home_add(home, &prefix, source), 0);
}

static void public_networks_that_were_learned_are_forgotten_and_nothing_else(void **state)
{
	struct home *home = *state;
	uint32_t before;

	learn_by(home, "2001:db8:1::/64", HOME_ADVERTISED);
	assert_int_equal(add(home, "2001:db8:2::/64"), 0);
	learn_by(home, "fd00:1::/64", HOME_ADVERTISED);
	learn_by(home, "2001:db8:3::5", HOME_NEIGHBOUR);
	assert_int_equal(add(home, "2001:db8:4::5"), 0);
	learn_by(home, "198.51.100.0/24", HOME_ADVERTISED);
	before = home_generation(home);
	home_unlearn(home);
	assert_int_not_equal(home_generation(home), before);
	assert_false(has(home, "2001:db8:1::1"));
	assert_false(has(home, "2001:db8:3::5"));
	assert_true(has(home, "2001:db8:2::1"));
	assert_true(has(home, "fd00:1::1"));
	assert_true(has(home, "2001:db8:4::5"));
	assert_true(has(home, "198.51.100.7"));
	learn_by(home, "2001:db8:3::5", HOME_NEIGHBOUR);
	assert_true(has(home, "2001:db8:3::5"));
}

static bool near(const struct home *home, const char *local, const char *remote)
{
	struct address from = an_address(local), to = an_address(remote);

	return home_is_near(home, &from, &to);
}

static void of_one_network_are_those_that_some_prefix_holds_together(void **state)
{
	struct home *home = *state;

	assert_true(near(home, "192.168.1.20", "192.168.1.30"));
	assert_false(near(home, "192.168.1.20", "192.168.2.30"));
	/* Asked where the router takes it, which such a packet is not for (RFC 3927 section 2.7).
	 */
	assert_false(near(home, "192.168.1.20", "169.254.3.4"));
	assert_true(near(home, "fd00:1::1", "fd00:1::2"));
	assert_false(near(home, "fd00:1::1", "fd00:1:0:1::2"));
	assert_true(near(home, "fd00:1::1", "fe80::2"));
	assert_true(near(home, "192.168.1.20", "239.1.2.3"));
	learn_by(home, "192.168.0.0/16", HOME_ADVERTISED);
	assert_true(near(home, "192.168.1.20", "192.168.2.30"));
	learn_by(home, "2001:db8:5::/64", HOME_ADVERTISED);
	assert_false(near(home, "2001:db8:4::1", "2001:db8:5::1"));
	learn_by(home, "10.0.0.0/24", HOME_LOCAL);
	assert_true(near(home, "192.168.1.20", "10.0.0.7"));
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, start, finish)
	const struct CMUnitTest tests[] = {
		TEST(private_ranges_are_home_from_the_start),
		TEST(a_told_prefix_is_home_and_its_neighbours_are_not),
		TEST(a_single_address_is_home_alone),
		TEST(prefixes_that_would_swallow_the_internet_are_refused),
		TEST(bits_beyond_the_length_do_not_make_a_second_prefix),
		TEST(the_generation_counts_changes_only),
		TEST(a_full_table_refuses_and_still_finds_all_it_has),
		TEST(what_was_learned_is_told_in_its_order),
		TEST(what_is_reached_through_a_tunnel_is_outside_but_for_our_own_address),
		TEST(of_a_network_and_a_tunnel_the_longer_prefix_decides_and_else_the_network),
		TEST(the_owners_word_goes_before_any_tunnel),
		TEST(a_default_route_groups_and_links_make_nothing_outside),
		TEST(what_stays_the_same_is_no_change),
		TEST(too_many_clients_are_taken_by_their_networks),
		TEST(only_exceptions_from_the_home_are_told),
		TEST(a_way_out_is_no_vpn),
		TEST(public_networks_that_were_learned_are_forgotten_and_nothing_else),
		TEST(of_one_network_are_those_that_some_prefix_holds_together),
	};

	return cmocka_run_group_tests_name("flow/home", tests, NULL, NULL);
}
