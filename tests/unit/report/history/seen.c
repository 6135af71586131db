// SPDX-License-Identifier: GPL-2.0-or-later
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>
#include <string.h>

#include "report/history/seen.h"

static int add(struct seen *seen, const char *id, uint32_t part, uint64_t scope)
{
	struct event_upload upload = {.part = part};
	uint64_t more;

	snprintf(upload.id, sizeof(upload.id), "%s", id);
	return seen_add(seen, &upload, scope, &more);
}

static void a_part_is_new_once_in_each_scope(void **state)
{
	struct seen seen = {0};

	(void)state;
	assert_int_equal(add(&seen, "9f2c000000000001", 1, 0), 1);
	assert_int_equal(add(&seen, "9f2c000000000001", 1, 0), 0);
	assert_int_equal(add(&seen, "9f2c000000000001", 2, 0), 1);
	assert_int_equal(add(&seen, "9f2c000000000002", 1, 0), 1);
	assert_int_equal(add(&seen, "9f2c000000000001", 1, 1), 1);
	assert_int_equal(seen.count, 4);
	seen_clear(&seen);
}

static void thousands_are_told_apart(void **state)
{
	struct seen seen = {0};
	char id[EVENT_ID];

	(void)state;
	for (int again = 0; again < 2; again++)
		for (unsigned i = 0; i < 5000; i++) {
			snprintf(id, sizeof(id), "%016x", i);
			assert_int_equal(add(&seen, id, 1, 0), !again);
		}
	assert_int_equal(seen.count, 5000);
	seen_clear(&seen);
}

static void what_is_told_again_adds_as_much_as_it_is_longer(void **state)
{
	static const uint64_t told[] = {1000, 400, 2500, 2500, 1000};
	static const uint64_t added[] = {1000, 0, 1500, 0, 0};
	struct event_upload upload = {.id = "9f2c000000000001", .part = 1};
	struct seen seen = {0};
	uint64_t more;

	(void)state;
	for (size_t i = 0; i < sizeof(told) / sizeof(told[0]); i++) {
		upload.bytes_up = told[i];
		assert_int_equal(seen_add(&seen, &upload, 0, &more), i == 0);
		assert_int_equal(more, added[i]);
	}
	seen_clear(&seen);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_part_is_new_once_in_each_scope),
		cmocka_unit_test(thousands_are_told_apart),
		cmocka_unit_test(what_is_told_again_adds_as_much_as_it_is_longer),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
