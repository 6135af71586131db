// SPDX-License-Identifier: GPL-2.0-or-later
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "capture/meter/roster.h"

static struct device_key numbered(uint8_t number)
{
	struct device_key key = {.bytes = {2, 0, 0, 0, 0, number}, .kind = DEVICE_BY_MAC};

	return key;
}

static void a_device_is_added_once_and_found_again(void **state)
{
	struct device_key one = numbered(1), two = numbered(2);
	struct roster *roster;
	uint32_t index;
	bool added;

	(void)state;
	assert_int_equal(roster_create(10, &roster), 0);
	assert_int_equal(roster_look(roster, &one), ROSTER_NONE);
	index = roster_find(roster, &one, &added);
	assert_true(added);
	roster_at(roster, index)->stays[0].interface = 7;
	assert_int_equal(roster_find(roster, &one, &added), index);
	assert_false(added);
	assert_int_equal(roster_look(roster, &one), index);
	assert_int_equal(roster_at(roster, index)->stays[0].interface, 7);
	assert_int_equal(roster_look(roster, &two), ROSTER_NONE);
	assert_int_equal(roster_count(roster), 1);
	roster_destroy(roster);
}

static void a_full_roster_gives_up_who_is_undecided_and_was_met_longest_ago(void **state)
{
	struct roster *roster;
	struct device_key key;
	bool added;

	(void)state;
	assert_int_equal(roster_create(100, &roster), 0);
	for (uint8_t i = 0; i < 100; i++) {
		key = numbered(i);
		roster_at(roster, roster_find(roster, &key, &added))->state =
			i < 10 ? DEVICE_CAMERA : DEVICE_UNDECIDED;
	}
	key = numbered(40);
	roster_find(roster, &key, &added);
	assert_false(added);
	assert_int_equal(roster_generation(roster), 0);
	for (uint8_t i = 100; i < 130; i++) {
		key = numbered(i);
		assert_int_not_equal(roster_find(roster, &key, &added), ROSTER_NONE);
		assert_true(added);
		assert_int_equal(roster_generation(roster), i - 99);
	}
	assert_int_equal(roster_count(roster), 100);
	for (uint8_t i = 0; i < 130; i++) {
		key = numbered(i);
		assert_int_equal(roster_look(roster, &key) != ROSTER_NONE, i < 10 || i >= 40);
	}
	roster_destroy(roster);
}

static void a_mac_and_an_address_of_the_same_bytes_are_two_devices(void **state)
{
	struct device_key mac = numbered(1), address = numbered(1);
	struct roster *roster;
	bool added;

	(void)state;
	address.kind = DEVICE_BY_ADDRESS;
	assert_int_equal(roster_create(10, &roster), 0);
	assert_int_not_equal(roster_find(roster, &mac, &added),
			     roster_find(roster, &address, &added));
	roster_destroy(roster);
	roster_destroy(NULL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_device_is_added_once_and_found_again),
		cmocka_unit_test(a_full_roster_gives_up_who_is_undecided_and_was_met_longest_ago),
		cmocka_unit_test(a_mac_and_an_address_of_the_same_bytes_are_two_devices),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
