// SPDX-License-Identifier: GPL-2.0-or-later
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "ledger/digest.h"
#include "ledger/support_room.h"

static struct room room;
static struct found found;
static uint8_t *whole;
static size_t whole_size;

static int set_up(void **state)
{
	(void)state;
	room_make(&room);
	room_fill(&room, 0, 20);
	whole = room_load(room.path, &whole_size);
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	free(whole);
	room_remove(&room);
	return 0;
}

static void a_schema_that_was_changed_is_told(void **state)
{
	static const char *const changes[] = {
		"CREATE TRIGGER t AFTER INSERT ON record BEGIN DELETE FROM record; END",
		"CREATE TABLE other (a)",
		"CREATE VIEW v AS SELECT 1",
		"DROP INDEX record_device",
		"DROP INDEX record_time; CREATE INDEX record_time ON record (start)",
		"ALTER TABLE record ADD COLUMN x TEXT",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(changes) / sizeof(changes[0]); i++) {
		room_store(room.path, whole, whole_size);
		room_sql(&room, changes[i]);
		assert_int_equal(room_verify(&room, NULL, &found), 0);
		assert_true(found_kind(&found, FAULT_FILE));
	}
}

/* Whoever made the file chose what is computed as it is read: memory and time without end. */
static void tables_that_compute_what_they_hold_are_told_and_not_read(void **state)
{
	static const char *const changes[] = {
		"sql = replace(sql, 'content TEXT', 'content TEXT AS (hex(zeroblob(9000000)))') "
		"WHERE name = 'record'",
		"sql = replace(sql, 'root BLOB NOT NULL', 'root BLOB AS (zeroblob(900000000)) "
		"STORED') WHERE name = 'checkpoint'",
		"sql = replace(sql, 'public BLOB', 'also ANY AS (1), public BLOB') WHERE name = "
		"'key'",
		"rootpage = 0, sql = 'CREATE VIRTUAL TABLE block USING rtree(number, a, b)' "
		"WHERE name = 'block'",
		/* Nor does it hang on the page that the row names. */
		"sql = 'CREATE /**/ VIRTUAL TABLE block USING rtree(number, a, b)' "
		"WHERE name = 'block'",
	};
	char sql[512], error[LEDGER_ERROR];
	struct ledger *ledger = NULL;

	(void)state;
	for (size_t i = 0; i < sizeof(changes) / sizeof(changes[0]); i++) {
		room_store(room.path, whole, whole_size);
		snprintf(sql, sizeof(sql),
			 "PRAGMA writable_schema = ON; UPDATE sqlite_schema SET %s", changes[i]);
		room_sql(&room, sql);
		assert_int_equal(room_verify(&room, NULL, &found), 0);
		assert_int_equal(found.count, 1);
		assert_int_equal(found.faults[0].kind, FAULT_FILE);
		assert_non_null(strstr(fault_text(&found.faults[0]), "compute"));
		assert_int_equal(ledger_open(room.path, LEDGER_READ, &ledger, error), -EBADMSG);
		assert_non_null(strstr(error, "compute"));
	}
}

static void another_version_or_program_is_refused(void **state)
{
	(void)state;
	room_sql(&room, "PRAGMA user_version = 99");
	assert_int_equal(room_verify(&room, NULL, &found), -EPROTO);
	room_sql(&room, "PRAGMA application_id = 7");
	assert_int_equal(room_verify(&room, NULL, &found), -EMEDIUMTYPE);
	unlink(room.path);
	assert_int_equal(room_verify(&room, NULL, &found), -ENOENT);
}

static void a_file_that_was_cut_is_told(void **state)
{
	(void)state;
	for (size_t size = whole_size - 8192; size >= 8192; size -= 8192) {
		room_store(room.path, whole, size);
		if (room_verify(&room, NULL, &found) == 0)
			assert_true(found_kind(&found, FAULT_FILE));
	}
}

static void an_index_that_hides_a_record_is_told(void **state)
{
	size_t hidden = 0;

	(void)state;
	/* The device in an index's entry: the table still has the right one. */
	for (size_t i = 1; i + 17 < whole_size; i++) {
		bool quoted = whole[i - 1] == '"' && whole[i + 17] == '"'; /* in contents */

		/* What stands before it in a row is the end of a hash, which may be any byte. */
		if (quoted || memcmp(whole + i, ROOM_OTHER, 17) != 0)
			continue;
		whole[i] ^= 1;
		room_store(room.path, whole, whole_size);
		assert_int_equal(room_verify(&room, NULL, &found), 0);
		assert_int_not_equal(found.count, 0);
		whole[i] ^= 1;
		hidden++;
	}
	assert_true(hidden >= 8); /* four records: in the table and in the index */
}

static void a_key_that_was_put_in_is_told(void **state)
{
	struct ledger_anchor anchor = {.key_known = true};
	char name[160];

	(void)state;
	room_sql(&room, "UPDATE key SET public = zeroblob(32)");
	assert_int_equal(room_verify(&room, NULL, &found), 0);
	assert_true(found_kind(&found, FAULT_KEY)); /* PATH.pub says another */
	room_sql(&room, "DELETE FROM key");
	assert_int_equal(room_verify(&room, NULL, &found), 0);
	assert_true(found_kind(&found, FAULT_KEY));
	room_store(room.path, whole, whole_size);
	anchor.key[0] = 1;
	assert_int_equal(room_verify(&room, &anchor, &found), 0);
	assert_true(found_kind(&found, FAULT_KEY) && found_kind(&found, FAULT_CHECKPOINT));
	assert_false(found.report.key_given);
	snprintf(name, sizeof(name), "%s.pub", room.path);
	room_store(name, (const uint8_t *)"x", 1);
	assert_int_equal(room_verify(&room, NULL, &found), 0);
	assert_true(found_kind(&found, FAULT_KEY));
	unlink(name);
	assert_int_equal(room_verify(&room, NULL, &found), 0);
	assert_int_equal(found.count, 0);
	assert_false(found.report.key_given);
}

static void several_heads_are_each_checked(void **state)
{
	struct ledger_anchor anchors[4] = {{0}};
	struct ledger *ledger;
	struct ledger_head head;

	(void)state;
	for (size_t i = 0; i < 4; i++) {
		room_fill(&room, 20 + 5 * i, 5);
		ledger = room_open(&room);
		assert_int_equal(ledger_head(ledger, &head), 0);
		ledger_close(ledger);
		anchors[i].size = head.size;
		memcpy(anchors[i].root, head.root, LEDGER_HASH);
		anchors[i].next = i < 3 ? &anchors[i + 1] : NULL;
	}
	assert_int_equal(anchors[3].size, 40);
	assert_int_equal(room_verify(&room, anchors, &found), 0);
	assert_int_equal(found.count, 0);
	assert_int_equal(found.report.anchors, 4);
	assert_true(found.report.anchored);
	anchors[1].root[0] ^= 1;
	assert_int_equal(room_verify(&room, anchors, &found), 0);
	assert_int_equal(found.count, 1);
	assert_true(found_kind(&found, FAULT_ANCHOR));
	assert_int_equal(found.faults[0].finding.last, anchors[1].size);
	assert_int_equal(found.report.anchors, 3);
	assert_false(found.report.anchored);
	anchors[1].root[0] ^= 1;
	anchors[3].size = 41; /* one more than there are */
	assert_int_equal(room_verify(&room, anchors, &found), 0);
	assert_int_equal(found.count, 1);
	assert_true(found_kind(&found, FAULT_MISSING));
	assert_false(found.report.anchored);
}

static void what_could_not_be_proved_depends_on_what_was_given(void **state)
{
	struct ledger_report report = {0};
	size_t bare = 0, best = 0;

	(void)state;
	while (ledger_limit(&report, bare))
		bare++;
	report.anchored = true;
	report.key_given = true;
	while (ledger_limit(&report, best))
		best++;
	assert_int_equal(bare, 4);
	assert_int_equal(best, 3);
	assert_non_null(strstr(ledger_limit(&report, 0), "since the last head that you gave"));
	report.erased = 1;
	assert_non_null(strstr(ledger_limit(&report, best), "erased"));
}

static void a_ledger_that_is_being_written_is_verified_as_it_was(void **state)
{
	struct ledger *ledger = room_open(&room);
	struct event event;

	(void)state;
	for (size_t i = 20; i < 40; i++) {
		room_event(i, &event);
		assert_int_equal(ledger_append(ledger, &event), 0);
		if (i == 30)
			assert_int_equal(ledger_commit(ledger), 0);
	}
	assert_int_equal(room_verify(&room, NULL, &found), 0);
	assert_int_equal(found.count, 0);
	assert_int_equal(found.report.records, 31);
	ledger_close(ledger);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(several_heads_are_each_checked, set_up, tear_down),
		cmocka_unit_test_setup_teardown(a_schema_that_was_changed_is_told, set_up,
						tear_down),
		cmocka_unit_test_setup_teardown(
			tables_that_compute_what_they_hold_are_told_and_not_read, set_up,
			tear_down),
		cmocka_unit_test_setup_teardown(another_version_or_program_is_refused, set_up,
						tear_down),
		cmocka_unit_test_setup_teardown(a_file_that_was_cut_is_told, set_up, tear_down),
		cmocka_unit_test_setup_teardown(an_index_that_hides_a_record_is_told, set_up,
						tear_down),
		cmocka_unit_test_setup_teardown(a_key_that_was_put_in_is_told, set_up, tear_down),
		cmocka_unit_test(what_could_not_be_proved_depends_on_what_was_given),
		cmocka_unit_test_setup_teardown(
			a_ledger_that_is_being_written_is_verified_as_it_was, set_up, tear_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
