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
#include "json/reading.h"
#include "words/gap.h"

static struct history_gaps gaps;

static int clear(void **state)
{
	(void)state;
	history_gaps_clear(&gaps);
	return 0;
}

static char said[GAP_WORDS];

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
	assert_int_equal(event.gap.cause, CAUSE_UNKNOWN);
	assert_string_equal(event.gap.said, "of all");
	assert_int_equal(event.gap.packets, 7);
	assert_null(event.gap.camera);
	history_gap_event(&gaps.items[1], &camera, &event);
	assert_string_equal(event.gap.said, "of this one");
}

static void read(const char *text, struct event_gap *gap)
{
	struct json_object *record = reading_parse(text, strlen(text));
	struct event_camera camera;
	char words[GAP_WORDS];

	assert_non_null(record);
	history_gap_read(record, &camera, gap);
	snprintf(said, sizeof(said), "%s", gap_words(gap, words));
	gap->said = gap->interface = NULL;
	json_object_put(record);
}

/* What was written by a version without causes says the same, and weighs the same. */
static void a_gap_of_any_version_has_its_cause(void **state)
{
	struct event_gap gap;

	(void)state;
	read("{\"cause\":\"interface-away\",\"interface\":\"lan1\",\"reason\":\"x\"}", &gap);
	assert_int_equal(gap.cause, CAUSE_INTERFACE_AWAY);
	assert_string_equal(said, "the interface lan1 was away");
	read("{\"reason\":\"the clock was set back\"}", &gap);
	assert_int_equal(gap.cause, CAUSE_CLOCK_BACK);
	assert_string_equal(said, "the clock was set back");
	read("{\"reason\":\"the interface lan1 was away\"}", &gap);
	assert_int_equal(gap.cause, CAUSE_INTERFACE_AWAY);
	assert_string_equal(said, "the interface lan1 was away");
	read("{\"cause\":\"of-a-later-version\",\"reason\":\"the moon was full\"}", &gap);
	assert_int_equal(gap.cause, CAUSE_UNKNOWN);
	assert_string_equal(said, "the moon was full");
	read("{}", &gap);
	assert_int_equal(gap.cause, CAUSE_UNKNOWN);
	assert_string_equal(said, "the cause is unknown");
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
		cmocka_unit_test(a_gap_of_any_version_has_its_cause),
		cmocka_unit_test_teardown(what_there_is_no_room_for_is_counted, clear),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
