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
	struct records source = lines_source(&lines);

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

/* A handle may have no letter in it: who types what a line ends in means that event. */
static void a_handle_of_digits_alone_is_no_number(void **state)
{
	struct lines_upload digits = lines_clip;
	struct found found = {0};
	char error[LEDGER_ERROR];

	(void)state;
	digits.id = "0005aaaaaaaaaaaa";
	lines_upload(&lines, &digits);
	assert_int_equal(look("#0005", &found, error), 0);
	assert_int_equal(found.number, lines.count);
	found_clear(&found);
	assert_int_equal(look("0005", &found, error), 0);
	assert_int_equal(found.number, lines.count);
	found_clear(&found);
	assert_int_equal(look("#34f0", &found, error), 0);
	assert_int_equal(look("#5", &found, error), -ENOENT);
	found_clear(&found);
}

/* As where a capture was replayed again with its camera named. */
static void an_event_that_was_recorded_again_is_one_as_it_was_recorded_last(void **state)
{
	static const char *const names[] = {"34f0", "19:41", "last"};
	struct lines_upload again = lines_clip;
	struct found found = {0};
	char error[LEDGER_ERROR];

	(void)state;
	again.id = again.series = "34f0fd4c2ae9d17a";
	again.start = again.end = "2026-03-02T19:41:40.074491";
	lines_upload(&lines, &again);
	for (size_t i = 0; i < 2; i++) {
		assert_int_equal(look(names[i], &found, error), 0);
		assert_int_equal(found.number, lines.count);
		found_clear(&found);
	}
	again.id = again.series = "cccc000000000000";
	again.start = again.end = "2026-03-06T10:00:00";
	lines_upload(&lines, &again);
	lines_upload(&lines, &again);
	assert_int_equal(look(names[2], &found, error), 0);
	assert_int_equal(found.number, lines.count);
	found_clear(&found);
}

static void the_last_one_and_that_of_a_minute_are_found(void **state)
{
	struct lines_upload upload = lines_clip;
	struct found found = {0};
	char error[LEDGER_ERROR];

	(void)state;
	assert_int_equal(look("last", &found, error), 0);
	assert_non_null(strstr(found.content, "\"id\":\"263b"));
	found_clear(&found);
	assert_int_equal(look("19:41", &found, error), 0);
	assert_non_null(strstr(found.content, "\"id\":\"34f0"));
	found_clear(&found);
	assert_int_equal(look("2026-03-02T19:46", &found, error), 0);
	assert_non_null(strstr(found.content, "\"id\":\"15fd"));
	found_clear(&found);
	assert_int_equal(look("2026-03-01T19:46", &found, error), -ENOENT);
	assert_int_equal(look("23:59", &found, error), -ENOENT);
	/* Of a later day the same minute is meant rather; of two in it both are named. */
	upload.id = upload.series = "aaaa000000000000";
	upload.start = upload.end = "2026-03-05T19:41:02";
	lines_upload(&lines, &upload);
	assert_int_equal(look("19:41", &found, error), 0);
	assert_non_null(strstr(found.content, "\"id\":\"aaaa"));
	found_clear(&found);
	upload.id = upload.series = "bbbb000000000000";
	lines_upload(&lines, &upload);
	assert_int_equal(look("19:41", &found, error), -ENOTUNIQ);
	assert_string_equal(error, "2 events began at 19:41: name one of them, as in "
				   "aaaa000000000000 bbbb000000000000");
	assert_true(found_is_name("last"));
	assert_true(found_is_name("9:41"));
	assert_false(found_is_name("19:60"));
	assert_false(found_is_name("24:00"));
	assert_false(found_is_name("#34"));
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
	struct records source = lines_source(&lines);
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
		cmocka_unit_test_setup_teardown(a_handle_of_digits_alone_is_no_number, load, clear),
		cmocka_unit_test_setup_teardown(
			an_event_that_was_recorded_again_is_one_as_it_was_recorded_last, load,
			clear),
		cmocka_unit_test_setup_teardown(the_last_one_and_that_of_a_minute_are_found, load,
						clear),
		cmocka_unit_test_setup_teardown(two_that_begin_alike_are_both_named, load, clear),
		cmocka_unit_test_setup_teardown(what_is_found_is_a_copy, load, clear),
		cmocka_unit_test_setup_teardown(a_search_that_fails_leaves_nothing_behind, load,
						clear),
	};

	setenv("TZ", "UTC", 1);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
