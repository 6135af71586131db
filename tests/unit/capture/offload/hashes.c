// SPDX-License-Identifier: GPL-2.0-or-later
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "capture/offload/hashes.h"

static void what_was_added_is_there_until_all_is_cleared(void **state)
{
	struct hashes hashes = {0};

	(void)state;
	assert_false(hashes_have(&hashes, 1));
	for (uint64_t hash = 1; hash <= 3000; hash++)
		hashes_add(&hashes, hash);
	assert_true(hashes_have(&hashes, 1));
	assert_true(hashes_have(&hashes, 3000));
	assert_false(hashes_have(&hashes, 3001));
	hashes_clear(&hashes);
	assert_false(hashes_have(&hashes, 1));
	hashes_free(&hashes);
}

static void where_one_found_no_room_any_may_have_been_there(void **state)
{
	struct hashes hashes = {0};

	(void)state;
	for (uint64_t hash = 0; hash < HASHES_MOST; hash++)
		hashes_add(&hashes, hash);
	assert_false(hashes_have(&hashes, HASHES_MOST));
	hashes_add(&hashes, HASHES_MOST);
	assert_int_equal(hashes.count, HASHES_MOST);
	assert_true(hashes_have(&hashes, HASHES_MOST + 7));
	hashes_clear(&hashes);
	assert_false(hashes_have(&hashes, HASHES_MOST + 7));
	hashes_free(&hashes);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_was_added_is_there_until_all_is_cleared),
		cmocka_unit_test(where_one_found_no_room_any_may_have_been_there),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
