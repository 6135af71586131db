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

	snprintf(upload.id, sizeof(upload.id), "%s", id);
	return seen_add(seen, &upload, scope);
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

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_part_is_new_once_in_each_scope),
		cmocka_unit_test(thousands_are_told_apart),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
