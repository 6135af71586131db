// SPDX-License-Identifier: GPL-2.0-or-later
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include <errno.h>

#include "engine/owner.h"
#include "support.h"
#include "support_rules.h"

static struct owner owner;
static struct rules *rules;

static int begin(void **state)
{
	(void)state;
	memset(&owner, 0, sizeof(owner));
	rules = good_rules(scene_rules, scene_personal);
	return 0;
}

static int end(void **state)
{
	(void)state;
	rules_destroy(rules);
	return 0;
}

static struct device met(const char *mac)
{
	struct device device = {0};
	struct device_key key = a_device(mac);

	device_begin(&device, &key, rules, START);
	owner_meet(&owner, &device);
	return device;
}

static struct device_key by_address(const char *text)
{
	struct device_key key = {.kind = DEVICE_BY_ADDRESS};
	struct address address = an_address(text);

	memcpy(key.bytes, address.bytes, 16);
	return key;
}

static void a_word_waits_for_its_device(void **state)
{
	struct device_key key = a_device(CAMERA_MAC);
	struct device device;

	(void)state;
	assert_int_equal(owner_confirm(&owner, &key, "Front door"), 0);
	assert_int_equal(met(PHONE_MAC).state, DEVICE_UNDECIDED);
	device = met(CAMERA_MAC);
	assert_int_equal(device.state, DEVICE_CAMERA);
	assert_true(device.declared);
	assert_string_equal(device.name, "Front door");
}

static void a_word_moves_to_the_device_that_uses_its_address(void **state)
{
	struct device_key address = by_address(CAMERA_IP), mac = a_device(CAMERA_MAC);

	(void)state;
	assert_int_equal(owner_unname(&owner, &mac), -ENOENT);
	assert_int_equal(owner_confirm(&owner, &address, "Front door"), 0);
	owner_move(&owner, &address, &mac);
	assert_int_equal(owner.count, 1);
	assert_string_equal(met(CAMERA_MAC).name, "Front door");
	/* What was said of the device itself goes before. */
	assert_int_equal(owner_confirm(&owner, &address, "Hall"), 0);
	owner_move(&owner, &address, &mac);
	assert_int_equal(owner.count, 1);
	assert_string_equal(met(CAMERA_MAC).name, "Front door");
	assert_int_equal(owner_unname(&owner, &mac), 0);
	assert_string_equal(met(CAMERA_MAC).name, "");
	assert_true(met(CAMERA_MAC).declared);
}

static void the_last_word_holds_and_the_name_stays(void **state)
{
	struct device_key key = a_device("70:ad:43:00:00:01");
	struct device device;

	(void)state;
	assert_int_equal(met("70:ad:43:00:00:01").state, DEVICE_CAMERA);
	assert_int_equal(owner_confirm(&owner, &key, "Attic"), 0);
	assert_int_equal(owner_dismiss(&owner, &key), 0);
	device = met("70:ad:43:00:00:01");
	assert_int_equal(device.state, DEVICE_OTHER);
	assert_true(device.dismissed);
	assert_int_equal(owner_confirm(&owner, &key, NULL), 0);
	device = met("70:ad:43:00:00:01");
	assert_int_equal(device.state, DEVICE_CAMERA);
	assert_false(device.dismissed);
	assert_string_equal(device.name, "Attic");
	assert_int_equal(owner.count, 1);
}

static void an_address_stands_for_who_uses_it_unless_that_one_was_dismissed(void **state)
{
	struct device_key address = by_address(CAMERA_IP), mac = a_device(CAMERA_MAC);
	struct device device = met(CAMERA_MAC);

	(void)state;
	assert_int_equal(owner_confirm(&owner, &address, "Front door"), 0);
	device.ip = an_address(PHONE_IP);
	owner_locate(&owner, &device);
	assert_int_equal(device.state, DEVICE_UNDECIDED);
	device.ip = an_address(CAMERA_IP);
	owner_locate(&owner, &device);
	assert_int_equal(device.state, DEVICE_CAMERA);
	assert_int_equal(owner_dismiss(&owner, &mac), 0);
	device = met(CAMERA_MAC);
	device.ip = an_address(CAMERA_IP);
	owner_locate(&owner, &device);
	assert_int_equal(device.state, DEVICE_OTHER);
}

static void a_word_knows_whether_its_device_was_met(void **state)
{
	struct device_key address = by_address(CAMERA_IP), mac = a_device(CAMERA_MAC);
	struct device device;

	(void)state;
	assert_int_equal(owner_confirm(&owner, &mac, NULL), 0);
	assert_int_equal(owner_confirm(&owner, &address, NULL), 0);
	device = met(PHONE_MAC);
	device.ip = an_address(PHONE_IP);
	owner_locate(&owner, &device);
	assert_false(owner.words[0].met);
	assert_false(owner.words[1].met);
	/* Also where what was said of the device itself goes before. */
	device = met(CAMERA_MAC);
	assert_true(owner.words[0].met);
	device.ip = an_address(CAMERA_IP);
	owner_locate(&owner, &device);
	assert_true(owner.words[1].met);
}

static void words_have_an_end(void **state)
{
	struct device_key key = a_device(CAMERA_MAC);

	(void)state;
	for (unsigned i = 0; i < OWNER_WORDS; i++) {
		key.bytes[4] = (uint8_t)(i >> 8);
		key.bytes[5] = (uint8_t)i;
		assert_int_equal(owner_dismiss(&owner, &key), 0);
	}
	assert_int_equal(owner_confirm(&owner, &key, NULL), 0);
	key.bytes[3] = 1;
	assert_int_equal(owner_confirm(&owner, &key, NULL), -ENOSPC);
	assert_int_equal(owner_dismiss(&owner, &key), -ENOSPC);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(a_word_waits_for_its_device, begin, end),
		cmocka_unit_test_setup_teardown(a_word_moves_to_the_device_that_uses_its_address,
						begin, end),
		cmocka_unit_test_setup_teardown(the_last_word_holds_and_the_name_stays, begin, end),
		cmocka_unit_test_setup_teardown(
			an_address_stands_for_who_uses_it_unless_that_one_was_dismissed, begin,
			end),
		cmocka_unit_test_setup_teardown(a_word_knows_whether_its_device_was_met, begin,
						end),
		cmocka_unit_test_setup_teardown(words_have_an_end, begin, end),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
