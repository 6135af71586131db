// SPDX-License-Identifier: GPL-2.0-or-later
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "capture/offload/older.h"

static void what_was_there_and_sends_is_told_each_time_it_sent_as_much(void **state)
{
	struct older older = {0};

	(void)state;
	for (uint64_t hash = 1; hash <= 300; hash++)
		older_add(&older, hash, 1000000, 5000);
	assert_false(older_sends(&older, 7, 1000000 + OLDER_LEAST_BYTES - 1, 5000));
	assert_true(older_sends(&older, 7, 1000000 + OLDER_LEAST_BYTES, 5000));
	assert_false(older_sends(&older, 7, 1000000 + OLDER_LEAST_BYTES, 5000));
	assert_true(older_sends(&older, 7, 1000000 + 2 * OLDER_LEAST_BYTES, 6000));
	assert_true(older_sends(&older, 300, 3000000, 5000));
	assert_false(older_sends(&older, 301, 3000000, 5000));
	older_free(&older);
}

static void a_download_is_no_upload(void **state)
{
	struct older older = {0};

	(void)state;
	older_add(&older, 1, 0, 0);
	assert_false(older_sends(&older, 1, 100000, 5000000));
	older_free(&older);
}

static void what_passes_after_all_or_begins_anew_is_told_as_all_others_are(void **state)
{
	struct older older = {0};

	(void)state;
	older_add(&older, 1, 500, 500);
	older_add(&older, 2, 500, 500);
	older_see(&older, 1);
	assert_false(older_sends(&older, 1, 1000000, 500));
	assert_false(older_sends(&older, 2, 100, 500));
	assert_false(older_sends(&older, 2, 1000000, 500));
	older_free(&older);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_was_there_and_sends_is_told_each_time_it_sent_as_much),
		cmocka_unit_test(a_download_is_no_upload),
		cmocka_unit_test(what_passes_after_all_or_begins_anew_is_told_as_all_others_are),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
