// SPDX-License-Identifier: GPL-2.0-or-later
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "base/stop.h"

static void a_stop_waits_until_somebody_asks_and_is_forgotten_at_the_end(void **state)
{
	static const int signals[] = {SIGINT, SIGTERM};
	sigset_t before;

	(void)state;
	for (size_t i = 0; i < 2; i++) {
		stop_hold(&before);
		assert_false(stop_asked());
		raise(signals[i]);
		assert_true(stop_asked());
		assert_true(stop_asked());
		stop_let_go(&before);
		assert_false(stop_asked());
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_stop_waits_until_somebody_asks_and_is_forgotten_at_the_end),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
