// SPDX-License-Identifier: GPL-2.0-or-later
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <errno.h>
#include <string.h>

#include "ledger/scrub.h"
#include "ledger/support_room.h"

#define SECRET "what nobody may find"

static struct room room;
static struct store store;
static unsigned pauses;

/* Pages that were split again and again, and all rows of one kind taken out. */
static int set_up(void **state)
{
	static const char fill[] =
		"CREATE TABLE a (b TEXT); CREATE INDEX c ON a (b);"
		"WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 20000)"
		" INSERT INTO a SELECT (i * 7919 % 20011) || iif(i % 3, ' other', ' " SECRET
		"') FROM n;"
		"DELETE FROM a WHERE b LIKE '%" SECRET "%'";

	(void)state;
	pauses = 0;
	room_make(&room);
	return store_open(room.path, LEDGER_WRITE, &store) || store_run(&store, fill);
}

static int tear_down(void **state)
{
	(void)state;
	store_close(&store);
	room_remove(&room);
	return 0;
}

static bool anywhere(void)
{
	char wal[160];

	snprintf(wal, sizeof(wal), "%s-wal", room.path);
	return room_holds(room.path, SECRET) || room_holds(wal, SECRET);
}

static void all_is_there(void)
{
	int64_t rows = 0;

	assert_int_equal(store_number(&store, "SELECT count(*) FROM a", &rows), 0);
	assert_int_equal(rows, 20000 - 6666);
	assert_int_equal(store_number(&store,
				      "SELECT count(*) FROM pragma_integrity_check"
				      " WHERE integrity_check <> 'ok'",
				      &rows),
			 0);
	assert_int_equal(rows, 0);
}

/* Adds as many as it takes away. */
static int change(void *context)
{
	(void)context;
	pauses++;
	return store_run(&store, "INSERT INTO a SELECT b || 'x' FROM a ORDER BY b LIMIT 9;"
				 "DELETE FROM a WHERE b LIKE '%x'");
}

static int refuse(void *context)
{
	(void)context;
	pauses++;
	return -EINTR;
}

static void what_sqlite_left_in_its_pages_is_overwritten(void **state)
{
	(void)state;
	assert_true(anywhere());
	assert_int_equal(scrub_run(&store, 0, change, NULL), 0);
	assert_true(pauses > 0);
	assert_false(anywhere());
	all_is_there();
}

static void without_a_wal_it_is_one_step(void **state)
{
	(void)state;
	assert_int_equal(store_run(&store, "PRAGMA journal_mode = TRUNCATE"), 0);
	assert_true(anywhere());
	assert_int_equal(scrub_run(&store, 0, refuse, NULL), 0);
	assert_int_equal(pauses, 0);
	assert_false(anywhere());
	all_is_there();
}

static void a_pause_may_end_it(void **state)
{
	(void)state;
	assert_int_equal(scrub_run(&store, 0, refuse, NULL), -EINTR);
	assert_int_equal(pauses, 1);
	all_is_there();
}

static void who_reads_is_in_the_way(void **state)
{
	sqlite3 *reader = NULL;

	(void)state;
	assert_int_equal(sqlite3_open(room.path, &reader), SQLITE_OK);
	assert_int_equal(sqlite3_exec(reader, "BEGIN; SELECT count(*) FROM a", NULL, NULL, NULL),
			 SQLITE_OK);
	assert_int_equal(store_run(&store, "INSERT INTO a VALUES ('new'); DELETE FROM a"
					   " WHERE b = 'new'"),
			 0);
	assert_int_equal(scrub_run(&store, 0, change, NULL), -EBUSY);
	assert_non_null(strstr(store.error, "end what reads it"));
	sqlite3_close(reader);
	assert_int_equal(scrub_run(&store, 0, change, NULL), 0);
	assert_false(anywhere());
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(what_sqlite_left_in_its_pages_is_overwritten,
						set_up, tear_down),
		cmocka_unit_test_setup_teardown(without_a_wal_it_is_one_step, set_up, tear_down),
		cmocka_unit_test_setup_teardown(a_pause_may_end_it, set_up, tear_down),
		cmocka_unit_test_setup_teardown(who_reads_is_in_the_way, set_up, tear_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
