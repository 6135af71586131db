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

static struct device *find_at(struct street *s, unsigned last, uint64_t time_ns)
{
	struct device_key key = a_device("00:11:22:33:55:00");

	key.bytes[5] = (uint8_t)last;
	return devices_find(s->devices, &key, s->rules, time_ns);
}

static struct device *look(struct street *s, unsigned last)
{
	struct device_key key = a_device("00:11:22:33:55:00");

	key.bytes[5] = (uint8_t)last;
	return devices_look(s->devices, &key);
}

#define DAY (24 * 3600 * SECOND)

static void who_is_no_camera_and_was_not_heard_for_a_day_makes_room(void **state)
{
	struct street *s = *state;
	uint64_t later = START + DAY + 100 * SECOND;

	for (unsigned i = 0; i < LIMIT; i++)
		find_at(s, i, START + i * SECOND);
	look(s, 0)->declared = true;
	look(s, 1)->state = DEVICE_CAMERA;
	look(s, 2)->dismissed = true;
	look(s, 3)->waiting_first = (struct episode *)s; /* only asked whether there is one */
	look(s, 4)->state = DEVICE_OTHER;
	look(s, 4)->evidence_count = 3;
	find_at(s, 5, later);
	assert_non_null(find_at(s, 100, later));
	assert_null(look(s, 4));
	assert_non_null(find_at(s, 101, later));
	assert_null(look(s, 6));
	assert_non_null(find_at(s, 102, later));
	assert_null(look(s, 7));
	assert_null(find_at(s, 103, later));
	assert_int_equal(devices_crowded_out(s->devices), 0); /* who went was away */
	assert_int_equal(devices_count(s->devices), LIMIT);
	for (unsigned i = 0; i < 4; i++)
		assert_non_null(look(s, i));
	look(s, 3)->waiting_first = NULL;
	assert_non_null(look(s, 5));
	for (unsigned i = 100; i < 103; i++)
		assert_int_equal(look(s, i)->evidence_count, 0);
}

static void who_nothing_is_known_of_makes_room_and_is_counted_where_it_sent_to_outside(void **state)
{
	struct street *s = *state;

	for (unsigned i = 0; i < LIMIT; i++)
		find_at(s, i, START + i * SECOND);
	look(s, 0)->evidence_count = 1;
	look(s, 1)->state = DEVICE_OTHER;
	look(s, 2)->bytes_up = 60;
	look(s, 3)->dismissed = true;
	look(s, 5)->waiting_first = (struct episode *)s; /* only asked whether there is one */
	assert_non_null(find_at(s, 100, START + 20 * SECOND));
	assert_null(look(s, 4)); /* before 2, of which something would be missed */
	for (unsigned i = 6; i < LIMIT; i++)
		look(s, i)->state = DEVICE_CAMERA;
	look(s, 100)->evidence_count = 1;
	assert_int_equal(devices_crowded_out(s->devices), 0);
	assert_non_null(find_at(s, 101, START + 30 * SECOND));
	assert_null(look(s, 2));
	assert_int_equal(devices_crowded_out(s->devices), 1);
	assert_null(find_at(s, 102, START + 30 * SECOND)); /* 101 is in use */
	look(s, 5)->waiting_first = NULL;
}

static void who_is_known_and_no_camera_makes_room_last_and_once_it_is_silent(void **state)
{
	struct street *s = *state;

	for (unsigned i = 0; i < LIMIT; i++) {
		struct device *d = find_at(s, i, START + i * SECOND);

		d->evidence_count = 1;
		d->state = i % 2 ? DEVICE_CAMERA : i < 4 ? DEVICE_OTHER : DEVICE_UNDECIDED;
	}
	assert_null(find_at(s, 100, START + 59 * SECOND));
	assert_non_null(find_at(s, 100, START + 60 * SECOND));
	assert_null(look(s, 0));
	assert_null(find_at(s, 101, START + 60 * SECOND));
	for (unsigned i = 1; i < LIMIT; i++)
		assert_non_null(look(s, i));
}

/* Else each made-up MAC would have all of them looked at. */
static void those_who_stay_are_not_asked_again_and_again(void **state)
{
	struct street *s = *state;

	devices_destroy(s->devices);
	assert_int_equal(devices_create(200, &s->devices), 0);
	for (unsigned i = 0; i < 200; i++)
		find_at(s, i, START + i * SECOND)->state =
			i < 100 ? DEVICE_CAMERA : DEVICE_UNDECIDED;
	/* A few are asked at a time; who comes again finds others asked. */
	for (unsigned i = 0; i < 8 && !find_at(s, 201, START + (300 + i) * SECOND); i++)
		;
	assert_non_null(look(s, 201));
	assert_null(look(s, 100));
	assert_non_null(find_at(s, 202, START + 400 * SECOND));
	for (unsigned i = 0; i < 100; i++)
		assert_int_equal(look(s, i)->state, DEVICE_CAMERA);
}

static void phones_of_months_find_room_and_the_camera_stays(void **state)
{
	struct street *s = *state;
	struct device_key phone = a_device("02:00:00:00:00:00"), camera = a_device(CAMERA_MAC);
	uint64_t now = START;

	devices_find(s->devices, &camera, s->rules, now)->state = DEVICE_CAMERA;
	for (unsigned i = 1; i < 2000; i++) {
		phone.bytes[3] = 1;
		phone.bytes[4] = (uint8_t)(i >> 8);
		phone.bytes[5] = (uint8_t)i;
		now += DAY / 4;
		assert_non_null(devices_find(s->devices, &phone, s->rules, now));
		assert_memory_equal(&devices_look(s->devices, &phone)->key, &phone, sizeof(phone));
		assert_int_equal(devices_look(s->devices, &camera)->state, DEVICE_CAMERA);
	}
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
		cmocka_unit_test_setup_teardown(
			who_is_no_camera_and_was_not_heard_for_a_day_makes_room, open_street,
			close_street),
		cmocka_unit_test_setup_teardown(
			who_nothing_is_known_of_makes_room_and_is_counted_where_it_sent_to_outside,
			open_street, close_street),
		cmocka_unit_test_setup_teardown(
			who_is_known_and_no_camera_makes_room_last_and_once_it_is_silent,
			open_street, close_street),
		cmocka_unit_test_setup_teardown(those_who_stay_are_not_asked_again_and_again,
						open_street, close_street),
		cmocka_unit_test_setup_teardown(phones_of_months_find_room_and_the_camera_stays,
						open_street, close_street),
		cmocka_unit_test_setup_teardown(a_device_known_by_its_address_has_it_from_the_start,
						open_street, close_street),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
