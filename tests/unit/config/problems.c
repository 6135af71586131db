// SPDX-License-Identifier: GPL-2.0-or-later
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "config/problems.h"

static void what_is_wrong_and_the_cure_are_kept(void **state)
{
	struct problems problems = {0};

	(void)state;
	problems_add(&problems, "attach", "sideways", "no such way", "write tc");
	problems_add(&problems, "rules", "", "none there", NULL);
	assert_int_equal(problems_kept(&problems), 2);
	assert_string_equal(problems.items[0].setting, "attach");
	assert_string_equal(problems.items[0].value, "sideways");
	assert_string_equal(problems.items[0].says, "no such way; write tc");
	assert_string_equal(problems.items[1].says, "none there");
}

static void what_is_more_is_counted_and_what_is_longer_is_cut(void **state)
{
	struct problems problems = {0};
	char text[4096];

	(void)state;
	memset(text, 'a', sizeof(text) - 1);
	text[sizeof(text) - 1] = '\0';
	for (int i = 0; i < PROBLEMS_MOST + 3; i++)
		problems_add(&problems, text, text, text, text);
	assert_int_equal(problems.count, PROBLEMS_MOST + 3);
	assert_int_equal(problems_kept(&problems), PROBLEMS_MOST);
	assert_int_equal(strlen(problems.items[0].value), sizeof(problems.items[0].value) - 1);
	assert_int_equal(strlen(problems.items[PROBLEMS_MOST - 1].says),
			 sizeof(problems.items[0].says) - 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_wrong_and_the_cure_are_kept),
		cmocka_unit_test(what_is_more_is_counted_and_what_is_longer_is_cut),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
