/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "report/write/outline.h"

static void the_next_item_ends_the_one_before(void **state)
{
	struct outline outline = {0};

	(void)state;
	fprintf(outline_begin(&outline, OUTLINE_LINE), "%d and ", 1);
	fputs("2", outline.file);
	outline_put(&outline, OUTLINE_ITEM, "three");
	assert_int_equal(outline_finish(&outline), 0);
	assert_int_equal(outline.count, 2);
	assert_int_equal(outline.items[0].kind, OUTLINE_LINE);
	assert_string_equal(outline.items[0].text, "1 and 2");
	assert_int_equal(outline.items[1].kind, OUTLINE_ITEM);
	assert_string_equal(outline.items[1].text, "three");
	outline_clear(&outline);
	assert_int_equal(outline.count, 0);
}

static void finishing_twice_adds_nothing(void **state)
{
	struct outline outline = {0};

	(void)state;
	outline_put(&outline, OUTLINE_TITLE, "a");
	assert_int_equal(outline_finish(&outline), 0);
	assert_int_equal(outline_finish(&outline), 0);
	assert_int_equal(outline.count, 1);
	outline_clear(&outline);
}

static void what_is_written_when_it_is_cleared_is_freed(void **state)
{
	struct outline outline = {0};

	(void)state;
	for (int i = 0; i < 1000; i++)
		fprintf(outline_begin(&outline, OUTLINE_ROW), "row %d", i);
	assert_int_equal(outline.count, 999);
	assert_string_equal(outline.items[998].text, "row 998");
	outline_clear(&outline);
}

static void that_memory_was_short_is_told_at_the_end(void **state)
{
	struct outline outline = {.failed = true};

	(void)state;
	outline_put(&outline, OUTLINE_TITLE, "a");
	assert_int_equal(outline_finish(&outline), -ENOMEM);
	outline_clear(&outline);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_next_item_ends_the_one_before),
		cmocka_unit_test(finishing_twice_adds_nothing),
		cmocka_unit_test(what_is_written_when_it_is_cleared_is_freed),
		cmocka_unit_test(that_memory_was_short_is_told_at_the_end),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
