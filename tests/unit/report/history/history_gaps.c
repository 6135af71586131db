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

#include "report/history/history_gaps.h"

static struct history_gaps gaps;

static int clear(void **state)
{
	(void)state;
	history_gaps_clear(&gaps);
	return 0;
}

static void add(const char *reason, uint32_t device)
{
	struct json_object *record = json_object_new_object();

	json_object_object_add(record, "reason", json_object_new_string(reason));
	json_object_object_add(record, "packets", json_object_new_int(7));
	assert_int_equal(history_gaps_add(&gaps, record, device), 0);
	json_object_put(record);
}

static void a_gap_overlaps_as_a_clock_set_back_leaves_it(void **state)
{
	const struct event_gap forth = {.from_ns = 20, .to_ns = 30};
	const struct event_gap back = {.from_ns = 30, .to_ns = 20};
	const struct event_gap unknown = {0};

	(void)state;
	assert_true(history_gap_overlaps(&forth, 30, 40));
	assert_true(history_gap_overlaps(&back, 30, 40));
	assert_true(history_gap_overlaps(&back, 0, 21));
	assert_false(history_gap_overlaps(&forth, 0, 20));
	assert_false(history_gap_overlaps(&forth, 31, 40));
	assert_true(history_gap_overlaps(&unknown, 31, 40));
}

static bool is_first(const void *context, uint32_t device)
{
	return device == *(const uint32_t *)context;
}

static void what_is_of_all_stays_whoever_is_chosen(void **state)
{
	const uint32_t wanted = 1;
	struct event_camera camera;
	struct event event;

	(void)state;
	add("of the other", 0);
	add("of all", HISTORY_NOBODY);
	add("of this one", 1);
	history_gaps_choose(&gaps, is_first, &wanted);
	assert_int_equal(gaps.count, 2);
	history_gap_event(&gaps.items[0], &camera, &event);
	assert_int_equal(event.kind, EVENT_GAP);
	assert_string_equal(event.gap.reason, "of all");
	assert_int_equal(event.gap.packets, 7);
	assert_null(event.gap.camera);
	history_gap_event(&gaps.items[1], &camera, &event);
	assert_string_equal(event.gap.reason, "of this one");
}

static void what_there_is_no_room_for_is_counted(void **state)
{
	(void)state;
	for (size_t i = 0; i < HISTORY_GAPS + 3; i++)
		add("the cat sat on it", HISTORY_NOBODY);
	assert_int_equal(gaps.count, HISTORY_GAPS);
	assert_int_equal(gaps.left_out, 3);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_teardown(a_gap_overlaps_as_a_clock_set_back_leaves_it, clear),
		cmocka_unit_test_teardown(what_is_of_all_stays_whoever_is_chosen, clear),
		cmocka_unit_test_teardown(what_there_is_no_room_for_is_counted, clear),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
