// SPDX-License-Identifier: GPL-2.0-or-later
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "system/release.h"

static void the_kernel_has_a_version(void **state)
{
	(void)state;
	assert_false(release_before(2, 6));
	assert_true(release_before(1000, 0));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_kernel_has_a_version),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
