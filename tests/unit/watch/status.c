// SPDX-License-Identifier: GPL-2.0-or-later
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>
#include <string.h>

#include "watch/status.h"
#include "support_live.h"

static struct json_object *part(struct json_object *object, const char *key)
{
	struct json_object *value;

	assert_true(json_object_object_get_ex(object, key, &value));
	return value;
}

static void the_way_is_told_and_why_it_is_not_the_one_that_was_meant(void **state)
{
	struct scene *scene = scene_open(scene_rules, NULL);
	struct live *w = live_watch(scene);
	struct json_object *answer = status_of(&w->status), *fallback;

	(void)state;
	assert_string_equal(json_object_get_string(part(answer, "way")), "libpcap");
	assert_null(part(answer, "fallback"));
	json_object_put(answer);
	w->ports.fallback.why = (struct refusal){
		.cause = REFUSAL_LACKS, .lacks = "bpf_xdp_load_bytes", .since = "5.18"};
	answer = status_of(&w->status);
	fallback = part(answer, "fallback");
	assert_string_equal(json_object_get_string(part(fallback, "cause")), "lacks");
	assert_string_equal(json_object_get_string(part(fallback, "since")), "5.18");
	json_object_put(answer);
	live_end(w);
	scene_close(scene);
}

static void only_the_latest_gaps_are_told_oldest_first(void **state)
{
	struct scene *scene = scene_open(scene_rules, NULL);
	struct live *w = live_watch(scene);
	struct json_object *answer, *gaps;

	(void)state;
	for (size_t i = 0; i < WATCH_GAPS + 3; i++) {
		struct watch_gap *gap = &w->gaps.at[w->gaps.count++ % WATCH_GAPS];

		gap->from_ns = gap->to_ns = START;
		gap->packets = i;
		snprintf(gap->reason, sizeof(gap->reason), "reason %zu", i);
	}
	answer = status_of(&w->status);
	gaps = part(answer, "gaps");
	assert_int_equal(json_object_array_length(gaps), WATCH_GAPS);
	assert_string_equal(
		json_object_get_string(part(json_object_array_get_idx(gaps, 0), "reason")),
		"reason 3");
	json_object_put(answer);
	live_end(w);
	scene_close(scene);
}

static void what_is_being_sent_is_told_while_it_is(void **state)
{
	struct scene *scene = scene_open(scene_rules, CAMERA_MAC);
	struct live *w = live_watch(scene);
	struct talk talk = {CAMERA_MAC, CAMERA_IP, "203.0.113.9", 40000, 443, 6};
	struct json_object *answer, *sending;

	(void)state;
	scene_hello(scene, &talk, START, "media.testcam.example");
	scene_burst(scene, &talk, START + SECOND, 400, 1000);
	meter_pass(scene->meter, START + 7 * SECOND);
	answer = status_of(&w->status);
	sending = part(answer, "sending");
	assert_int_equal(json_object_array_length(sending), 1);
	sending = json_object_array_get_idx(sending, 0);
	assert_string_equal(json_object_get_string(part(sending, "mac")), CAMERA_MAC);
	assert_true(json_object_get_int64(part(sending, "bytes_up")) >= 400000);
	json_object_put(answer);
	meter_pass(scene->meter, START + 30 * SECOND);
	answer = status_of(&w->status);
	assert_int_equal(json_object_array_length(part(answer, "sending")), 0);
	json_object_put(answer);
	live_end(w);
	scene_close(scene);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_way_is_told_and_why_it_is_not_the_one_that_was_meant),
		cmocka_unit_test(only_the_latest_gaps_are_told_oldest_first),
		cmocka_unit_test(what_is_being_sent_is_told_while_it_is),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
