// SPDX-License-Identifier: GPL-2.0-or-later
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "ledger/suspects.h"

#define HOUR (3600 * 1000000000ULL)

static struct suspects suspects;

static void put(const char *device, uint64_t time_ns, const char *content)
{
	struct suspect record = {.time_ns = time_ns, .kind = "upload", .length = strlen(content)};

	snprintf(record.device, sizeof(record.device), "%s", device);
	assert_int_equal(suspects_put(&suspects, &record, content), 0);
}

static void taken(const char *device, uint64_t now_ns, const char *content)
{
	struct suspect *record = suspects_take(&suspects, device, now_ns);

	if (content) {
		assert_non_null(record);
		assert_string_equal(record->content, content);
		assert_string_equal(record->kind, "upload");
	} else {
		assert_null(record);
	}
	free(record);
}

static int clear(void **state)
{
	(void)state;
	suspects_drop(&suspects, NULL);
	assert_int_equal(suspects.count, 0);
	assert_int_equal(suspects.bytes, 0);
	assert_null(suspects.first);
	assert_null(suspects.last);
	return 0;
}

static void each_device_gets_its_own_in_the_order_they_came(void **state)
{
	(void)state;
	put("a", HOUR, "one");
	put("b", HOUR, "two");
	put("a", HOUR, "three");
	taken("c", HOUR, NULL);
	taken("a", HOUR, "one");
	put("a", HOUR, "four");
	taken("a", HOUR, "three");
	taken("a", HOUR, "four");
	taken("a", HOUR, NULL);
	taken("b", HOUR, "two");
	put("b", HOUR, "five");
	taken("b", HOUR, "five");
}

static void what_is_older_than_a_day_is_gone(void **state)
{
	(void)state;
	put("a", HOUR, "old");
	put("a", 2 * HOUR, "new");
	taken("a", 25 * HOUR + 1, "new");
	put("a", HOUR, "old");
	put("b", 26 * HOUR, "pushes it out");
	assert_int_equal(suspects.count, 1);
	taken("a", 0, NULL);
}

static void there_is_room_for_so_many_of_a_device_and_of_all(void **state)
{
	char text[16];

	(void)state;
	for (unsigned i = 0; i < 2 * SUSPECTS_DEVICE; i++) {
		snprintf(text, sizeof(text), "%u", i);
		put("a", HOUR, text);
	}
	assert_int_equal(suspects.count, SUSPECTS_DEVICE);
	taken("a", HOUR, "64");
	for (unsigned i = 0; i < 2 * SUSPECTS_ALL; i++) {
		snprintf(text, sizeof(text), "%u", i);
		put(text, HOUR, text);
	}
	assert_int_equal(suspects.count, SUSPECTS_ALL);
	taken("a", HOUR, NULL);
	taken("511", HOUR, NULL);
	taken("512", HOUR, "512");
}

static void there_is_room_for_so_many_bytes(void **state)
{
	char *large = calloc(1, SUSPECTS_BYTES / 8);

	(void)state;
	assert_non_null(large);
	memset(large, 'x', SUSPECTS_BYTES / 8 - 1);
	for (unsigned i = 0; i < 20; i++) {
		put("a", HOUR, large);
		assert_true(suspects.bytes <= SUSPECTS_BYTES);
	}
	assert_int_equal(suspects.count, 8);
	free(large);
}

static void what_is_dropped_or_forgotten_is_gone(void **state)
{
	static const char mine[] = "{\"camera\":{\"mac\":\"f4:b8:5e:00:00:01\",\"ip\":null,"
				   "\"name\":\"Hall\"}}";
	static const char other[] = "{\"camera\":{\"mac\":\"f4:b8:5e:00:00:02\",\"ip\":null,"
				    "\"name\":null},\"destination\":{\"host\":\"Hall\"}}";
	struct mention mention = {0};

	(void)state;
	put("1", HOUR, mine);
	put("2", HOUR, other);
	put("3", HOUR, "{}");
	put("1", HOUR, mine);
	suspects_drop(&suspects, "3");
	assert_int_equal(suspects.count, 3);
	assert_int_equal(mention_tell(&mention, "hall"), 0);
	suspects_forget(&suspects, &mention);
	assert_int_equal(suspects.count, 0);
	assert_null(suspects.last);
	put("2", HOUR, "{}");
	suspects_forget(&suspects, &mention);
	taken("2", HOUR, "{}");
	mention_free(&mention);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_teardown(each_device_gets_its_own_in_the_order_they_came, clear),
		cmocka_unit_test_teardown(what_is_older_than_a_day_is_gone, clear),
		cmocka_unit_test_teardown(there_is_room_for_so_many_of_a_device_and_of_all, clear),
		cmocka_unit_test_teardown(there_is_room_for_so_many_bytes, clear),
		cmocka_unit_test_teardown(what_is_dropped_or_forgotten_is_gone, clear),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
