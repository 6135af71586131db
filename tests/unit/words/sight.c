// SPDX-License-Identifier: GPL-2.0-or-later
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "words/sight.h"

static void every_reason_and_every_cure_has_words_of_its_own(void **state)
{
	char text[SIGHT_WORDS], other[SIGHT_WORDS];

	(void)state;
	for (int i = SIGHT_MERGED; i <= SIGHT_OUTSIDE; i++)
		for (int k = SIGHT_MERGED; k < i; k++)
			assert_string_not_equal(sight_reason_words((enum sight_reason)i, text),
						sight_reason_words((enum sight_reason)k, other));
	for (int i = CURE_ATTACH; i <= CURE_HOME_SIDE; i++)
		for (int k = CURE_ATTACH; k < i; k++)
			assert_string_not_equal(sight_cure_words((enum sight_cure)i, "lan", text),
						sight_cure_words((enum sight_cure)k, "lan", other));
}

static void the_side_of_the_home_is_named(void **state)
{
	char text[SIGHT_WORDS];

	(void)state;
	assert_string_equal(sight_cure_words(CURE_HOME_SIDE, "br-lan", text),
			    "watch the home's side: --interface br-lan");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_reason_and_every_cure_has_words_of_its_own),
		cmocka_unit_test(the_side_of_the_home_is_named),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
