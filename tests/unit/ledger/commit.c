// SPDX-License-Identifier: GPL-2.0-or-later
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

/* What another program that holds the file costs. A full disk is in book.c. */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "ledger/support_room.h"
#include "output/support_events.h"

static struct room room;
static struct ledger *ledger;
static sqlite3 *other;

static int set_up(void **state)
{
	(void)state;
	room_make(&room);
	ledger = room_open(&room);
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	ledger_close(ledger);
	room_remove(&room);
	return 0;
}

/* As sqlite3 does with "BEGIN EXCLUSIVE", or a backup. */
static void hold(void)
{
	assert_int_equal(sqlite3_open(room.path, &other), SQLITE_OK);
	assert_int_equal(sqlite3_exec(other, "BEGIN IMMEDIATE", NULL, NULL, NULL), SQLITE_OK);
	sqlite3_busy_timeout(ledger->store.db, 10); /* each try waits so long */
}

static void let_go(void)
{
	assert_int_equal(sqlite3_exec(other, "ROLLBACK", NULL, NULL, NULL), SQLITE_OK);
	sqlite3_close(other);
}

static int told(size_t minute)
{
	struct event event;

	events_clip(&event);
	event.upload.start_ns = EVENTS_START + minute * 60 * EVENTS_SECOND;
	event.upload.end_ns = event.upload.start_ns + EVENTS_SECOND;
	return ledger_append(ledger, &event);
}

struct all {
	size_t uploads, late, gaps;
	char note[512], gap[512];
};

static int look(void *context, const struct ledger_record *record)
{
	struct all *all = context;

	all->uploads += !strcmp(record->kind, "upload");
	if (!strcmp(record->kind, "late")) {
		all->late++;
		snprintf(all->note, sizeof(all->note), "%s", record->content);
	} else if (!strcmp(record->kind, "gap")) {
		all->gaps++;
		snprintf(all->gap, sizeof(all->gap), "%s", record->content);
	}
	return 0;
}

static void read_all(struct all *all)
{
	struct found found;

	*all = (struct all){0};
	assert_int_equal(ledger_each(ledger, NULL, look, all), 0);
	assert_int_equal(room_verify(&room, NULL, &found), 0);
	assert_int_equal(found.count, 0);
}

static struct ledger_waiting waiting(void)
{
	struct ledger_waiting now;

	ledger_waiting(ledger, &now);
	return now;
}

static void what_is_told_while_another_program_holds_the_file_is_kept_once_it_lets_go(void **state)
{
	struct all all;
	size_t i;

	(void)state;
	assert_int_equal(told(2), 0);
	assert_int_equal(ledger_commit(ledger), 0);
	assert_int_equal(waiting().failed_us, 0);
	assert_int_equal(waiting().records, 0);
	hold();
	for (i = 3; i < 8; i++)
		assert_int_equal(told(i), -EBUSY);
	assert_int_equal(ledger_commit(ledger), -EBUSY);
	assert_non_null(strstr(ledger_error(ledger), "another program holds it"));
	assert_int_equal(waiting().records, 5);
	assert_true(waiting().failed_us > 0);
	assert_true(waiting().begun_ns > 0);
	let_go();
	assert_int_equal(ledger_commit(ledger), 0);
	assert_int_equal(waiting().failed_us, 0);
	assert_int_equal(waiting().records, 0);
	read_all(&all);
	assert_int_equal(all.uploads, 6);
	assert_int_equal(all.gaps, 0);
	assert_int_equal(all.late, 1);
	assert_non_null(strstr(all.note, "\"records\":5,\"lost\":0"));
	assert_int_equal(told(8), 0);
	assert_int_equal(ledger_commit(ledger), 0);
	read_all(&all);
	assert_int_equal(all.uploads, 7);
	assert_int_equal(all.late, 1);
}

static void what_is_more_than_there_is_room_for_is_a_gap(void **state)
{
	struct all all;
	size_t i = 2, kept;

	(void)state;
	hold();
	for (; !waiting().lost; i++)
		assert_int_not_equal(told(i), 0);
	kept = waiting().records;
	assert_true(kept > 300);
	assert_int_equal(kept, i - 3);
	assert_int_not_equal(told(i), 0);
	assert_int_not_equal(told(i + 1), 0);
	assert_int_equal(waiting().records, kept);
	assert_int_equal(waiting().lost, 3);
	let_go();
	assert_int_equal(ledger_commit(ledger), 0);
	read_all(&all);
	assert_int_equal(all.uploads, kept);
	assert_int_equal(all.gaps, 1);
	assert_non_null(strstr(all.gap, "the history could not be written: 3 records are missing"));
	assert_non_null(strstr(all.note, "\"lost\":3"));
	assert_int_equal(waiting().lost, 0);
}

/* What was not written does not count against a writer that is well. */
static void a_batch_without_end_is_committed_between(void **state)
{
	struct all all;
	size_t i;

	(void)state;
	for (i = 0; i < 2000; i++)
		assert_int_equal(told(i), 0);
	assert_int_equal(waiting().lost, 0);
	assert_int_equal(ledger_commit(ledger), 0);
	read_all(&all);
	assert_int_equal(all.gaps, 0);
	assert_int_equal(all.late, 0);
}

static void what_waits_of_a_suspected_device_is_not_lost_by_it(void **state)
{
	struct event event;
	struct all all;

	(void)state;
	events_clip(&event);
	event.upload.camera.suspected = true;
	assert_int_equal(ledger_append(ledger, &event), 0);
	hold();
	assert_int_equal(ledger_confirm(ledger, event.upload.camera.key, event.upload.end_ns),
			 -EBUSY);
	assert_int_equal(waiting().begun_ns, event.upload.start_ns);
	let_go();
	assert_int_equal(ledger_commit(ledger), 0);
	read_all(&all);
	assert_int_equal(all.uploads, 1);
}

static void one_that_cannot_be_opened_yet_takes_what_is_told(void **state)
{
	char error[LEDGER_ERROR] = "", away[200];
	struct all all;

	(void)state;
	ledger_close(ledger);
	room_clear(&room);
	snprintf(away, sizeof(away), "%s.away", room.folder);
	assert_int_equal(rename(room.folder, away), 0);
	assert_int_equal(ledger_await(room.path, &ledger), 0);
	assert_int_not_equal(told(2), 0);
	assert_int_not_equal(told(3), 0);
	assert_int_not_equal(ledger_reach(ledger, error), 0);
	assert_string_not_equal(error, "");
	assert_int_not_equal(told(4), 0);
	assert_int_equal(waiting().records, 3);
	assert_int_equal(rename(away, room.folder), 0);
	assert_int_equal(ledger_reach(ledger, error), 0);
	assert_int_equal(ledger_commit(ledger), 0);
	read_all(&all);
	assert_int_equal(all.uploads, 3);
	assert_int_equal(all.late, 1);
}

/* Written on, it would be gone with the process, and nobody told. */
static void a_file_that_was_removed_is_not_kept(void **state)
{
	struct ledger_waiting waiting;
	char aside[sizeof(room.path) + 8];
	struct all all;

	(void)state;
	snprintf(aside, sizeof(aside), "%s.aside", room.path);
	assert_int_equal(told(0), 0);
	assert_int_equal(ledger_commit(ledger), 0);
	assert_int_equal(rename(room.path, aside), 0);
	assert_int_equal(told(1), 0);
	assert_int_equal(ledger_commit(ledger), -ESTALE);
	assert_non_null(strstr(ledger_error(ledger), "removed or replaced"));
	ledger_waiting(ledger, &waiting);
	assert_int_equal(waiting.records, 1);
	assert_int_equal(rename(aside, room.path), 0);
	assert_int_equal(ledger_commit(ledger), 0);
	read_all(&all);
	assert_int_equal(all.uploads, 2);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(
			what_is_told_while_another_program_holds_the_file_is_kept_once_it_lets_go,
			set_up, tear_down),
		cmocka_unit_test_setup_teardown(what_is_more_than_there_is_room_for_is_a_gap,
						set_up, tear_down),
		cmocka_unit_test_setup_teardown(a_batch_without_end_is_committed_between, set_up,
						tear_down),
		cmocka_unit_test_setup_teardown(what_waits_of_a_suspected_device_is_not_lost_by_it,
						set_up, tear_down),
		cmocka_unit_test_setup_teardown(a_file_that_was_removed_is_not_kept, set_up,
						tear_down),
		cmocka_unit_test_setup_teardown(one_that_cannot_be_opened_yet_takes_what_is_told,
						set_up, tear_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
