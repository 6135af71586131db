/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "report/history/pool.h"

static void equal_objects_are_kept_once_and_others_apart(void **state)
{
	struct pool pool = {0};

	(void)state;
	for (unsigned round = 0; round < 2; round++)
		for (unsigned i = 0; i < 1000; i++) {
			struct json_object *object = json_object_new_object();
			uint32_t index = UINT32_MAX;

			json_object_object_add(object, "n", json_object_new_int((int)i));
			assert_int_equal(pool_keep(&pool, object, &index), 0);
			assert_int_equal(index, i);
			json_object_put(object);
		}
	assert_int_equal(pool.count, 1000);
	pool_clear(&pool);
}

static void more_than_its_most_is_refused(void **state)
{
	struct pool pool = {0};
	uint32_t index = 7;

	(void)state;
	for (unsigned i = 0; i <= POOL_MOST; i++) {
		struct json_object *object = json_object_new_int((int)i);

		assert_int_equal(pool_keep(&pool, object, &index), i < POOL_MOST ? 0 : -E2BIG);
		json_object_put(object);
	}
	assert_int_equal(index, POOL_MOST - 1);
	pool_clear(&pool);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(equal_objects_are_kept_once_and_others_apart),
		cmocka_unit_test(more_than_its_most_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
