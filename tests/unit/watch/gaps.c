// SPDX-License-Identifier: GPL-2.0-or-later
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "support.h"
#include "watch/gaps.h"

static void gaps_are_kept_with_their_words(void **state)
{
	struct event_camera camera = {.key = CAMERA_MAC, .name = "Hall"};
	struct event event = {.kind = EVENT_GAP};
	struct watch_gaps gaps = {0};

	(void)state;
	event.gap.cause = CAUSE_FILE_CUT;
	event.gap.from_ns = START;
	event.gap.to_ns = START + SECOND;
	watch_gaps_notice(&gaps, &event);
	event.gap.camera = &camera;
	watch_gaps_notice(&gaps, &event);
	assert_int_equal(gaps.count, 2);
	assert_int_equal(gaps.at[0].cause, CAUSE_FILE_CUT);
	assert_int_equal(gaps.at[0].to_ns, START + SECOND);
	assert_true(gaps.at[0].reason[0] != '\0');
	assert_string_equal(gaps.at[0].camera, "");
	assert_string_equal(gaps.at[1].camera, "Hall");
}

static void the_oldest_make_room(void **state)
{
	struct event event = {.kind = EVENT_GAP};
	struct watch_gaps gaps = {0};

	(void)state;
	for (size_t i = 0; i < WATCH_GAPS + 1; i++) {
		event.gap.packets = i;
		watch_gaps_notice(&gaps, &event);
	}
	assert_int_equal(gaps.count, WATCH_GAPS + 1);
	assert_int_equal(gaps.at[0].packets, WATCH_GAPS);
	assert_int_equal(gaps.at[1].packets, 1);
}

static void uploads_that_were_not_seen_whole_are_counted(void **state)
{
	struct event event = {.kind = EVENT_UPLOAD};
	struct watch_gaps gaps = {0};

	(void)state;
	event.upload.coverage = COVERAGE_MERGED;
	watch_gaps_notice(&gaps, &event);
	event.upload.coverage = COVERAGE_LOWER_BOUND;
	watch_gaps_notice(&gaps, &event);
	watch_gaps_notice(&gaps, &event);
	event.upload.coverage = COVERAGE_EXACT;
	watch_gaps_notice(&gaps, &event);
	assert_int_equal(gaps.merged, 1);
	assert_int_equal(gaps.lossy, 2);
	assert_int_equal(gaps.count, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(gaps_are_kept_with_their_words),
		cmocka_unit_test(the_oldest_make_room),
		cmocka_unit_test(uploads_that_were_not_seen_whole_are_counted),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
