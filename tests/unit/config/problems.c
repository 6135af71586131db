// SPDX-License-Identifier: GPL-2.0-or-later
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <string.h>

#include "config/problems.h"

static void what_is_wrong_and_its_cure_are_one_sentence_without_a_stop(void **state)
{
	struct problems problems = {0};

	(void)state;
	problems_add(&problems, "attach", "xdp", "its driver has none. Use tc.", "auto is taken");
	problems_add(&problems, "interface", NULL, "nothing is watched", NULL);
	assert_int_equal(problems.count, 2);
	assert_string_equal(problems.items[0].setting, "attach");
	assert_string_equal(problems.items[0].value, "xdp");
	assert_string_equal(problems.items[0].says, "its driver has none. Use tc; auto is taken");
	assert_string_equal(problems.items[1].value, "");
	assert_string_equal(problems.items[1].says, "nothing is watched");
}

static void more_than_there_is_room_for_are_counted_and_long_ones_cut(void **state)
{
	struct problems problems = {0};
	char much[2000];

	(void)state;
	memset(much, 'a', sizeof(much) - 1);
	much[sizeof(much) - 1] = '\0';
	for (int i = 0; i < 2 * PROBLEMS_MOST; i++)
		problems_add(&problems, much, much, much, much);
	assert_int_equal(problems.count, 2 * PROBLEMS_MOST);
	assert_int_equal(strlen(problems.items[PROBLEMS_MOST - 1].says),
			 sizeof(problems.items[0].says) - 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_wrong_and_its_cure_are_one_sentence_without_a_stop),
		cmocka_unit_test(more_than_there_is_room_for_are_counted_and_long_ones_cut),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
