// SPDX-License-Identifier: GPL-2.0-or-later
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include <errno.h>

#include "attest/subject.h"
#include "attest/support_case.h"

static struct kept kept;
static char key[LEDGER_DEVICE], error[LEDGER_ERROR];

static int set_up(void **state)
{
	struct event hour = case_hour(0, 10);

	(void)state;
	case_open(&kept);
	case_add(&kept, &hour, CASE_AT(1, 0));
	hour.traffic.camera.mac = ROOM_OTHER;
	hour.traffic.camera.name = "Mum's \"den\" \\ Küche";
	hour.traffic.camera.ip = "192.168.1.131";
	case_add(&kept, &hour, CASE_AT(1, 0));
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	case_close(&kept);
	return 0;
}

static int find(const char *called)
{
	struct records source = records_of(kept.ledger);

	return subject_find(&source, called, key, error);
}

static void a_camera_is_found_by_name_mac_and_address(void **state)
{
	static const char *const calls[] = {"Front door", "FRONT DOOR", ROOM_MAC,
					    "F4:B8:5E:35:67:B0", ROOM_IP};

	(void)state;
	for (size_t i = 0; i < sizeof(calls) / sizeof(calls[0]); i++) {
		key[0] = '\0';
		assert_int_equal(find(calls[i]), 0);
		assert_string_equal(key, ROOM_MAC);
	}
	assert_int_equal(find("Mum's \"den\" \\ Küche"), 0);
	assert_string_equal(key, ROOM_OTHER);
}

static void part_of_a_name_is_no_name(void **state)
{
	(void)state;
	assert_int_equal(find("Front"), -ENOENT);
	assert_int_equal(find("192.168.1.13"), -ENOENT);
}

static void who_misspells_a_name_is_told_which_there_are(void **state)
{
	(void)state;
	assert_int_equal(find("Back door"), -ENOENT);
	assert_non_null(strstr(error, "no camera \"Back door\""));
	assert_non_null(strstr(error, "Front door (" ROOM_MAC ")"));
	assert_non_null(strstr(error, ROOM_OTHER));
}

static void a_name_that_two_had_is_nobodys(void **state)
{
	struct event hour = case_hour(1, 10);

	(void)state;
	hour.traffic.camera.mac = ROOM_OTHER;
	case_add(&kept, &hour, CASE_AT(2, 0));
	assert_int_equal(find("Front door"), -ENOTUNIQ);
	assert_non_null(strstr(error, ROOM_MAC));
	assert_non_null(strstr(error, ROOM_OTHER));
	assert_int_equal(find(ROOM_OTHER), 0);
	assert_string_equal(key, ROOM_OTHER);
}

static void an_empty_history_has_no_camera(void **state)
{
	struct records source;
	struct kept empty;

	(void)state;
	case_open(&empty);
	source = records_of(empty.ledger);
	assert_int_equal(subject_find(&source, "x", key, error), -ENOENT);
	assert_non_null(strstr(error, "It holds no camera."));
	case_close(&empty);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_camera_is_found_by_name_mac_and_address),
		TEST(part_of_a_name_is_no_name),
		TEST(who_misspells_a_name_is_told_which_there_are),
		TEST(a_name_that_two_had_is_nobodys),
		TEST(an_empty_history_has_no_camera),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
