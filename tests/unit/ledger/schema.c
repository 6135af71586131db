// SPDX-License-Identifier: GPL-2.0-or-later
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <errno.h>
#include <string.h>
#include <time.h>

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

/* The rows of a ledger in a file of format 1, as the first Lenswatch made it. */
static void make_old(const struct room *room)
{
	char old[160], attach[224];
	struct store file = {.path = old};

	snprintf(old, sizeof(old), "%s-old", room->path);
	snprintf(attach, sizeof(attach), "ATTACH '%s' AS now", room->path);
	assert_int_equal(sqlite3_open(old, &file.db), SQLITE_OK);
	assert_int_equal(store_run(&file, "PRAGMA page_size = 8192; PRAGMA journal_mode = WAL"), 0);
	assert_int_equal(schema_bring(&file, schema_steps, 1), 0);
	assert_int_equal(store_run(&file, attach), 0);
	assert_int_equal(store_run(&file, "INSERT INTO record SELECT * FROM now.record;"
					  "INSERT INTO checkpoint SELECT * FROM now.checkpoint;"
					  "INSERT INTO block SELECT * FROM now.block;"
					  "INSERT INTO key SELECT * FROM now.key"),
			 0);
	store_close(&file);
	assert_int_equal(rename(old, room->path), 0);
}

static int open_as(const struct room *room, enum ledger_mode mode, char error[LEDGER_ERROR])
{
	struct ledger *ledger = NULL;
	int err = ledger_open(room->path, mode, &ledger, error);

	ledger_close(ledger);
	return err;
}

static uint64_t in_a_year(void)
{
	return (uint64_t)(time(NULL) + 365 * 86400) * 1000000;
}

static void a_ledger_of_format_1_is_brought_up_and_still_holds(void **state)
{
	struct ledger_anchor anchor;
	struct ledger_limits limits = {.days = 1};
	struct ledger *ledger;
	char error[LEDGER_ERROR];
	struct found found;
	struct room room;
	size_t dropped;

	(void)state;
	room_make(&room);
	room_fill(&room, 0, 600);
	assert_int_equal(room_verify(&room, NULL, &found), 0);
	anchor = (struct ledger_anchor){.size = 600};
	memcpy(anchor.root, found.report.head.root, sizeof(anchor.root));
	make_old(&room);
	assert_int_equal(room_number(&room, "PRAGMA user_version"), 1);
	assert_int_equal(room_number(&room, "PRAGMA auto_vacuum"), 0);
	assert_int_equal(open_as(&room, LEDGER_READ, error), -EUCLEAN);
	assert_non_null(strstr(error, "older Lenswatch"));
	assert_int_equal(open_as(&room, LEDGER_WRITE, error), 0);
	assert_int_equal(room_number(&room, "PRAGMA user_version"), (int64_t)schema_step_count);
	assert_int_equal(open_as(&room, LEDGER_READ, error), 0);
	assert_int_equal(room_verify(&room, &anchor, &found), 0);
	assert_int_equal(found.count, 0);
	assert_int_equal(found.report.records, 600);
	room_fill(&room, 600, 20);
	ledger = room_open(&room);
	ledger->clock = in_a_year;
	assert_int_equal(ledger_drop(ledger, &limits, &dropped), 0);
	assert_int_equal(dropped, 512);
	ledger_close(ledger);
	assert_int_equal(room_verify(&room, &anchor, &found), 0);
	assert_int_equal(found.count, 0);
	assert_true(found.report.anchored);
	room_remove(&room);
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
		cmocka_unit_test(a_ledger_of_format_1_is_brought_up_and_still_holds),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
