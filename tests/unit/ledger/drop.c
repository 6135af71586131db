// SPDX-License-Identifier: GPL-2.0-or-later
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "ledger/support_hourly.h"

static int receipt(struct ledger *ledger, uint64_t number)
{
	struct ledger_receipt read;
	char error[LEDGER_ERROR], *text = NULL;
	size_t length;
	FILE *file = open_memstream(&text, &length);
	int err = ledger_receipt_write(ledger, number, file);

	fclose(file);
	if (!err) {
		file = fmemopen(text, length, "r");
		err = ledger_receipt_check(file, NULL, &read, error);
		fclose(file);
		if (!err) {
			assert_int_equal(read.number, number);
			ledger_receipt_free(&read);
		}
	}
	free(text);
	return err;
}

static void what_is_too_old_goes_in_whole_blocks_and_all_the_rest_is_proved(void **state)
{
	struct ledger *ledger = hourly_open();

	(void)state;
	/* 460 records are older than ten days: one whole block of them. */
	assert_int_equal(hourly_drop(ledger, 10, 0), 256);
	assert_int_equal(receipt(ledger, 256), -ENODATA);
	assert_non_null(strstr(ledger_error(ledger), "was dropped"));
	assert_int_equal(receipt(ledger, 257), 0);
	assert_int_equal(receipt(ledger, 512), 0);
	assert_int_equal(receipt(ledger, 701), 0); /* which says so */
	ledger_close(ledger);
	hourly_is_whole(256);
	assert_int_equal(hourly_found.report.records, HOURLY_RECORDS + 1 - 256);
	assert_int_equal(hourly_found.report.until, HOURLY_BEGUN_US + 255 * HOURLY_US);
	assert_non_null(strstr(ledger_limit(&hourly_found.report, 4), "dropped records"));
	assert_int_equal(
		room_number(&hourly_room, "SELECT count(*) FROM record WHERE number <= 256"), 0);
}

static void a_history_goes_on_after_dropping_and_drops_again(void **state)
{
	struct ledger *ledger;

	(void)state;
	for (size_t round = 0; round < 4; round++) {
		ledger = hourly_open();
		for (size_t i = 0; i < 260; i++)
			hourly_add(ledger, HOURLY_RECORDS + round * 260 + i);
		hourly_now += 260 * HOURLY_US;
		assert_true(hourly_drop(ledger, 20, 0) > 0);
		assert_int_equal(hourly_drop(ledger, 20, 0), 0);
		ledger_close(ledger);
		assert_int_equal(room_verify(&hourly_room, NULL, &hourly_found), 0);
		if (hourly_found.count)
			fail_msg("%s", fault_text(&hourly_found.faults[0]));
	}
	assert_int_equal(hourly_found.report.dropped, 1280);
	/* What said the first time what was dropped is dropped itself by now. */
	assert_int_equal(
		room_number(&hourly_room, "SELECT count(*) FROM record WHERE kind = 'dropped'"), 2);
}

static void what_is_said_of_it_is_canonical_and_says_by_which_setting(void **state)
{
	(void)state;
	hourly_drop_now(10, 256);
	assert_int_equal(
		room_number(&hourly_room,
			    "SELECT content LIKE "
			    "'{\"type\":\"dropped\",\"schema\":1,\"start\":\"2026-03-"
			    "02T00:00:00.000000Z\",\"end\":\"2026-03-12T15:00:00.000000Z\","
			    "\"setting\":\"keep-days\",\"value\":10,\"records\":256,"
			    "\"first\":1,\"last\":256,%' "
			    "FROM record WHERE number = 701"),
		1);
}

static void within_the_limits_nothing_is_dropped_or_written(void **state)
{
	(void)state;
	hourly_drop_now(30, 0);
	hourly_drop_now(0, 0);
	hourly_is_whole(0);
	assert_int_equal(hourly_found.report.records, HOURLY_RECORDS);
}

/* Also where all is older: something must say what went. */
static void the_last_record_is_never_dropped(void **state)
{
	struct ledger *ledger = hourly_open();

	(void)state;
	hourly_now += 1000 * 24 * HOURLY_US;
	assert_int_equal(hourly_drop(ledger, 1, 0), 512);
	for (size_t i = HOURLY_RECORDS; i < 767; i++)
		hourly_add(ledger, i);
	ledger_close(ledger);
	hourly_is_whole(512);
	assert_int_equal(hourly_found.report.head.size, 768);
	ledger = hourly_open();
	hourly_now += 1000 * 24 * HOURLY_US;
	assert_int_equal(hourly_drop(ledger, 1, 0), 0);
	ledger_close(ledger);
}

/* The newest of a block counts: after a clock that was set back the order is not that of time. */
static void a_block_goes_only_when_all_of_it_is_old(void **state)
{
	struct ledger *ledger = hourly_open();

	(void)state;
	hourly_now = HOURLY_BEGUN_US + 40 * 24 * HOURLY_US;
	for (size_t i = HOURLY_RECORDS; i < 760; i++)
		hourly_add(ledger, i);
	assert_int_equal(ledger_commit(ledger), 0);
	hourly_now =
		HOURLY_BEGUN_US - 300 * 24 * HOURLY_US; /* a router without a clock of its own */
	for (size_t i = 760; i < 1100; i++)
		hourly_add(ledger, i);
	assert_int_equal(ledger_commit(ledger), 0);
	hourly_now = HOURLY_BEGUN_US + 50 * 24 * HOURLY_US;
	assert_int_equal(hourly_drop(ledger, 12, 0), 512);
	ledger_close(ledger);
	hourly_is_whole(512);
}

static off_t file_size(void)
{
	struct stat status;

	assert_int_equal(stat(hourly_room.path, &status), 0);
	return status.st_size;
}

static void a_file_beyond_its_cap_stops_growing(void **state)
{
	struct ledger *ledger = hourly_open();
	size_t gone = 0;
	off_t most = 0;

	(void)state;
	for (size_t round = 0; round < 10; round++) {
		for (size_t i = 0; i < 256; i++)
			hourly_add(ledger, HOURLY_RECORDS + round * 256 + i);
		gone += hourly_drop(ledger, 0, 1);
		ledger_close(ledger);
		if (!round)
			most = file_size();
		assert_true(file_size() <= most);
		ledger = hourly_open();
	}
	ledger_close(ledger);
	hourly_is_whole(gone);
	assert_int_equal(room_number(&hourly_room,
				     "SELECT content LIKE '%\"setting\":\"keep-mb\","
				     "\"value\":1,%' FROM record WHERE kind = 'dropped'"),
			 1);
}

static void where_much_is_free_the_file_gets_smaller(void **state)
{
	struct ledger_limits limits = {.megabytes = 1};
	struct ledger *ledger = hourly_open();
	size_t one;

	(void)state;
	for (size_t i = HOURLY_RECORDS; i < 5000; i++)
		hourly_add(ledger, i);
	assert_int_equal(ledger_commit(ledger), 0);
	ledger_close(ledger);
	assert_true(file_size() > 6000000);
	ledger = hourly_open();
	hourly_drop(ledger, 0, 1);
	for (int i = 0; i < 4; i++)
		assert_int_equal(ledger_drop(ledger, &limits, &one), 0);
	ledger_close(ledger);
	assert_true(file_size() < 3000000);
	assert_int_equal(room_verify(&hourly_room, NULL, &hourly_found), 0);
	assert_int_equal(hourly_found.count, 0);
}

static void what_was_erased_is_dropped_like_all_else(void **state)
{
	struct ledger *ledger = hourly_open();
	size_t erased = 0, again = 0;

	(void)state;
	assert_int_equal(ledger_forget(ledger, ROOM_OTHER, NULL, NULL, &erased), 0);
	assert_int_equal(erased, 2 * HOURLY_RECORDS / 10);
	assert_int_equal(hourly_drop(ledger, 10, 0), 256);
	ledger_close(ledger);
	hourly_is_whole(256);
	assert_in_range(hourly_found.report.erased, 60, 100);
	ledger = hourly_open();
	assert_int_equal(ledger_forget(ledger, ROOM_MAC, NULL, NULL, &again), 0);
	assert_true(again > 100);
	ledger_close(ledger);
	hourly_is_whole(256);
}

/* A camera may be called "256": that stands in what is said of dropped records. */
static void forgetting_leaves_the_ledgers_own_notes(void **state)
{
	static const char *const names[] = {"256", "keep-days", "dropped", "1"};
	struct ledger *ledger;
	struct event event;
	size_t erased;

	(void)state;
	hourly_drop_now(10, 256);
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		ledger = hourly_open();
		room_event(2, &event);
		event.upload.camera.mac = "f4:b8:5e:00:00:99";
		event.upload.camera.name = names[i];
		event.upload.camera.ip = "192.168.1.199";
		event.upload.start_ns += i;
		assert_int_equal(ledger_append(ledger, &event), 0);
		assert_int_equal(ledger_forget(ledger, names[i], NULL, NULL, &erased), 0);
		assert_true(erased > 0);
		ledger_close(ledger);
		hourly_is_whole(256);
	}
}

/* What was dropped is not known any more, so it is new. */
static void a_capture_replayed_again_adds_what_was_dropped_and_nothing_else(void **state)
{
	struct ledger *ledger = hourly_open();
	struct ledger_head head;

	(void)state;
	assert_int_equal(hourly_drop(ledger, 10, 0), 256);
	for (size_t again = 0; again < 2; again++) {
		for (size_t i = 0; i < HOURLY_RECORDS; i++)
			hourly_add(ledger, i);
		assert_int_equal(ledger_commit(ledger), 0);
	}
	assert_int_equal(ledger_head(ledger, &head), 0);
	assert_int_equal(head.size, HOURLY_RECORDS + 1 + 256);
	ledger_close(ledger);
	hourly_is_whole(256);
}

static void a_ledger_that_is_only_read_drops_nothing(void **state)
{
	struct ledger_limits limits = {.days = 1};
	struct ledger *ledger = NULL;
	char error[LEDGER_ERROR];
	size_t dropped;

	(void)state;
	assert_int_equal(ledger_open(hourly_room.path, LEDGER_READ, &ledger, error), 0);
	assert_int_equal(ledger_drop(ledger, &limits, &dropped), -EPERM);
	ledger_close(ledger);
}

/* What was open is kept, and where dropping fails the ledger is as it was. */
static void where_dropping_fails_nothing_is_dropped(void **state)
{
	struct ledger_limits limits = {.days = 10};
	struct ledger *ledger;
	size_t dropped = 7;

	(void)state;
	room_sql(&hourly_room, "UPDATE record SET link = x'00' WHERE number = 256");
	ledger = hourly_open();
	assert_int_equal(ledger_drop(ledger, &limits, &dropped), -EBADMSG);
	assert_int_equal(dropped, 7);
	assert_non_null(strstr(ledger_error(ledger), "lenswatch verify"));
	ledger_close(ledger);
	assert_int_equal(room_number(&hourly_room, "SELECT count(*) FROM record"), HOURLY_RECORDS);
}

#define CASE(name) cmocka_unit_test_setup(name, hourly_restore)

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(what_is_too_old_goes_in_whole_blocks_and_all_the_rest_is_proved),
		CASE(a_history_goes_on_after_dropping_and_drops_again),
		CASE(what_is_said_of_it_is_canonical_and_says_by_which_setting),
		CASE(within_the_limits_nothing_is_dropped_or_written),
		CASE(the_last_record_is_never_dropped),
		CASE(a_block_goes_only_when_all_of_it_is_old),
		CASE(a_file_beyond_its_cap_stops_growing),
		CASE(where_much_is_free_the_file_gets_smaller),
		CASE(what_was_erased_is_dropped_like_all_else),
		CASE(forgetting_leaves_the_ledgers_own_notes),
		CASE(a_capture_replayed_again_adds_what_was_dropped_and_nothing_else),
		CASE(a_ledger_that_is_only_read_drops_nothing),
		CASE(where_dropping_fails_nothing_is_dropped),
	};

	return cmocka_run_group_tests(tests, hourly_begin, hourly_end);
}
