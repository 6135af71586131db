// SPDX-License-Identifier: GPL-2.0-or-later
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

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

/* One fault of that kind, from `first` to `last`. */
static void is_one(const char *sql, enum ledger_fault_kind kind, uint64_t first, uint64_t last)
{
	room_store(room.path, whole, whole_size);
	room_sql(&room, sql);
	assert_int_equal(room_verify(&room, NULL, &found), 0);
	if (found.count != 1)
		fail_msg("%s: %zu faults", sql, found.count);
	assert_int_equal(found.faults[0].kind, kind);
	assert_int_equal(found.faults[0].finding.first, first);
	assert_int_equal(found.faults[0].finding.last, last);
}

static void a_changed_head_is_told_by_the_records_since_the_one_before(void **state)
{
	(void)state;
	is_one("UPDATE checkpoint SET root = zeroblob(32) WHERE size = 20", FAULT_CHECKPOINT, 16,
	       20);
	is_one("UPDATE checkpoint SET signature = zeroblob(64) WHERE size = 20", FAULT_CHECKPOINT,
	       16, 20);
}

static void a_removed_head_is_told_by_the_next_or_by_what_it_signed(void **state)
{
	(void)state;
	is_one("DELETE FROM checkpoint WHERE size = 10", FAULT_CHECKPOINT, 6, 15);
	is_one("DELETE FROM checkpoint WHERE size = 20", FAULT_UNSIGNED, 16, 20);
	is_one("DELETE FROM checkpoint", FAULT_UNSIGNED, 1, 20);
}

static void a_cut_that_left_the_head_is_told(void **state)
{
	(void)state;
	is_one("DELETE FROM record WHERE number > 17", FAULT_MISSING, 18, 20);
	is_one("DELETE FROM record", FAULT_MISSING, 1, 20);
	is_one("DELETE FROM record WHERE number = 9", FAULT_MISSING, 9, 9);
}

static void a_kept_root_of_no_records_is_told(void **state)
{
	(void)state;
	is_one("INSERT INTO block VALUES (1, zeroblob(32))", FAULT_COLUMN, 0, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_changed_head_is_told_by_the_records_since_the_one_before),
		cmocka_unit_test(a_removed_head_is_told_by_the_next_or_by_what_it_signed),
		cmocka_unit_test(a_cut_that_left_the_head_is_told),
		cmocka_unit_test(a_kept_root_of_no_records_is_told),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
