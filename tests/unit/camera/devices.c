// SPDX-License-Identifier: GPL-2.0-or-later
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

#include "camera/devices.h"
#include "support.h"
#include "support_rules.h"

#define LIMIT 8

struct street {
	struct rules *rules;
	struct devices *devices;
};

static struct device *find(struct street *s, const char *mac)
{
	struct device_key key = a_device(mac);

	return devices_find(s->devices, &key, s->rules, START);
}

static int open_street(void **state)
{
	static struct street street;

	street.rules = good_rules(scene_rules, scene_personal);
	*state = &street;
	return devices_create(LIMIT, &street.devices);
}

static int close_street(void **state)
{
	struct street *s = *state;

	devices_destroy(s->devices);
	devices_destroy(NULL);
	rules_destroy(s->rules);
	return 0;
}

static void a_device_is_added_once_and_found_again(void **state)
{
	struct street *s = *state;
	struct device *first = find(s, CAMERA_MAC), *second = find(s, PHONE_MAC);

	assert_int_equal(devices_count(s->devices), 2);
	assert_ptr_not_equal(first, second);
	assert_ptr_equal(find(s, CAMERA_MAC), first);
	assert_ptr_equal(find(s, PHONE_MAC), second);
	assert_int_equal(devices_count(s->devices), 2);
	assert_ptr_equal(devices_at(s->devices, 0), first);
	assert_ptr_equal(devices_at(s->devices, 1), second);
}

static void a_full_table_refuses_the_next_but_still_finds(void **state)
{
	struct street *s = *state;
	struct device *first = find(s, CAMERA_MAC);
	char mac[MAC_TEXT];

	for (unsigned i = 1; i < LIMIT; i++) {
		snprintf(mac, sizeof(mac), "00:11:22:33:55:%02x", i);
		assert_non_null(find(s, mac));
	}
	assert_null(find(s, "00:11:22:33:55:99"));
	assert_ptr_equal(find(s, CAMERA_MAC), first);
	assert_int_equal(devices_count(s->devices), LIMIT);
}

static void a_device_known_by_its_address_has_it_from_the_start(void **state)
{
	struct street *s = *state;
	struct address address = an_address(CAMERA_IP);
	struct device_key key = {.kind = DEVICE_BY_ADDRESS};
	struct device *device;

	memcpy(key.bytes, address.bytes, sizeof(address.bytes));
	device = devices_find(s->devices, &key, s->rules, START);
	assert_memory_equal(device->ip.bytes, address.bytes, sizeof(address.bytes));
	assert_ptr_equal(devices_find(s->devices, &key, s->rules, START), device);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(a_device_is_added_once_and_found_again, open_street,
						close_street),
		cmocka_unit_test_setup_teardown(a_full_table_refuses_the_next_but_still_finds,
						open_street, close_street),
		cmocka_unit_test_setup_teardown(a_device_known_by_its_address_has_it_from_the_start,
						open_street, close_street),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
