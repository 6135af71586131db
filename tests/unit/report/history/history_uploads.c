/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "report/history/history_uploads.h"

#define MINUTE 60000000000ULL

static struct history_uploads uploads;

static int clear(void **state)
{
	(void)state;
	history_uploads_clear(&uploads);
	return 0;
}

/* A part of ten minutes; they may come in any order. */
static struct history_upload *join(const char *series, unsigned part, bool final, bool local)
{
	struct event_upload event = {.part = part,
				     .final = final,
				     .start_ns = part * 10 * MINUTE,
				     .end_ns = (part + 1) * 10 * MINUTE - 1,
				     .bytes_up = 1000,
				     .video_low_s = 500,
				     .video_high_s = 600,
				     .class = part > 1 ? CLASS_CONTINUOUS : CLASS_LIVE,
				     .confidence = 0.9 + part / 100.0};
	struct history_upload *upload = NULL;

	snprintf(event.series, sizeof(event.series), "%s", series);
	/* In tests an id says of what it is; the last of a long one says which. */
	snprintf(event.id, sizeof(event.id), "%.11s-%u",
		 series + (strlen(series) > 11 ? strlen(series) - 11 : 0), part);
	assert_int_equal(history_uploads_join(&uploads, &event, local, &upload), 1);
	return upload;
}

static void parts_join_in_whatever_order_they_come(void **state)
{
	const struct history_upload *upload;

	(void)state;
	join("a", 3, true, false);
	join("a", 1, false, false);
	join("a", 2, false, false);
	assert_int_equal(uploads.count, 1);
	upload = &uploads.items[0];
	assert_string_equal(upload->id, "a-1");
	assert_int_equal(upload->first_part, 1);
	assert_int_equal(upload->last_part, 3);
	assert_true(upload->final);
	assert_int_equal(upload->class, CLASS_CONTINUOUS);
	assert_int_equal(upload->bytes_up, 3000);
	assert_int_equal(upload->start_ns, 10 * MINUTE);
	assert_int_equal(upload->end_ns, 40 * MINUTE - 1);
	assert_int_equal(upload->video_high_s, 1800);
}

static void a_part_that_is_told_again_counts_once(void **state)
{
	struct event_upload event = {
		.part = 1, .series = "a", .id = "a-1", .start_ns = 10 * MINUTE, .bytes_up = 1000};
	struct history_upload *upload = NULL;

	(void)state;
	join("a", 1, false, false);
	join("a", 2, true, false);
	assert_int_equal(history_uploads_join(&uploads, &event, false, &upload), 0);
	assert_ptr_equal(upload, &uploads.items[0]);
	assert_int_equal(upload->bytes_up, 2000);
	assert_int_equal(upload->last_part, 2);
	assert_int_equal(upload->class, CLASS_CONTINUOUS);
	event.part = 2;
	event.class = CLASS_LIVE; /* by rules that know more */
	memcpy(event.id, "a-2", 4);
	assert_int_equal(history_uploads_join(&uploads, &event, false, &upload), 0);
	assert_int_equal(upload->class, CLASS_LIVE);
	assert_int_equal(upload->bytes_up, 2000);
}

static void an_upload_within_which_a_capture_was_cut_is_as_long_as_it_was_told_at_most(void **state)
{
	struct event_upload event = {.series = "a",
				     .id = "a",
				     .part = 1,
				     .final = true,
				     .start_ns = MINUTE,
				     .end_ns = 2 * MINUTE,
				     .bytes_up = 1000};
	struct history_upload *upload;

	(void)state;
	assert_int_equal(history_uploads_join(&uploads, &event, false, &upload), 1);
	event.end_ns = 3 * MINUTE;
	event.bytes_up = 2500;
	assert_int_equal(history_uploads_join(&uploads, &event, false, &upload), HISTORY_LONGER);
	event.end_ns = 2 * MINUTE;
	event.bytes_up = 1000;
	assert_int_equal(history_uploads_join(&uploads, &event, false, &upload), 0);
	assert_int_equal(uploads.count, 1);
	assert_int_equal(upload->bytes_up, 2500);
	assert_int_equal(upload->end_ns, 3 * MINUTE);
}

static void a_capture_that_was_cut_in_the_first_of_several_parts_shortens_none(void **state)
{
	struct event_upload event = {.series = "a", .id = "a-1", .part = 1, .final = true};
	struct history_upload *upload;

	(void)state;
	event.bytes_up = 400;
	assert_int_equal(history_uploads_join(&uploads, &event, false, &upload), 1);
	event.bytes_up = 1000;
	event.final = false; /* it went on */
	assert_int_equal(history_uploads_join(&uploads, &event, false, &upload), HISTORY_LONGER);
	join("a", 2, true, false);
	assert_int_equal(uploads.items[0].bytes_up, 2000);
	assert_int_equal(uploads.items[0].last_part, 2);
}

static void what_stayed_home_is_not_joined_to_what_left(void **state)
{
	(void)state;
	join("a", 1, true, false);
	join("a", 1, true, true);
	assert_int_equal(uploads.count, 2);
}

static void the_length_is_known_only_if_that_of_all_parts_is(void **state)
{
	struct event_upload event = {.part = 2, .series = "a", .id = "a-2"};
	struct history_upload *upload;

	(void)state;
	assert_true(join("a", 1, false, false)->measured);
	assert_int_equal(history_uploads_join(&uploads, &event, false, &upload), 1);
	assert_false(upload->measured);
	assert_false(join("a", 3, true, false)->measured);
}

static void thousands_are_found_again_and_sorted_by_their_start(void **state)
{
	char series[EVENT_ID];

	(void)state;
	for (unsigned i = 0; i < 3000; i++) {
		snprintf(series, sizeof(series), "%016x", i);
		join(series, 1 + (i * 7) % 3000, false, false);
	}
	for (unsigned i = 0; i < 3000; i++) {
		snprintf(series, sizeof(series), "%016x", i);
		assert_string_equal(join(series, 3001, true, false)->series, series);
	}
	assert_int_equal(uploads.count, 3000);
	assert_int_equal(history_uploads_sort(&uploads), 0);
	for (unsigned i = 0; i < 3000; i++)
		assert_int_equal(uploads.items[i].start_ns, (i + 1) * 10 * MINUTE);
}

static void a_handle_is_as_long_as_it_takes_to_tell_an_upload_from_the_others(void **state)
{
	static const char *const ids[] = {"34f0fd4c2ae9d17a", "34f0ad4c2ae9d17a",
					  "34f0a04c2ae9d17a", "9c21000000000000"};
	static const uint8_t wanted[] = {5, 6, 6, 4};
	struct history_upload *upload;

	(void)state;
	for (unsigned i = 0; i < 4; i++) {
		struct event_upload event = {.part = 1, .start_ns = i};

		memcpy(event.series, ids[i], EVENT_ID);
		memcpy(event.id, ids[i], EVENT_ID);
		assert_int_equal(history_uploads_join(&uploads, &event, false, &upload), 1);
	}
	assert_int_equal(history_uploads_sort(&uploads), 0);
	for (unsigned i = 0; i < 4; i++)
		assert_int_equal(uploads.items[i].handle, wanted[i]);
}

static void more_than_a_report_holds_is_refused_but_parts_of_those_there_are_not(void **state)
{
	struct event_upload event = {.part = 1};
	struct history_upload *upload;
	int err = 0;

	(void)state;
	for (unsigned i = 0; err >= 0 && i <= HISTORY_UPLOADS; i++) {
		snprintf(event.series, sizeof(event.series), "%016x", i);
		memcpy(event.id, event.series, sizeof(event.id));
		err = history_uploads_join(&uploads, &event, false, &upload);
	}
	assert_int_equal(err, -E2BIG);
	assert_int_equal(uploads.count, HISTORY_UPLOADS);
	join("0000000000000007", 2, true, false);
	assert_int_equal(uploads.count, HISTORY_UPLOADS);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_teardown(a_part_that_is_told_again_counts_once, clear),
		cmocka_unit_test_teardown(
			an_upload_within_which_a_capture_was_cut_is_as_long_as_it_was_told_at_most,
			clear),
		cmocka_unit_test_teardown(
			a_capture_that_was_cut_in_the_first_of_several_parts_shortens_none, clear),
		cmocka_unit_test_teardown(parts_join_in_whatever_order_they_come, clear),
		cmocka_unit_test_teardown(what_stayed_home_is_not_joined_to_what_left, clear),
		cmocka_unit_test_teardown(the_length_is_known_only_if_that_of_all_parts_is, clear),
		cmocka_unit_test_teardown(
			a_handle_is_as_long_as_it_takes_to_tell_an_upload_from_the_others, clear),
		cmocka_unit_test_teardown(thousands_are_found_again_and_sorted_by_their_start,
					  clear),
		cmocka_unit_test_teardown(
			more_than_a_report_holds_is_refused_but_parts_of_those_there_are_not,
			clear),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
