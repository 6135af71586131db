// SPDX-License-Identifier: GPL-2.0-or-later
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <errno.h>
#include <string.h>

#include "ledger/schema.h"
#include "ledger/support_room.h"

static const char *const steps[] = {"CREATE TABLE one (a)", "ALTER TABLE one ADD COLUMN b",
				    "CREATE TABLE three (c)"};
static const char *const broken[] = {"CREATE TABLE one (a)", "CREATE TABLE two (a)",
				     "CREATE TABLE one (again)"};

static struct store store;

static int set_up(void **state)
{
	(void)state;
	assert_int_equal(store_open(":memory:", LEDGER_WRITE, &store), 0);
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	store_close(&store);
	return 0;
}

static int64_t number(const char *sql)
{
	int64_t out = -1;

	assert_int_equal(store_number(&store, sql, &out), 0);
	return out;
}

static void an_empty_file_becomes_a_ledger(void **state)
{
	(void)state;
	assert_int_equal(schema_check(&store, schema_step_count), -ENODATA);
	assert_int_equal(schema_bring(&store, schema_steps, schema_step_count), 0);
	assert_int_equal(schema_check(&store, schema_step_count), 0);
	assert_int_equal(number("PRAGMA application_id"), SCHEMA_APPLICATION);
	assert_int_equal(schema_bring(&store, schema_steps, schema_step_count), 0);
}

static void an_older_file_is_brought_up_step_by_step(void **state)
{
	(void)state;
	assert_int_equal(schema_bring(&store, steps, 1), 0);
	assert_int_equal(store_run(&store, "INSERT INTO one VALUES (7)"), 0);
	assert_int_equal(schema_check(&store, 3), -EUCLEAN);
	assert_non_null(strstr(store.error, "older Lenswatch"));
	assert_int_equal(schema_bring(&store, steps, 3), 0);
	assert_int_equal(number("PRAGMA user_version"), 3);
	assert_int_equal(number("SELECT a FROM one WHERE b IS NULL"), 7);
	assert_int_equal(number("SELECT count(*) FROM three"), 0);
}

static void a_step_that_fails_leaves_the_file_as_it_was(void **state)
{
	(void)state;
	assert_int_equal(schema_bring(&store, broken, 1), 0);
	assert_int_not_equal(schema_bring(&store, broken, 3), 0);
	assert_int_equal(number("PRAGMA user_version"), 1);
	assert_int_equal(number("SELECT count(*) FROM sqlite_schema"), 1);
}

static void a_newer_file_is_refused(void **state)
{
	(void)state;
	assert_int_equal(schema_bring(&store, steps, 3), 0);
	assert_int_equal(schema_bring(&store, steps, 2), -EPROTO);
	assert_non_null(strstr(store.error, "newer Lenswatch"));
	assert_int_equal(number("PRAGMA user_version"), 3);
}

static void another_programs_file_is_refused(void **state)
{
	(void)state;
	assert_int_equal(store_run(&store, "CREATE TABLE bookmarks (url)"), 0);
	assert_int_equal(schema_bring(&store, schema_steps, schema_step_count), -EMEDIUMTYPE);
	assert_non_null(strstr(store.error, "not a ledger"));
	assert_int_equal(number("SELECT count(*) FROM sqlite_schema"), 1);
}

static void count_odd(void *context, const char *name, bool missing)
{
	unsigned *counts = context;

	assert_non_null(name);
	counts[missing]++;
}

static void what_was_put_in_or_taken_out_is_told(void **state)
{
	unsigned counts[2] = {0};

	(void)state;
	assert_int_equal(schema_bring(&store, schema_steps, schema_step_count), 0);
	assert_int_equal(schema_compare(&store, count_odd, counts), 0);
	assert_int_equal(counts[0] + counts[1], 0);
	assert_int_equal(store_run(&store,
				   "DROP INDEX record_time; CREATE TRIGGER t AFTER INSERT ON "
				   "record BEGIN DELETE FROM record; END"),
			 0);
	assert_int_equal(schema_compare(&store, count_odd, counts), 0);
	assert_int_equal(counts[0], 1);
	assert_int_equal(counts[1], 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(an_empty_file_becomes_a_ledger, set_up, tear_down),
		cmocka_unit_test_setup_teardown(an_older_file_is_brought_up_step_by_step, set_up,
						tear_down),
		cmocka_unit_test_setup_teardown(a_step_that_fails_leaves_the_file_as_it_was, set_up,
						tear_down),
		cmocka_unit_test_setup_teardown(a_newer_file_is_refused, set_up, tear_down),
		cmocka_unit_test_setup_teardown(another_programs_file_is_refused, set_up,
						tear_down),
		cmocka_unit_test_setup_teardown(what_was_put_in_or_taken_out_is_told, set_up,
						tear_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
