// SPDX-License-Identifier: GPL-2.0-or-later
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include <netinet/in.h>

#include "engine/state.h"
#include "support.h"

static const struct talk to_other = {CAMERA_MAC, CAMERA_IP, "203.0.113.9", 51001, 443, IPPROTO_TCP};
static const struct talk to_third = {CAMERA_MAC, CAMERA_IP, "203.0.113.8", 51002, 443, IPPROTO_TCP};

static const struct event_gap *gap(const struct scene *s, size_t index)
{
	return &scene_event(s, EVENT_GAP, index)->gap;
}

static void pieces_that_are_no_upload_add_up_within_an_hour(void **state)
{
	struct scene *s = scene_open(NULL, CAMERA_MAC);

	(void)state;
	scene_burst(s, &to_other, START, 60, 1500);
	scene_burst(s, &to_third, START + 60 * SECOND, 60, 1500);
	scene_finish(s);
	assert_int_equal(scene_count(s, EVENT_UPLOAD), 0);
	assert_int_equal(scene_count(s, EVENT_GAP), 1);
	assert_int_equal(gap(s, 0)->bytes, 2 * 60 * 1500);
	assert_int_equal(gap(s, 0)->from_ns, START);
	assert_in_range(gap(s, 0)->to_ns, START + 60 * SECOND, START + 61 * SECOND);
	assert_string_equal(gap(s, 0)->camera->mac, CAMERA_MAC);
	assert_true(scene_event(s, EVENT_SUMMARY, 0)->summary.doubts & 1U << DOUBT_UNEXPLAINED);
	scene_close(s);
}

static void pieces_hours_apart_do_not(void **state)
{
	struct scene *s = scene_open(NULL, CAMERA_MAC);

	(void)state;
	for (uint64_t hour = 0; hour < 4; hour++)
		scene_burst(s, &to_other, START + hour * 3600 * SECOND, 60, 1500);
	scene_finish(s);
	assert_int_equal(scene_count(s, EVENT_GAP), 0);
	scene_close(s);
}

static void the_clock_cuts_no_hour_in_two(void **state)
{
	const uint64_t hour = (START / (3600 * SECOND) + 1) * 3600 * SECOND;
	struct scene *s = scene_open(NULL, CAMERA_MAC);

	(void)state;
	scene_burst(s, &to_other, hour - 60 * SECOND, 60, 1500);
	scene_burst(s, &to_third, hour + 60 * SECOND, 60, 1500);
	scene_finish(s);
	assert_int_equal(scene_count(s, EVENT_GAP), 1);
	assert_int_equal(gap(s, 0)->bytes, 2 * 60 * 1500);
	assert_int_equal(gap(s, 0)->from_ns, hour - 60 * SECOND);
	scene_close(s);
}

#define CLIPS                                                                                      \
	"vendor: Testcam\nkind: camera\nshortest_clip: {bytes: 50000, source: s}\n"                \
	"macs:\n  - {prefix: \"70:ad:43\", means: camera, registrant: Testcam, source: s}\n"

static void a_makers_shortest_clip_is_the_bound(void **state)
{
	static const struct talk to = {"70:ad:43:00:00:01", CAMERA_IP, "203.0.113.9", 51001, 443,
				       IPPROTO_TCP};
	struct scene *s = scene_open(CLIPS, NULL);

	(void)state;
	scene_burst(s, &to, START, 32, 1500);
	scene_burst(s, &to_other, START, 60, 1500);
	scene_arp(s, PHONE_MAC, PHONE_IP, START + 60 * SECOND);
	assert_int_equal(scene_count(s, EVENT_GAP), 0);
	scene_burst(s, &to, START + 60 * SECOND, 10, 1500);
	scene_finish(s);
	assert_int_equal(scene_count(s, EVENT_GAP), 1);
	assert_int_equal(gap(s, 0)->bytes, 42 * 1500);
	scene_close(s);
}

static void a_picture_as_those_that_a_camera_sends_is_missed_too(void **state)
{
	static const struct talk to_media = {CAMERA_MAC, CAMERA_IP, "203.0.113.7",
					     51003,	 443,	    IPPROTO_TCP};
	struct scene *s = scene_open(scene_rules, CAMERA_MAC);

	(void)state;
	scene_burst(s, &to_other, START, 10, 1500);
	scene_hello(s, &to_media, START + 60 * SECOND, "media.testcam.example");
	scene_burst(s, &to_media, START + 61 * SECOND, 10, 1500);
	scene_arp(s, PHONE_MAC, PHONE_IP, START + 90 * SECOND);
	assert_int_equal(scene_count(s, EVENT_UPLOAD), 1);
	assert_int_equal(scene_event(s, EVENT_UPLOAD, 0)->upload.class, CLASS_SNAPSHOT);
	scene_burst(s, &to_third, START + 100 * SECOND, 4, 1500);
	scene_finish(s);
	assert_int_equal(scene_count(s, EVENT_GAP), 1);
	scene_close(s);
}

static void acknowledgements_of_a_download_are_explained_and_answers_as_large_are_not(void **state)
{
	struct scene *s = scene_open(NULL, CAMERA_MAC);

	(void)state;
	for (uint64_t i = 0; i < 4000; i++) {
		scene_packet(s, &to_other, START + i * 10 * MILLISECOND, false, 1500);
		scene_packet(s, &to_other, START + i * 10 * MILLISECOND, true, 52);
	}
	scene_packet(s, &to_third, START + 60 * SECOND, true, 60);
	assert_int_equal(scene_count(s, EVENT_GAP), 0);
	for (uint64_t i = 0; i < 400; i++) {
		scene_packet(s, &to_third, START + 70 * SECOND + i * 10 * MILLISECOND, true, 1000);
		scene_packet(s, &to_third, START + 70 * SECOND + i * 10 * MILLISECOND, false, 1500);
	}
	scene_finish(s);
	assert_int_equal(scene_count(s, EVENT_UPLOAD), 0);
	assert_int_equal(scene_count(s, EVENT_GAP), 1);
	scene_close(s);
}

static void pings_are_explained_up_to_a_bound(void **state)
{
	struct scene *s = scene_open(NULL, CAMERA_MAC);

	(void)state;
	for (uint64_t i = 0; i < 200; i++)
		scene_packet(s, &to_other, START + i * 2 * SECOND, true, 1400);
	assert_int_equal(scene_count(s, EVENT_GAP), 0);
	for (uint64_t i = 0; i < 600; i++)
		scene_packet(s, &to_third, START + (i * 2 + 1) * SECOND + 1200 * SECOND, true,
			     1400);
	scene_finish(s);
	assert_in_range(scene_count(s, EVENT_GAP), 1, 10);
	scene_close(s);
}

static void a_server_that_is_asked_each_second_is_explained(void **state)
{
	struct scene *s = scene_open(NULL, CAMERA_MAC);

	(void)state;
	for (uint64_t i = 0; i < 3600; i++)
		scene_packet(s, &to_other, START + i * 900 * MILLISECOND, true, 160);
	scene_finish(s);
	assert_int_equal(scene_count(s, EVENT_GAP), 0);
	scene_close(s);
}

static void a_log_is_no_clip_even_where_logs_go(void **state)
{
	static const char logs[] = "vendor: Testcam\nkind: camera\nhosts:\n"
				   "  - {host: log.testcam.example, role: telemetry, confidence: "
				   "measured, source: s}\n";
	struct scene *s = scene_open(logs, CAMERA_MAC);

	(void)state;
	scene_hello(s, &to_other, START, "log.testcam.example");
	scene_burst(s, &to_other, START + SECOND, 130, 1500);
	scene_arp(s, PHONE_MAC, PHONE_IP, START + 60 * SECOND);
	assert_int_equal(scene_count(s, EVENT_GAP), 0);
	scene_burst(s, &to_other, START + 61 * SECOND, 300, 1500);
	scene_finish(s);
	assert_int_equal(scene_count(s, EVENT_UPLOAD), 0);
	assert_int_equal(scene_count(s, EVENT_GAP), 1);
	assert_in_range(gap(s, 0)->bytes, 300 * 1500, 301 * 1500);
	scene_close(s);
}

static void what_was_sent_before_it_was_known_as_a_camera_is_told_once_it_is(void **state)
{
	struct scene *s = scene_open(NULL, NULL);
	struct device_key camera = a_device(CAMERA_MAC);

	(void)state;
	scene_burst(s, &to_other, START, 60, 1500);
	scene_burst(s, &to_third, START + 60 * SECOND, 60, 1500);
	scene_arp(s, PHONE_MAC, PHONE_IP, START + 90 * SECOND);
	assert_int_equal(scene_count(s, EVENT_GAP), 0);
	assert_int_equal(engine_confirm(s->engine, &camera, "front door"), 0);
	assert_int_equal(scene_count(s, EVENT_GAP), 1);
	scene_finish(s);
	scene_close(s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(pieces_that_are_no_upload_add_up_within_an_hour),
		cmocka_unit_test(pieces_hours_apart_do_not),
		cmocka_unit_test(the_clock_cuts_no_hour_in_two),
		cmocka_unit_test(a_makers_shortest_clip_is_the_bound),
		cmocka_unit_test(a_picture_as_those_that_a_camera_sends_is_missed_too),
		cmocka_unit_test(
			acknowledgements_of_a_download_are_explained_and_answers_as_large_are_not),
		cmocka_unit_test(pings_are_explained_up_to_a_bound),
		cmocka_unit_test(a_server_that_is_asked_each_second_is_explained),
		cmocka_unit_test(a_log_is_no_clip_even_where_logs_go),
		cmocka_unit_test(what_was_sent_before_it_was_known_as_a_camera_is_told_once_it_is),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
