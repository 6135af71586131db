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

static const char *coverage_of(struct watch *w)
{
	static char text[32];
	struct json_object *answer = status_of(w);

	snprintf(text, sizeof(text), "%s",
		 json_object_get_string(part(part(answer, "coverage"), "state")));
	json_object_put(answer);
	return text;
}

static void an_interface_that_is_away_makes_it_blind(void **state)
{
	struct scene *scene = scene_open(scene_rules, NULL);
	struct watch *w = live_watch(scene);

	(void)state;
	assert_string_equal(coverage_of(w), "blind");
	w->ports[0].port.state = PORT_WATCHING;
	w->ports[0].port.mode = ATTACH_TC;
	assert_string_equal(coverage_of(w), "exact");
	live_end(w);
	scene_close(scene);
}

static void says(struct watch *w, const char *nothing_left, const char *doubts)
{
	struct json_object *answer = status_of(w);

	assert_string_equal(json_object_get_string(part(answer, "nothing_left")), nothing_left);
	assert_string_equal(
		json_object_to_json_string_ext(part(answer, "doubts"), JSON_C_TO_STRING_PLAIN),
		doubts);
	json_object_put(answer);
}

static void whether_nothing_left_is_told_with_what_is_in_doubt(void **state)
{
	struct scene *scene = scene_open(scene_rules, NULL);
	struct watch *w = live_watch(scene);

	(void)state;
	w->ports[0].port.state = PORT_AWAY;
	says(w, "cannot-tell", "[\"no-packets\",\"no-camera\",\"interrupted\"]");
	w->ports[0].port.state = PORT_WATCHING;
	w->ports[0].port.mode = ATTACH_TC;
	says(w, "cannot-tell", "[\"no-packets\",\"no-camera\"]");
	w->ports[0].port.dropped = 3;
	says(w, "cannot-tell", "[\"no-packets\",\"no-camera\",\"lost\"]");
	live_end(w);
	scene_close(scene);
}

static void what_was_told_lowers_the_coverage(void **state)
{
	struct scene *scene = scene_open(scene_rules, NULL);
	struct watch *w = live_watch(scene);

	(void)state;
	w->ports[0].port.state = PORT_WATCHING;
	w->ports[0].port.mode = ATTACH_XDP_GENERIC;
	assert_string_equal(coverage_of(w), "merged");
	w->lossy = 1;
	assert_string_equal(coverage_of(w), "lower-bound");
	w->lossy = 0;
	w->ports[0].port.dropped = 3;
	assert_string_equal(coverage_of(w), "lower-bound");
	live_end(w);
	scene_close(scene);
}

static void the_way_is_told_and_why_it_is_not_the_one_that_was_meant(void **state)
{
	struct scene *scene = scene_open(scene_rules, NULL);
	struct watch *w = live_watch(scene);
	struct json_object *answer = status_of(w), *fallback;

	(void)state;
	assert_string_equal(json_object_get_string(part(answer, "way")), "libpcap");
	assert_null(part(answer, "fallback"));
	json_object_put(answer);
	w->fallback.why = (struct refusal){
		.cause = REFUSAL_LACKS, .lacks = "bpf_xdp_load_bytes", .since = "5.18"};
	answer = status_of(w);
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
	struct watch *w = live_watch(scene);
	struct json_object *answer, *gaps;

	(void)state;
	for (size_t i = 0; i < WATCH_GAPS + 3; i++) {
		struct watch_gap *gap = &w->gaps[w->gap_count++ % WATCH_GAPS];

		gap->from_ns = gap->to_ns = START;
		gap->packets = i;
		snprintf(gap->reason, sizeof(gap->reason), "reason %zu", i);
	}
	answer = status_of(w);
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
	struct watch *w = live_watch(scene);
	struct talk talk = {CAMERA_MAC, CAMERA_IP, "203.0.113.9", 40000, 443, 6};
	struct json_object *answer, *sending;

	(void)state;
	scene_hello(scene, &talk, START, "media.testcam.example");
	scene_burst(scene, &talk, START + SECOND, 400, 1000);
	meter_pass(scene->meter, START + 7 * SECOND);
	answer = status_of(w);
	sending = part(answer, "sending");
	assert_int_equal(json_object_array_length(sending), 1);
	sending = json_object_array_get_idx(sending, 0);
	assert_string_equal(json_object_get_string(part(sending, "mac")), CAMERA_MAC);
	assert_true(json_object_get_int64(part(sending, "bytes_up")) >= 400000);
	json_object_put(answer);
	meter_pass(scene->meter, START + 30 * SECOND);
	answer = status_of(w);
	assert_int_equal(json_object_array_length(part(answer, "sending")), 0);
	json_object_put(answer);
	live_end(w);
	scene_close(scene);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_interface_that_is_away_makes_it_blind),
		cmocka_unit_test(whether_nothing_left_is_told_with_what_is_in_doubt),
		cmocka_unit_test(what_was_told_lowers_the_coverage),
		cmocka_unit_test(the_way_is_told_and_why_it_is_not_the_one_that_was_meant),
		cmocka_unit_test(only_the_latest_gaps_are_told_oldest_first),
		cmocka_unit_test(what_is_being_sent_is_told_while_it_is),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
