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
	return home_add(home, &prefix, HOME_TOLD);
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
	assert_int_equal(home_add(*state, &beyond, HOME_TOLD), -EINVAL);
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
	};

	return cmocka_run_group_tests_name("flow/home", tests, NULL, NULL);
}
