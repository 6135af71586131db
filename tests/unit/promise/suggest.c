// SPDX-License-Identifier: GPL-2.0-or-later
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "promise/suggest.h"

static const char *const known[] = {"nothing leaves", "only clips", "clips", NULL};

static void a_word_that_is_nearly_right_is_recognised(void **state)
{
	(void)state;
	assert_string_equal(suggest("nothing leves", known), "nothing leaves");
	assert_string_equal(suggest("nothing leavess", known), "nothing leaves");
	assert_string_equal(suggest("NOTHING LEAVES", known), "nothing leaves");
	assert_string_equal(suggest("nothink leaves", known), "nothing leaves");
}

static void two_letters_that_changed_places_are_one_mistake(void **state)
{
	(void)state;
	assert_string_equal(suggest("clisp", known), "clips");
	assert_string_equal(suggest("lcips", known), "clips");
}

static void what_is_far_from_everything_is_no_typing_error(void **state)
{
	char longest[200];

	(void)state;
	assert_null(suggest("", known));
	assert_null(suggest("soup", known));
	assert_null(suggest("slap", known));
	memset(longest, 'c', sizeof(longest) - 1);
	longest[sizeof(longest) - 1] = '\0';
	assert_null(suggest(longest, known));
}

static void the_nearest_of_several_is_meant(void **state)
{
	static const char *const alike[] = {"no live", "no lives", "no live views", NULL};

	(void)state;
	assert_string_equal(suggest("no livex", alike), "no live");
	assert_string_equal(suggest("no lives", alike), "no lives");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_word_that_is_nearly_right_is_recognised),
		cmocka_unit_test(two_letters_that_changed_places_are_one_mistake),
		cmocka_unit_test(what_is_far_from_everything_is_no_typing_error),
		cmocka_unit_test(the_nearest_of_several_is_meant),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
