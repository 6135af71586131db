// SPDX-License-Identifier: GPL-2.0-or-later
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "page/assets.h"

static void each_file_of_the_page_is_there(void **state)
{
	(void)state;
	for (unsigned i = ASSETS_PAGE; i <= ASSETS_OPENAPI; i++) {
		const struct asset *asset = assets_find(i);

		assert_non_null(asset);
		assert_non_null(asset->type);
		assert_true(asset->end > asset->bytes);
		assert_int_equal(*asset->end, '\0');
	}
	assert_memory_equal(assets_find(ASSETS_PAGE)->bytes, "<!DOCTYPE html>", 15);
	assert_memory_equal(assets_find(ASSETS_OPENAPI)->bytes, "{\n\t\"openapi\"", 12);
	assert_null(assets_find(ASSETS_OPENAPI + 1));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_file_of_the_page_is_there),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
