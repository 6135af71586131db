// SPDX-License-Identifier: GPL-2.0-or-later
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>
#include <string.h>

#include "ledger/support_room.h"
#include "output/support_events.h"

#define MINUTE_US UINT64_C(60000000)

static struct room room;
static struct ledger *ledger;
static uint64_t numbers[64];
static size_t count;

static int set_up(void **state)
{
	char error[LEDGER_ERROR];

	(void)state;
	room_make(&room);
	room_fill(&room, 0, 40);
	return ledger_open(room.path, LEDGER_READ, &ledger, error);
}

static int tear_down(void **state)
{
	(void)state;
	ledger_close(ledger);
	room_remove(&room);
	return 0;
}

static int note(void *context, const struct ledger_record *record)
{
	(void)context;
	assert_non_null(record->content);
	if (count)
		assert_true(record->number > numbers[count - 1]);
	numbers[count++ % 64] = record->number;
	return 0;
}

static void ask(const struct ledger_query *query)
{
	count = 0;
	assert_int_equal(ledger_each(ledger, query, note, NULL), 0);
}

static int note_down(void *context, const struct ledger_record *record)
{
	(void)context;
	if (count)
		assert_true(record->number < numbers[count - 1]);
	numbers[count++ % 64] = record->number;
	return count == 5;
}

static void the_newest_come_first_where_that_is_asked(void **state)
{
	struct ledger_query query = {.newest_first = true};
	uint64_t last;

	(void)state;
	ask(NULL);
	last = numbers[count - 1];
	count = 0;
	assert_int_equal(ledger_each(ledger, &query, note_down, NULL), 1);
	assert_int_equal(numbers[0], last);
	query.below = last - 4;
	count = 0;
	assert_int_equal(ledger_each(ledger, &query, note_down, NULL), 1);
	assert_int_equal(numbers[0], last - 5);
	query = (struct ledger_query){.newest_first = true, .kind = "gap", .from = 1, .below = 2};
	count = 0;
	assert_int_equal(ledger_each(ledger, &query, note_down, NULL), 0);
	assert_int_equal(count, 0);
}

/* They have an index of their own, in which the common kinds are not. */
static void rare_kinds_are_found_with_all_that_a_query_asks(void **state)
{
	struct ledger *writer = room_open(&room);
	uint64_t written;

	(void)state;
	assert_int_equal(ledger_note(writer, "change", "{\"type\":\"change\",\"schema\":1}"), 0);
	assert_int_equal(
		ledger_note(writer, "owner",
			    "{\"type\":\"owner\",\"schema\":1,\"camera\":{\"mac\":\"" ROOM_MAC
			    "\",\"ip\":null,\"name\":null}}"),
		0);
	assert_int_equal(ledger_commit(writer), 0);
	written = writer->state.written;
	ledger_close(writer);
	ask(&(struct ledger_query){.kind = "change"});
	assert_int_equal(count, 1);
	assert_int_equal(numbers[0], 41);
	ask(&(struct ledger_query){
		.kind = "change", .from = written - MINUTE_US, .to = written + 1});
	assert_int_equal(count, 1);
	ask(&(struct ledger_query){.kind = "change", .to = written - MINUTE_US});
	assert_int_equal(count, 0);
	ask(&(struct ledger_query){.kind = "owner", .device = ROOM_MAC});
	assert_int_equal(count, 1);
	ask(&(struct ledger_query){.kind = "run", .series = "x"});
	assert_int_equal(count, 0);
	assert_int_equal(room_number(&room, "SELECT count(*) FROM record INDEXED BY record_rare "
					    "WHERE kind NOT IN ('upload', 'local')"),
			 room_number(&room,
				     "SELECT count(*) FROM record NOT INDEXED WHERE kind NOT "
				     "IN ('upload', 'local')"));
}

static void all_are_told_in_order(void **state)
{
	(void)state;
	ask(NULL);
	assert_int_equal(count, 40);
	assert_int_equal(numbers[39], 40);
}

static void a_device_is_asked_for_by_its_key(void **state)
{
	const struct ledger_query door = {.device = ROOM_MAC}, hall = {.device = ROOM_OTHER};
	const struct ledger_query nobody = {.device = "00:00:00:00:00:00"};

	(void)state;
	ask(&door);
	assert_int_equal(count, 20);
	ask(&hall);
	assert_int_equal(count, 8);
	ask(&nobody);
	assert_int_equal(count, 0);
}

static void a_kind_and_a_series_are_asked_for(void **state)
{
	const struct ledger_query uploads = {.kind = "upload"};
	const struct ledger_query local = {.kind = "local", .device = ROOM_MAC};
	const struct ledger_query series = {.series = "0000000000000003"};

	(void)state;
	ask(&uploads);
	assert_int_equal(count, 20);
	ask(&local);
	assert_int_equal(count, 4);
	ask(&series);
	assert_int_equal(count, 1);
	assert_int_equal(numbers[0], 3);
}

static void what_overlaps_a_time_is_found_and_nothing_beside_it(void **state)
{
	/* Event 12 is a clip of twelve seconds, twelve minutes after the first could be. */
	const uint64_t start = EVENTS_START / 1000 + 12 * MINUTE_US, end = start + 11933000;
	struct ledger_query query = {.device = ROOM_MAC, .kind = "upload"};

	(void)state;
	query.from = end;
	query.to = end + 1;
	ask(&query);
	assert_int_equal(count, 1);
	assert_int_equal(numbers[0], 13);
	query.from = start - 1;
	query.to = start;
	ask(&query);
	assert_int_equal(count, 0);
	query.to = start + 1;
	ask(&query);
	assert_int_equal(count, 1);
	query.from = end + 1;
	query.to = end + 2;
	ask(&query);
	assert_int_equal(count, 0);
	query = (struct ledger_query){.from = start, .to = end, .kind = "upload"};
	ask(&query);
	assert_int_equal(count, 1);
}

static int stop_at_three(void *context, const struct ledger_record *record)
{
	(void)context;
	return record->number == 3 ? 42 : 0;
}

static void the_walk_ends_where_it_is_told_to(void **state)
{
	(void)state;
	assert_int_equal(ledger_each(ledger, NULL, stop_at_three, NULL), 42);
}

struct tested {
	struct ledger_query query;
	uint64_t sum, count;
	bool filter; /* the query asks for nothing, and this looks through all */
};

static int add(void *context, const struct ledger_record *record)
{
	struct tested *tested = context;
	const struct ledger_query *query = &tested->query;

	if (tested->filter &&
	    ((query->from && record->end < query->from) ||
	     (query->to && record->start >= query->to) ||
	     (query->kind && strcmp(record->kind, query->kind) != 0) ||
	     (query->device && (!record->device || strcmp(record->device, query->device) != 0))))
		return 0;
	tested->count++;
	tested->sum += record->number * record->number;
	return 0;
}

/* Whatever is asked for together, in order or not, is what looking through all would leave. */
static void each_question_is_answered_with_what_fits_and_all_of_it(void **state)
{
	const uint64_t middle = EVENTS_START / 1000 + 20 * MINUTE_US;

	(void)state;
	for (unsigned i = 0; i < 32; i++) {
		struct tested asked = {.query = {.from = i & 1 ? middle : 0,
						 .to = i & 2 ? middle + 9 * MINUTE_US : 0,
						 .device = i & 4 ? ROOM_MAC : NULL,
						 .kind = i & 8 ? "upload" : NULL,
						 .any_order = i & 16}};
		struct tested looked = asked;

		looked.filter = true;
		assert_int_equal(ledger_each(ledger, &asked.query, add, &asked), 0);
		assert_int_equal(ledger_each(ledger, NULL, add, &looked), 0);
		assert_true(asked.count > 0);
		assert_int_equal(asked.count, looked.count);
		assert_int_equal(asked.sum, looked.sum);
	}
}

static void an_address_is_known_once_it_was_a_cameras(void **state)
{
	struct ledger *writer = room_open(&room);
	struct event event;

	(void)state;
	events_camera(&event);
	event.camera.mac = "aa:00:00:00:00:55";
	event.camera.ip = "192.168.77.98";
	snprintf(event.camera.key, sizeof(event.camera.key), "%s", event.camera.mac);
	assert_false(ledger_knows(ledger, event.camera.mac));
	assert_int_equal(ledger_append(writer, &event), 0);
	assert_int_equal(ledger_commit(writer), 0);
	assert_true(ledger_knows(ledger, event.camera.mac));
	assert_true(ledger_knows(ledger, event.camera.ip));
	assert_false(ledger_knows(ledger, "192.168.77.99"));
	ledger_close(writer);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_newest_come_first_where_that_is_asked),
		cmocka_unit_test(all_are_told_in_order),
		cmocka_unit_test(a_device_is_asked_for_by_its_key),
		cmocka_unit_test(a_kind_and_a_series_are_asked_for),
		cmocka_unit_test(what_overlaps_a_time_is_found_and_nothing_beside_it),
		cmocka_unit_test(the_walk_ends_where_it_is_told_to),
		cmocka_unit_test(each_question_is_answered_with_what_fits_and_all_of_it),
		cmocka_unit_test(rare_kinds_are_found_with_all_that_a_query_asks),
		cmocka_unit_test(an_address_is_known_once_it_was_a_cameras),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
