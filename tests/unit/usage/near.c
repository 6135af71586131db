// SPDX-License-Identifier: GPL-2.0-or-later
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <cmocka.h>

#include "usage/near.h"

static const char *nearest(const char *word)
{
	static const char *const words[] = {"watch", "status",	  "report", "replay",
					    "rules", "keep-days", "keep-mb"};
	struct near near = {.word = word};

	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		near_weigh(&near, words[i]);
	return near.best;
}

static void a_letter_too_many_too_few_wrong_or_swapped_is_forgiven(void **state)
{
	(void)state;
	assert_string_equal(nearest("wacth"), "watch");
	assert_string_equal(nearest("stauts"), "status");
	assert_string_equal(nearest("reply"), "replay");
	assert_string_equal(nearest("reporrt"), "report");
	assert_string_equal(nearest("ruels"), "rules");
}

static void a_beginning_is_near(void **state)
{
	(void)state;
	assert_string_equal(nearest("keep"), "keep-days");
	assert_string_equal(nearest("stat"), "status");
}

static void what_is_far_is_not_guessed(void **state)
{
	(void)state;
	assert_null(nearest("frobnicate"));
	assert_null(nearest(""));
	assert_null(nearest("x"));
	assert_null(nearest("a-word-that-is-much-longer-than-any-that-there-is"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_letter_too_many_too_few_wrong_or_swapped_is_forgiven),
		cmocka_unit_test(a_beginning_is_near),
		cmocka_unit_test(what_is_far_is_not_guessed),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
