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

static void what_is_of_suspected_devices_or_not_over_is_not_kept(void **state)
{
	struct event_camera suspected = {.key = "x", .mac = ROOM_MAC, .suspected = true};
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
	assert_int_equal(size(), 0);
	assert_false(room_holds(room.path, ROOM_MAC));
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
		ledger_note(ledger, "breach", "{\"type\":\"breach\",\"schema\":1,\"x\":2}"), 0);
	assert_int_equal(
		ledger_note(ledger, "breach", "{\"type\":\"breach\",\"schema\":1,\"x\":2}"), 0);
	assert_int_equal(ledger_note(ledger, "breach", "{\"type\":\"other\",\"schema\":1}"),
			 -EINVAL);
	assert_int_equal(ledger_note(ledger, "breach", "{\"type\":\"breach\",\"schema\":1} x"),
			 -EINVAL);
	assert_int_equal(ledger_note(ledger, "breach", "{\"type\":\"breach\",\"schema\":1"),
			 -EINVAL);
	assert_int_equal(
		ledger_note(ledger, "breach", "{\"type\":\"breach\",\"schema\":1,\n\"x\":2}"),
		-EINVAL);
	assert_int_equal(ledger_note(ledger, "Breach", "{\"type\":\"Breach\",\"schema\":1}"),
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
			what_is_of_suspected_devices_or_not_over_is_not_kept, set_up, tear_down),
		cmocka_unit_test_setup_teardown(what_is_told_again_adds_nothing, set_up, tear_down),
		cmocka_unit_test_setup_teardown(each_live_start_is_kept, set_up, tear_down),
		cmocka_unit_test_setup_teardown(a_note_is_one_json_object_of_its_kind, set_up,
						tear_down),
		cmocka_unit_test_setup_teardown(every_commit_is_signed_and_one_of_nothing_is_none,
						set_up, tear_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
