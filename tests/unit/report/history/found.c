/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "report/history/found.h"
#include "report/support_lines.h"

static struct lines lines;

static int load(void **state)
{
	(void)state;
	lines_load(&lines, "tests/golden/report/demo.jsonl");
	return 0;
}

static int clear(void **state)
{
	(void)state;
	lines_clear(&lines);
	return 0;
}

static int look(const char *name, struct found *found, char error[LEDGER_ERROR])
{
	struct source source = lines_source(&lines);

	return found_look(&source, name, found, error);
}

static void an_event_is_found_by_number_or_by_its_ids_beginning(void **state)
{
	struct found found = {0};
	char error[LEDGER_ERROR];

	(void)state;
	assert_int_equal(look("5", &found, error), 0);
	assert_string_equal(found.kind, "upload");
	found_clear(&found);
	assert_int_equal(look("F5648EB9", &found, error), 0);
	assert_string_equal(found.kind, "local");
	found_clear(&found);
	assert_int_equal(look("dead", &found, error), -ENOENT);
	assert_int_equal(look("99", &found, error), -ENOENT);
	assert_false(found_is_name("34f"));
	assert_false(found_is_name("34g0"));
	assert_false(found_is_name(""));
	assert_true(found_is_name("3"));
}

static void two_that_begin_alike_are_both_named(void **state)
{
	struct lines_upload twin = lines_clip;
	struct found found = {0};
	char error[LEDGER_ERROR];

	(void)state;
	twin.id = "34f0aaaaaaaaaaaa";
	lines_upload(&lines, &twin);
	assert_int_equal(look("34f0", &found, error), -ENOTUNIQ);
	assert_non_null(strstr(error, "34f0fd4c2ae9d17a 34f0aaaaaaaaaaaa"));
}

static void what_is_found_is_a_copy(void **state)
{
	struct source source = lines_source(&lines);
	struct found found = {0};
	char error[LEDGER_ERROR];

	(void)state;
	assert_int_equal(found_look(&source, "5", &found, error), 0);
	assert_int_equal(found.number, 5);
	assert_int_equal(strlen(found.content), found.length);
	found_clear(&found);
	assert_null(found.content);
}

static void a_search_that_fails_leaves_nothing_behind(void **state)
{
	struct lines_upload twin = lines_clip;
	struct found found = {.number = 77};
	char error[LEDGER_ERROR];

	(void)state;
	twin.id = "34f0aaaaaaaaaaaa";
	lines_upload(&lines, &twin);
	assert_int_equal(look("34f0", &found, error), -ENOTUNIQ);
	assert_int_equal(found.number, 77);
	assert_null(found.content);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(an_event_is_found_by_number_or_by_its_ids_beginning,
						load, clear),
		cmocka_unit_test_setup_teardown(two_that_begin_alike_are_both_named, load, clear),
		cmocka_unit_test_setup_teardown(what_is_found_is_a_copy, load, clear),
		cmocka_unit_test_setup_teardown(a_search_that_fails_leaves_nothing_behind, load,
						clear),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
