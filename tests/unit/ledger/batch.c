// SPDX-License-Identifier: GPL-2.0-or-later
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "ledger/support_room.h"
#include "output/support_events.h"

static struct room room;
static struct ledger *ledger;

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

static uint64_t size(void)
{
	struct ledger_head head;

	assert_int_equal(ledger_commit(ledger), 0);
	assert_int_equal(ledger_head(ledger, &head), 0);
	return head.size;
}

static int same_line(void *context, const struct ledger_record *record)
{
	const char *line = context;

	assert_int_equal(record->length, strlen(line) - 1);
	assert_memory_equal(record->content, line, record->length);
	return 0;
}

static void content_is_the_line_that_programs_read(void **state)
{
	static const struct output_options jsonl = {.format = OUTPUT_JSONL};
	struct event event;
	char *line;

	(void)state;
	events_clip(&event);
	assert_int_equal(ledger_append(ledger, &event), 0);
	assert_int_equal(size(), 1);
	line = events_write(&jsonl, &event, 1);
	assert_int_equal(ledger_each(ledger, NULL, same_line, line), 0);
	free(line);
}

static void what_is_of_suspected_devices_or_not_over_is_not_on_the_disk(void **state)
{
	struct event_camera suspected = {.key = "x", .mac = ROOM_MAC, .suspected = true};
	const struct event_file file = {.path = "house.pcap"};
	struct event event;

	(void)state;
	events_bare(&event);
	assert_int_equal(ledger_append(ledger, &event), 0);
	events_camera(&event);
	event.camera.suspected = true;
	assert_int_equal(ledger_append(ledger, &event), 0);
	events_gap(&event);
	event.gap.camera = &suspected;
	assert_int_equal(ledger_append(ledger, &event), 0);
	events_traffic(&event);
	event.traffic.camera.suspected = true;
	assert_int_equal(ledger_append(ledger, &event), 0);
	events_clip(&event);
	event.kind = EVENT_UPLOADING;
	assert_int_equal(ledger_append(ledger, &event), 0);
	event = (struct event){.kind = EVENT_FILE, .file = &file};
	assert_int_equal(ledger_append(ledger, &event), 0);
	assert_int_equal(size(), 0);
	assert_false(room_holds(room.path, ROOM_MAC));
}

/* The clip of the front door, so many minutes after the first. */
static void clip(unsigned minute, bool suspected)
{
	struct event event;

	events_clip(&event);
	event.upload.start_ns += minute * 60 * EVENTS_SECOND;
	event.upload.end_ns += minute * 60 * EVENTS_SECOND;
	event.upload.camera.suspected = suspected;
	assert_int_equal(ledger_append(ledger, &event), 0);
}

static void other(unsigned minute)
{
	struct event event;

	events_clip(&event);
	event.upload.start_ns += minute * 60 * EVENTS_SECOND;
	event.upload.end_ns += minute * 60 * EVENTS_SECOND;
	event.upload.camera.mac = ROOM_OTHER;
	snprintf(event.upload.camera.key, sizeof(event.upload.camera.key), "%s", ROOM_OTHER);
	assert_int_equal(ledger_append(ledger, &event), 0);
}

struct read {
	size_t count, clocks;
	uint64_t written;
	char minutes[64];
};

static int read_on(void *context, const struct ledger_record *record)
{
	struct read *read = context;
	size_t used = strlen(read->minutes);
	uint64_t minute = (record->start - EVENTS_START / 1000) / 60000000;

	read->count++;
	read->clocks += strcmp(record->kind, "clock") == 0;
	assert_true(record->written >= read->written);
	read->written = record->written;
	snprintf(read->minutes + used, sizeof(read->minutes) - used, "%u ", (unsigned)minute);
	return 0;
}

/* By start, in the order of the records. */
static void kept(const char *minutes)
{
	struct read read = {0};
	struct found found;

	assert_int_equal(ledger_commit(ledger), 0);
	assert_int_equal(ledger_each(ledger, NULL, read_on, &read), 0);
	assert_string_equal(read.minutes, minutes);
	assert_int_equal(read.clocks, 0);
	assert_int_equal(room_verify(&room, NULL, &found), 0);
	assert_int_equal(found.count, 0);
}

static void what_waits_is_kept_in_order_once_stronger_evidence_comes(void **state)
{
	(void)state;
	clip(1, true);
	other(2);
	clip(3, true);
	kept("2 ");
	clip(4, false);
	kept("2 1 3 4 ");
	clip(5, false);
	kept("2 1 3 4 5 ");
}

static void what_waits_is_kept_on_the_owners_word_and_dropped_on_it(void **state)
{
	uint64_t end = EVENTS_START + 60 * 60 * EVENTS_SECOND;

	(void)state;
	clip(1, true);
	assert_int_equal(ledger_confirm(ledger, ROOM_OTHER, end), 0);
	kept("");
	assert_int_equal(ledger_confirm(ledger, ROOM_MAC, end), 0);
	kept("1 ");
	clip(2, true);
	ledger_dismiss(ledger, ROOM_MAC);
	assert_int_equal(ledger_confirm(ledger, ROOM_MAC, end), 0);
	kept("1 ");
	clip(3, true);
	assert_int_equal(ledger_confirm(ledger, ROOM_MAC, end + 24 * 60 * 60 * EVENTS_SECOND), 0);
	kept("1 ");
	clip(4, true); /* and is not kept by the end */
	ledger_close(ledger);
	ledger = room_open(&room);
	kept("1 ");
}

static void what_waited_is_kept_once_however_often_it_is_replayed(void **state)
{
	(void)state;
	for (int again = 0; again < 2; again++) {
		clip(1, true);
		clip(2, true);
		clip(3, false);
	}
	kept("1 2 3 ");
}

static void what_is_told_again_adds_nothing(void **state)
{
	struct event event;

	(void)state;
	for (int again = 0; again < 3; again++) {
		for (size_t i = 0; i < 30; i++) {
			room_event(i, &event);
			assert_int_equal(ledger_append(ledger, &event), 0);
			if (again == 1) /* within a batch and across */
				assert_int_equal(ledger_commit(ledger), 0);
		}
		assert_int_equal(size(), 30);
	}
}

static void each_live_start_is_kept(void **state)
{
	struct event event;

	(void)state;
	events_run(&event);
	event.run.file_count = 0;
	assert_int_equal(ledger_append(ledger, &event), 0);
	assert_int_equal(ledger_append(ledger, &event), 0);
	assert_int_equal(size(), 2);
}

static void a_note_is_one_json_object_of_its_kind(void **state)
{
	(void)state;
	assert_int_equal(
		ledger_note(ledger, "change", "{\"type\":\"change\",\"schema\":1,\"x\":2}"), 0);
	assert_int_equal(
		ledger_note(ledger, "change", "{\"type\":\"change\",\"schema\":1,\"x\":2}"), 0);
	assert_int_equal(ledger_note(ledger, "change", "{\"type\":\"other\",\"schema\":1}"),
			 -EINVAL);
	assert_int_equal(ledger_note(ledger, "change", "{\"type\":\"change\",\"schema\":1} x"),
			 -EINVAL);
	assert_int_equal(ledger_note(ledger, "change", "{\"type\":\"change\",\"schema\":1"),
			 -EINVAL);
	assert_int_equal(
		ledger_note(ledger, "change", "{\"type\":\"change\",\"schema\":1,\n\"x\":2}"),
		-EINVAL);
	assert_int_equal(ledger_note(ledger, "Change", "{\"type\":\"Change\",\"schema\":1}"),
			 -EINVAL);
	assert_int_equal(ledger_note(ledger, "", "{\"type\":\"\",\"schema\":1}"), -EINVAL);
	assert_int_equal(size(), 2);
}

static void every_commit_is_signed_and_one_of_nothing_is_none(void **state)
{
	struct ledger_head one, other;
	struct event event;

	(void)state;
	events_clip(&event);
	assert_int_equal(ledger_append(ledger, &event), 0);
	assert_int_equal(size(), 1);
	assert_int_equal(ledger_head(ledger, &one), 0);
	assert_int_equal(ledger_append(ledger, &event), 0); /* there already */
	assert_int_equal(ledger_commit(ledger), 0);
	assert_int_equal(ledger_commit(ledger), 0);
	assert_int_equal(ledger_head(ledger, &other), 0);
	assert_memory_equal(&one, &other, sizeof(one));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(content_is_the_line_that_programs_read, set_up,
						tear_down),
		cmocka_unit_test_setup_teardown(
			what_is_of_suspected_devices_or_not_over_is_not_on_the_disk, set_up,
			tear_down),
		cmocka_unit_test_setup_teardown(
			what_waits_is_kept_in_order_once_stronger_evidence_comes, set_up,
			tear_down),
		cmocka_unit_test_setup_teardown(
			what_waits_is_kept_on_the_owners_word_and_dropped_on_it, set_up, tear_down),
		cmocka_unit_test_setup_teardown(
			what_waited_is_kept_once_however_often_it_is_replayed, set_up, tear_down),
		cmocka_unit_test_setup_teardown(what_is_told_again_adds_nothing, set_up, tear_down),
		cmocka_unit_test_setup_teardown(each_live_start_is_kept, set_up, tear_down),
		cmocka_unit_test_setup_teardown(a_note_is_one_json_object_of_its_kind, set_up,
						tear_down),
		cmocka_unit_test_setup_teardown(every_commit_is_signed_and_one_of_nothing_is_none,
						set_up, tear_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
