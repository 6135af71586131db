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

#include "report/history/array.h"

static void it_doubles_and_keeps_what_is_there(void **state)
{
	uint64_t *items = NULL;
	size_t count, room = 0;

	(void)state;
	for (count = 0; count < 1000; count++) {
		assert_int_equal(array_grow((void **)&items, count, &room, 1000, sizeof(*items)),
				 0);
		items[count] = count;
	}
	assert_int_equal(room, 1024);
	for (size_t i = 0; i < count; i++)
		assert_int_equal(items[i], i);
	free(items);
}

static void what_is_full_is_refused_though_there_is_room(void **state)
{
	uint64_t *items = NULL;
	size_t room = 0;

	(void)state;
	assert_int_equal(array_grow((void **)&items, 0, &room, 3, sizeof(*items)), 0);
	assert_int_equal(array_grow((void **)&items, 2, &room, 3, sizeof(*items)), 0);
	assert_int_equal(array_grow((void **)&items, 3, &room, 3, sizeof(*items)), -E2BIG);
	free(items);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(it_doubles_and_keeps_what_is_there),
		cmocka_unit_test(what_is_full_is_refused_though_there_is_room),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
