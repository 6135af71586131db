/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "report/history/history_devices.h"
#include "json/reading.h"

#define DAY UINT64_C(86400000000000)

static struct history_devices devices;

static int clear(void **state)
{
	(void)state;
	history_devices_clear(&devices);
	return 0;
}

static struct json_object *camera(const char *mac, const char *ip, const char *name)
{
	struct json_object *object = json_object_new_object();

	json_object_object_add(object, "mac", mac ? json_object_new_string(mac) : NULL);
	json_object_object_add(object, "ip", json_object_new_string(ip));
	json_object_object_add(object, "name", name ? json_object_new_string(name) : NULL);
	return object;
}

static uint32_t see(const char *mac, const char *ip, const char *name, uint64_t time_ns)
{
	struct json_object *object = camera(mac, ip, name);
	uint32_t device = UINT32_MAX, kept;

	assert_int_equal(history_devices_see(&devices, object, time_ns, &device, &kept), 0);
	json_object_put(object);
	return device;
}

static const char *name_of(uint32_t device)
{
	return reading_text(devices.cameras.items[devices.items[device].camera], "name");
}

static void what_was_said_last_is_what_is_known(void **state)
{
	(void)state;
	assert_int_equal(see("f4:b8:5e:00:00:01", "192.168.1.2", NULL, 1 * DAY), 0);
	see("f4:b8:5e:00:00:01", "192.168.1.3", "Front door", 3 * DAY);
	see("f4:b8:5e:00:00:01", "192.168.1.3", "Old name", 2 * DAY);
	assert_int_equal(devices.count, 1);
	assert_string_equal(name_of(0), "Front door");
}

static void a_device_without_a_mac_goes_by_its_address(void **state)
{
	(void)state;
	assert_int_equal(see(NULL, "10.0.0.7", NULL, DAY), 0);
	assert_int_equal(see("f4:b8:5e:00:00:01", "10.0.0.7", NULL, DAY), 1);
	assert_string_equal(devices.items[0].key, "10.0.0.7");
}

static void a_camera_became_known_when_it_first_did(void **state)
{
	static const char *const moments[] = {"2026-03-02T10:00:00.000000Z",
					      "2026-03-01T10:00:00.000000Z",
					      "2026-03-03T10:00:00.000000Z"};

	(void)state;
	for (size_t i = 0; i < 3; i++) {
		struct json_object *record = json_object_new_object();
		struct json_object *object = camera("f4:b8:5e:00:00:01", "10.0.0.7", NULL);

		json_object_object_add(object, "identified_at", json_object_new_string(moments[i]));
		json_object_object_add(record, "camera", object);
		assert_int_equal(history_devices_know(&devices, record, 9 * DAY), 0);
		json_object_put(record);
	}
	assert_int_equal(devices.items[0].known_ns, reading_moment(moments[1]));
}

static void a_record_that_names_no_camera_makes_none(void **state)
{
	struct json_object *record = json_object_new_object();

	(void)state;
	assert_int_equal(history_devices_know(&devices, record, DAY), 0);
	assert_int_equal(devices.count, 0);
	json_object_put(record);
}

static void any_name_it_had_chooses_it(void **state)
{
	(void)state;
	see("f4:b8:5e:00:00:01", "192.168.1.2", "Garage", 1 * DAY);
	see("f4:b8:5e:00:00:01", "192.168.1.3", "Front door", 2 * DAY);
	see("f4:b8:5e:00:00:02", "192.168.1.4", "Nursery", 2 * DAY);
	assert_int_equal(history_devices_choose(&devices, "garage"), 0);
	assert_true(devices.items[0].chosen);
	assert_false(devices.items[1].chosen);
	assert_true(history_devices_keeps(&devices, "f4:b8:5e:00:00:01"));
	assert_false(history_devices_keeps(&devices, "f4:b8:5e:00:00:02"));
	assert_true(history_devices_keeps(&devices, NULL));
	assert_int_equal(history_devices_choose(&devices, "192.168.1.4"), 0);
	assert_false(devices.items[0].chosen);
	assert_int_equal(history_devices_choose(&devices, "Cellar"), -ENOENT);
}

static void more_devices_than_a_report_holds_are_refused(void **state)
{
	struct json_object *object;
	uint32_t device = 7, kept;
	char ip[32];

	(void)state;
	for (unsigned i = 0; i < HISTORY_DEVICES; i++) {
		snprintf(ip, sizeof(ip), "10.0.%u.%u", i / 256, i % 256);
		assert_int_equal(see(NULL, ip, NULL, DAY), i);
	}
	object = camera(NULL, "10.1.0.0", NULL);
	assert_int_equal(history_devices_see(&devices, object, DAY, &device, &kept), -E2BIG);
	assert_int_equal(device, 7);
	json_object_put(object);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_teardown(what_was_said_last_is_what_is_known, clear),
		cmocka_unit_test_teardown(a_device_without_a_mac_goes_by_its_address, clear),
		cmocka_unit_test_teardown(a_camera_became_known_when_it_first_did, clear),
		cmocka_unit_test_teardown(a_record_that_names_no_camera_makes_none, clear),
		cmocka_unit_test_teardown(any_name_it_had_chooses_it, clear),
		cmocka_unit_test_teardown(more_devices_than_a_report_holds_are_refused, clear),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
