// SPDX-License-Identifier: GPL-2.0-or-later
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "ledger/store.h"

static struct store store;

static int set_up(void **state)
{
	(void)state;
	return store_open(":memory:", LEDGER_WRITE, &store);
}

static int tear_down(void **state)
{
	(void)state;
	store_close(&store);
	return 0;
}

static void what_goes_wrong_is_said_with_its_cure(void **state)
{
	(void)state;
	assert_int_equal(store_run(&store, "PRAGMA max_page_count = 2; CREATE TABLE a (b UNIQUE);"
					   "CREATE TABLE c (d)"),
			 -ENOSPC);
	assert_non_null(strstr(store.error, "make room"));
	assert_non_null(strstr(store.error, "what was committed is kept"));
	assert_int_equal(store_run(&store, "PRAGMA max_page_count = 9; CREATE TABLE a (b UNIQUE);"
					   "INSERT INTO a VALUES (1), (1)"),
			 -EBADMSG);
	assert_int_equal(store_run(&store, "PRAGMA query_only = 1; INSERT INTO a VALUES (2)"),
			 -EROFS);
	assert_int_equal(store_run(&store, "nonsense"), -EIO);
}

static void a_number_that_is_not_there_is_left_alone(void **state)
{
	int64_t number = 5;

	(void)state;
	assert_int_equal(store_number(&store, "SELECT 7 WHERE 1 = 2", &number), -ENOENT);
	assert_int_equal(number, 5);
	assert_int_equal(store_number(&store, "SELECT 7", &number), 0);
	assert_int_equal(number, 7);
}

static void a_blob_is_of_its_size_or_none(void **state)
{
	sqlite3_stmt *row = NULL;
	uint8_t bytes[2] = {9, 9};

	(void)state;
	assert_int_equal(store_prepare(&store, "SELECT x'0102', x'010203', 'ab', NULL", &row), 0);
	assert_int_equal(store_step(&store, row), 1);
	assert_false(store_blob(row, 1, 2, bytes));
	assert_false(store_blob(row, 2, 2, bytes));
	assert_false(store_blob(row, 3, 2, bytes));
	assert_int_equal(bytes[0], 9);
	assert_true(store_blob(row, 0, 2, bytes));
	assert_int_equal(bytes[1], 2);
	sqlite3_finalize(row);
}

static void nothing_in_a_file_acts_by_itself(void **state)
{
	int64_t number = -1;

	(void)state;
	assert_int_equal(store_run(&store, "CREATE TABLE a (b); CREATE TRIGGER t AFTER INSERT ON a "
					   "BEGIN DELETE FROM a; END; INSERT INTO a VALUES (1)"),
			 0);
	assert_int_equal(store_number(&store, "SELECT count(*) FROM a", &number), 0);
	assert_int_equal(number, 1);
}

/* Where it cannot: tests/ledger.bats, on a file system that refuses. */
static void a_file_that_can_share_memory_has_a_wal(void **state)
{
	char folder[] = "/tmp/store.XXXXXX", path[64];
	sqlite3_stmt *row = NULL;
	struct store file;

	(void)state;
	assert_non_null(mkdtemp(folder));
	snprintf(path, sizeof(path), "%s/ledger.db", folder);
	assert_int_equal(store_open(path, LEDGER_WRITE, &file), 0);
	assert_int_equal(store_prepare(&file, "PRAGMA journal_mode", &row), 0);
	assert_int_equal(store_step(&file, row), 1);
	assert_string_equal((const char *)sqlite3_column_text(row, 0), "wal");
	sqlite3_finalize(row);
	store_close(&file);
	assert_int_equal(unlink(path), 0);
	assert_int_equal(rmdir(folder), 0); /* so the probe left nothing */
}

/* As a writer leaves it that is killed, or loses power, while it commits without a WAL. */
static void leave_half_written(const char *path)
{
	pid_t child = fork();
	int status;

	if (child == 0) {
		struct store file = {.path = path};

		if (sqlite3_open(path, &file.db) != SQLITE_OK ||
		    store_run(&file, "PRAGMA journal_mode = TRUNCATE; CREATE TABLE a (b);"
				     "INSERT INTO a VALUES (zeroblob(100000)); BEGIN;"
				     "UPDATE a SET b = randomblob(100000)") ||
		    sqlite3_db_cacheflush(file.db) != SQLITE_OK)
			_exit(1);
		_exit(0);
	}
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 0);
}

/* What was half written is not what was committed: it was said to be damaged. */
static void what_a_killed_writer_left_half_written_is_not_read_but_told(void **state)
{
	static const char *const endings[] = {"", "-journal", "-wal", "-shm"};
	char folder[] = "/tmp/store.XXXXXX", path[64], name[80];
	struct store file;
	int64_t count = 0;

	(void)state;
	assert_non_null(mkdtemp(folder));
	snprintf(path, sizeof(path), "%s/ledger.db", folder);
	leave_half_written(path);
	assert_int_equal(store_open(path, LEDGER_READ, &file), -EUCLEAN);
	assert_non_null(strstr(file.error, "lenswatch watch"));
	assert_int_equal(store_open(path, LEDGER_WRITE, &file), 0);
	store_close(&file);
	assert_int_equal(store_open(path, LEDGER_READ, &file), 0);
	assert_int_equal(
		store_number(&file, "SELECT count(*) FROM a WHERE b = zeroblob(100000)", &count),
		0);
	assert_int_equal(count, 1);
	store_close(&file);
	for (size_t i = 0; i < sizeof(endings) / sizeof(endings[0]); i++) {
		snprintf(name, sizeof(name), "%s%s", path, endings[i]);
		unlink(name);
	}
	assert_int_equal(rmdir(folder), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(what_goes_wrong_is_said_with_its_cure, set_up,
						tear_down),
		cmocka_unit_test_setup_teardown(a_number_that_is_not_there_is_left_alone, set_up,
						tear_down),
		cmocka_unit_test_setup_teardown(a_blob_is_of_its_size_or_none, set_up, tear_down),
		cmocka_unit_test_setup_teardown(nothing_in_a_file_acts_by_itself, set_up,
						tear_down),
		cmocka_unit_test(a_file_that_can_share_memory_has_a_wal),
		cmocka_unit_test(what_a_killed_writer_left_half_written_is_not_read_but_told),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
