// SPDX-License-Identifier: GPL-2.0-or-later
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include "ledger/record.h"
#include "ledger/support_room.h"
#include "output/support_events.h"

static const struct output_options jsonl = {.format = OUTPUT_JSONL};

static void columns_of(const struct event *event, const char *kind, struct record_columns *out)
{
	char *line = events_write(&jsonl, event, 1);

	record_columns(kind, line, strlen(line) - 1, 77, out);
	free(line);
}

static void an_upload_says_whose_which_and_when(void **state)
{
	struct record_columns columns;
	struct event event;

	(void)state;
	events_clip(&event);
	columns_of(&event, "upload", &columns);
	assert_string_equal(columns.device, "f4:b8:5e:35:67:b0");
	assert_string_equal(columns.series, "9f2c000000000001");
	assert_int_equal(columns.start, EVENTS_START / 1000);
	assert_int_equal(columns.end, EVENTS_START / 1000 + 11933000);
	assert_int_equal(columns.time, columns.start);
	assert_true(columns.single);
}

static void without_a_mac_the_address_is_the_key(void **state)
{
	struct record_columns columns;
	struct event event;

	(void)state;
	events_camera(&event);
	event.camera.mac = NULL;
	columns_of(&event, "camera", &columns);
	assert_string_equal(columns.device, "192.168.1.130");
	event.camera.ip = NULL;
	columns_of(&event, "camera", &columns);
	assert_string_equal(columns.device, "");
}

static void what_has_no_time_has_that_of_its_writing(void **state)
{
	struct record_columns columns;
	struct event event;

	(void)state;
	events_camera(&event);
	event.camera.identified_ns = 0;
	columns_of(&event, "camera", &columns);
	assert_int_equal(columns.start, 77);
	assert_int_equal(columns.end, 77);
	assert_int_equal(columns.time, 0);
}

static void a_clock_set_back_is_a_span_all_the_same(void **state)
{
	struct record_columns columns;
	struct event event;

	(void)state;
	events_gap(&event);
	event.gap.from_ns = event.gap.to_ns + EVENTS_SECOND;
	columns_of(&event, "gap", &columns);
	assert_int_equal(columns.end - columns.start, 1000000);
	assert_int_equal(columns.time, columns.end);
	assert_string_equal(columns.device, "");
}

static void a_run_spans_its_files_and_a_live_one_is_always_new(void **state)
{
	struct record_columns columns;
	struct event event;

	(void)state;
	events_run(&event);
	columns_of(&event, "run", &columns);
	assert_int_equal(columns.start, EVENTS_START / 1000);
	assert_int_equal(columns.end - columns.start, UINT64_C(3600000000));
	assert_true(columns.single);
	event.run.file_count = 0;
	columns_of(&event, "run", &columns);
	assert_false(columns.single);
	assert_int_equal(columns.start, 77);
}

static void a_name_cannot_pass_for_a_field(void **state)
{
	struct record_columns columns;
	struct event event;

	(void)state;
	events_clip(&event);
	event.capture = "\",\"camera\":{\"mac\":\"00:00:00:00:00:00\",\"series\":\"x";
	event.upload.camera.name = "\",\"start\":\"1999-01-01T00:00:00.000000Z";
	columns_of(&event, "upload", &columns);
	assert_string_equal(columns.device, "f4:b8:5e:35:67:b0");
	assert_string_equal(columns.series, "9f2c000000000001");
	assert_int_equal(columns.start, EVENTS_START / 1000);
}

static void what_is_cut_is_as_if_it_were_not_there(void **state)
{
	struct record_columns columns;
	struct event event;
	char *line;

	(void)state;
	events_clip(&event);
	line = events_write(&jsonl, &event, 1);
	for (size_t length = strlen(line); length-- > 0;) {
		char *exact = malloc(length ? length : 1);

		memcpy(exact, line, length);
		record_columns("upload", exact, length, 77, &columns);
		free(exact);
	}
	assert_int_equal(columns.start, 77);
	assert_string_equal(columns.device, "");
	free(line);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_upload_says_whose_which_and_when),
		cmocka_unit_test(without_a_mac_the_address_is_the_key),
		cmocka_unit_test(what_has_no_time_has_that_of_its_writing),
		cmocka_unit_test(a_clock_set_back_is_a_span_all_the_same),
		cmocka_unit_test(a_run_spans_its_files_and_a_live_one_is_always_new),
		cmocka_unit_test(a_name_cannot_pass_for_a_field),
		cmocka_unit_test(what_is_cut_is_as_if_it_were_not_there),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
