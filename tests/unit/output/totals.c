/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>
#include <cmocka.h>

#include "output/support_events.h"
#include "output/totals.h"

static void parts_of_a_series_are_one_upload(void **state)
{
	struct totals totals = {0};
	struct event event;

	(void)state;
	events_clip(&event);
	event.upload.final = false;
	assert_int_equal(totals_add(&totals, &event), 0);
	event.upload.final = true;
	event.upload.part = 2;
	assert_int_equal(totals_add(&totals, &event), 0);
	assert_int_equal(totals.count, 1);
	assert_int_equal(totals.items[0].uploads, 1);
	assert_int_equal(totals.items[0].bytes, 2 * 581208);
	assert_false(totals.items[0].guessed);
	assert_false(totals.items[0].lower_bound);
	totals_clear(&totals);
	assert_int_equal(totals.count, 0);
}

static void what_is_still_open_or_stayed_home_has_not_left(void **state)
{
	struct totals totals = {0};
	struct event event;

	(void)state;
	events_clip(&event);
	event.kind = EVENT_UPLOADING;
	assert_int_equal(totals_add(&totals, &event), 0);
	assert_int_equal(totals.count, 0);
	events_local(&event);
	assert_int_equal(totals_add(&totals, &event), 0);
	assert_int_equal(totals.items[0].bytes, 0);
	assert_int_equal(totals.items[0].uploads, 0);
	assert_int_equal(totals.items[0].local_bytes, 1216000);
	totals_clear(&totals);
}

static void doubts_and_losses_are_remembered(void **state)
{
	struct totals totals = {0};
	struct event event;

	(void)state;
	events_clip(&event);
	event.upload.confidence = 0.9;
	event.upload.coverage = COVERAGE_LOWER_BOUND;
	assert_int_equal(totals_add(&totals, &event), 0);
	events_clip(&event);
	assert_int_equal(totals_add(&totals, &event), 0);
	assert_true(totals.items[0].guessed);
	assert_true(totals.items[0].lower_bound);
	totals_clear(&totals);
}

static void cameras_stand_in_order_of_their_key_under_their_last_name(void **state)
{
	struct totals totals = {0};
	struct event event;

	(void)state;
	events_camera(&event);
	for (char c = 'z'; c >= 'a'; c--) {
		event.camera.key[0] = c;
		assert_int_equal(totals_add(&totals, &event), 0);
	}
	event.camera.name = "Attic";
	assert_int_equal(totals_add(&totals, &event), 0);
	assert_int_equal(totals.count, 26);
	for (size_t i = 0; i < 26; i++)
		assert_int_equal(totals.items[i].key[0], 'a' + (int)i);
	assert_string_equal(totals.items[0].name, "Attic");
	assert_string_equal(totals.items[1].name, "Front door");
	totals_clear(&totals);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(parts_of_a_series_are_one_upload),
		cmocka_unit_test(what_is_still_open_or_stayed_home_has_not_left),
		cmocka_unit_test(doubts_and_losses_are_remembered),
		cmocka_unit_test(cameras_stand_in_order_of_their_key_under_their_last_name),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
