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

#define HOUR (3600 * SECOND)
#define FULL (UINT64_C(1600002000) * SECOND) /* the first full hour after START */

static const struct talk to_cloud = {CAMERA_MAC, CAMERA_IP, "198.51.100.7",
				     51000,	 443,	    IPPROTO_TCP};
static const struct talk to_other = {CAMERA_MAC, CAMERA_IP, "203.0.113.9", 51001, 443, IPPROTO_TCP};

static const struct event_traffic *traffic(const struct scene *s, size_t index)
{
	return &scene_event(s, EVENT_TRAFFIC, index)->traffic;
}

/* Somebody is heard till the hour is full. */
static void keep_up(struct scene *s)
{
	for (uint64_t at = 600; at < 2000; at += 600)
		scene_arp(s, PHONE_MAC, PHONE_IP, START + at * SECOND);
}

static void each_hour_begins_where_the_one_before_ended_and_no_byte_is_lost(void **state)
{
	struct scene *s = scene_open(NULL, CAMERA_MAC);

	(void)state;
	scene_burst(s, &to_cloud, START, 80, 1500);
	scene_packet(s, &to_other, START + 60 * SECOND, true, 60); /* no upload, but it left */
	scene_packet(s, &to_other, START + 60 * SECOND, false, 1500);
	keep_up(s);
	scene_packet(s, &to_other, FULL + 10 * SECOND, true, 61);
	scene_finish(s);
	assert_int_equal(scene_count(s, EVENT_TRAFFIC), 2);
	assert_int_equal(traffic(s, 0)->from_ns, START);
	assert_int_equal(traffic(s, 0)->to_ns, FULL);
	assert_int_equal(traffic(s, 0)->bytes_up, 80 * 1500 + 60);
	assert_int_equal(traffic(s, 0)->packets_up, 81);
	assert_int_equal(traffic(s, 0)->coverage, COVERAGE_EXACT);
	assert_true(traffic(s, 0)->on_path);
	assert_false(traffic(s, 0)->under_way);
	assert_string_equal(traffic(s, 0)->camera.mac, CAMERA_MAC);
	assert_int_equal(traffic(s, 1)->from_ns, FULL);
	assert_int_equal(traffic(s, 1)->to_ns, FULL + 10 * SECOND);
	assert_int_equal(traffic(s, 1)->bytes_up, 61);
	assert_int_equal(traffic(s, 1)->bytes_across, 0);
	scene_close(s);
}

static void what_begins_before_the_hour_and_lasts_into_it_is_told_of_both(void **state)
{
	struct scene *s = scene_open(NULL, CAMERA_MAC);

	(void)state;
	scene_packet(s, &to_cloud, FULL - 500 * MILLISECOND, true, 1000);
	scene_packet(s, &to_cloud, FULL + 200 * MILLISECOND, true, 1100);
	scene_packet(s, &to_cloud, FULL + 100 * SECOND, true, 70);
	scene_finish(s);
	assert_int_equal(scene_count(s, EVENT_TRAFFIC), 2);
	assert_int_equal(traffic(s, 0)->bytes_up, 2100);
	assert_int_equal(traffic(s, 1)->bytes_up, 70);
	assert_int_equal(traffic(s, 1)->bytes_across, 2100);
	scene_close(s);
}

static void hours_in_which_only_others_speak_are_told(void **state)
{
	struct scene *s = scene_open(NULL, CAMERA_MAC);

	(void)state;
	scene_packet(s, &to_cloud, START, true, 1000);
	for (uint64_t at = 1; START + at * SECOND < FULL + 3 * HOUR; at += 600)
		scene_arp(s, PHONE_MAC, PHONE_IP, START + at * SECOND);
	scene_packet(s, &to_cloud, FULL + 3 * HOUR + 5 * SECOND, true, 900);
	scene_finish(s);
	assert_int_equal(scene_count(s, EVENT_TRAFFIC), 5);
	for (size_t i = 1; i < 5; i++)
		assert_int_equal(traffic(s, i)->from_ns, traffic(s, i - 1)->to_ns);
	assert_int_equal(traffic(s, 1)->bytes_up, 0);
	assert_int_equal(traffic(s, 4)->bytes_up, 900);
	scene_close(s);
}

static void a_silence_of_all_is_a_hole(void **state)
{
	struct scene *s = scene_open(NULL, CAMERA_MAC);
	uint64_t again = FULL + 1000 * HOUR + 5 * SECOND;

	(void)state;
	scene_packet(s, &to_cloud, START, true, 1000);
	scene_packet(s, &to_cloud, START + 300 * MILLISECOND, true, 1000);
	scene_packet(s, &to_cloud, again, true, 900);
	scene_packet(s, &to_cloud, again + 899 * SECOND, true, 901);
	scene_finish(s);
	assert_int_equal(scene_count(s, EVENT_TRAFFIC), 2);
	assert_int_equal(traffic(s, 0)->from_ns, START);
	assert_int_equal(traffic(s, 0)->to_ns, START + 300 * MILLISECOND);
	assert_int_equal(traffic(s, 0)->bytes_up, 2000);
	assert_false(traffic(s, 0)->under_way);
	assert_int_equal(traffic(s, 1)->from_ns, again);
	assert_int_equal(traffic(s, 1)->to_ns, again + 899 * SECOND);
	assert_int_equal(traffic(s, 1)->bytes_up, 1801);
	assert_int_equal(scene_event(s, EVENT_SUMMARY, 0)->summary.nothing_left,
			 NOTHING_LEFT_CANNOT_TELL);
	scene_close(s);
}

/* A laptop that recorded a lively home, and slept for five minutes. */
static void a_silence_far_longer_than_any_before_is_a_hole(void **state)
{
	struct scene *s = scene_open(NULL, CAMERA_MAC);
	uint64_t end = START + 700 * SECOND, again = end + 300 * SECOND;

	(void)state;
	for (uint64_t at = START; at <= end; at += 10 * SECOND)
		scene_packet(s, &to_cloud, at, true, 200);
	scene_packet(s, &to_cloud, again, true, 200);
	scene_packet(s, &to_cloud, again + SECOND, true, 200);
	scene_finish(s);
	assert_int_equal(scene_count(s, EVENT_TRAFFIC), 2);
	assert_int_equal(traffic(s, 0)->to_ns, end);
	assert_int_equal(traffic(s, 1)->from_ns, again);
	assert_int_equal(scene_event(s, EVENT_SUMMARY, 0)->summary.doubts, 1U << DOUBT_UNCOUNTED);
	scene_close(s);
}

static void a_silence_as_there_were_before_is_none(void **state)
{
	struct scene *s = scene_open(NULL, CAMERA_MAC);
	uint64_t end = START + 720 * SECOND;

	(void)state;
	for (uint64_t at = START; at <= end; at += 30 * SECOND)
		scene_packet(s, &to_cloud, at, true, 200);
	scene_packet(s, &to_cloud, end + 500 * SECOND, true, 200);
	scene_finish(s);
	assert_int_equal(scene_event(s, EVENT_SUMMARY, 0)->summary.nothing_left, NOTHING_LEFT_YES);
	scene_close(s);
}

static const struct talk view = {CAMERA_MAC, CAMERA_IP, "203.0.113.9", 52000, 40000, IPPROTO_UDP};

/* Eleven minutes in which it never pauses; the end of that. */
static uint64_t be_busy(struct scene *s)
{
	uint64_t end = START + 660 * SECOND;

	for (uint64_t at = START; at <= end; at += SECOND)
		scene_packet(s, &view, at, true, 300);
	return end;
}

static const struct event_summary *summed_up(const struct scene *s)
{
	return &scene_event(s, EVENT_SUMMARY, 0)->summary;
}

/* On batteries: it sleeps for two minutes after a view, and begins anew. */
static void a_camera_alone_that_falls_asleep_leaves_no_hole(void **state)
{
	struct scene *s = scene_open(NULL, CAMERA_MAC);
	uint64_t again = be_busy(s) + 150 * SECOND;

	(void)state;
	scene_packet(s, &to_cloud, again, true, 200);
	scene_packet(s, &to_cloud, again + 30 * SECOND, true, 200);
	scene_packet(s, &to_cloud, again + 300 * SECOND, true, 200); /* it may sleep again */
	scene_finish(s);
	assert_int_equal(summed_up(s)->doubts & 1U << DOUBT_UNCOUNTED, 0);
	assert_int_equal(scene_count(s, EVENT_TRAFFIC), 1);
	assert_int_equal(traffic(s, 0)->from_ns, START);
	assert_int_equal(traffic(s, 0)->to_ns, again + 300 * SECOND);
	scene_close(s);
}

static void what_goes_on_behind_a_silence_shows_a_hole(void **state)
{
	struct scene *s = scene_open(NULL, CAMERA_MAC);
	uint64_t end = be_busy(s), again = end + 150 * SECOND;

	(void)state;
	scene_packet(s, &to_cloud, again, true, 200);
	scene_packet(s, &view, again + SECOND, true, 300);
	scene_packet(s, &view, again + 10 * SECOND, true, 300);
	scene_finish(s);
	assert_int_not_equal(summed_up(s)->doubts & 1U << DOUBT_UNCOUNTED, 0);
	assert_int_equal(scene_count(s, EVENT_TRAFFIC), 2);
	assert_int_equal(traffic(s, 0)->to_ns, end);
	assert_int_equal(traffic(s, 1)->from_ns, again);
	scene_close(s);
}

/* A neighbour's broadcast is no end of it. */
static void a_frame_in_a_hole_does_not_end_it(void **state)
{
	struct scene *s = scene_open(NULL, CAMERA_MAC);
	uint64_t end = be_busy(s), again = end + 400 * SECOND;

	(void)state;
	scene_arp(s, PHONE_MAC, PHONE_IP, end + 200 * SECOND);
	scene_packet(s, &view, again, true, 300);
	scene_packet(s, &view, again + 10 * SECOND, true, 300);
	scene_finish(s);
	assert_int_equal(scene_count(s, EVENT_TRAFFIC), 2);
	assert_int_equal(traffic(s, 0)->to_ns, end);
	assert_int_equal(traffic(s, 1)->from_ns, again);
	scene_close(s);
}

static void that_all_fall_asleep_at_once_is_a_hole(void **state)
{
	struct scene *s = scene_open(NULL, CAMERA_MAC);
	struct talk phone = to_other;
	uint64_t end;

	(void)state;
	phone.mac = PHONE_MAC;
	phone.ip = PHONE_IP;
	scene_packet(s, &phone, START, true, 200);
	end = be_busy(s);
	scene_packet(s, &to_cloud, end + 150 * SECOND, true, 200);
	scene_packet(s, &to_cloud, end + 160 * SECOND, true, 200);
	scene_finish(s);
	assert_int_not_equal(summed_up(s)->doubts & 1U << DOUBT_UNCOUNTED, 0);
	scene_close(s);
}

static void live_a_silence_of_all_is_none(void **state)
{
	struct scene *s = scene_open_live(NULL, CAMERA_MAC);

	(void)state;
	scene_packet(s, &to_cloud, START, true, 1000);
	for (uint64_t at = START + SECOND; at < FULL + HOUR; at += SECOND)
		meter_pass(s->meter, at);
	scene_packet(s, &to_cloud, FULL + HOUR + 5 * SECOND, true, 900);
	scene_finish(s);
	assert_int_equal(scene_count(s, EVENT_TRAFFIC), 3);
	assert_int_equal(traffic(s, 1)->from_ns, FULL);
	assert_int_equal(traffic(s, 1)->to_ns, FULL + HOUR);
	assert_int_equal(traffic(s, 2)->bytes_up, 900);
	scene_close(s);
}

static void
an_undecided_device_has_no_hours_and_a_camera_has_that_in_which_it_became_one(void **state)
{
	struct scene *s = scene_open(scene_rules, NULL);

	(void)state;
	scene_packet(s, &to_cloud, START, true, 1000);
	keep_up(s);
	scene_packet(s, &to_cloud, FULL + SECOND, true, 300);
	scene_packet(s, &to_cloud, FULL + 10 * SECOND, true, 200);
	scene_dns(s, CAMERA_MAC, CAMERA_IP, FULL + 20 * SECOND, "media.testcam.example",
		  "198.51.100.7");
	scene_hello(s, &to_cloud, FULL + 21 * SECOND, "media.testcam.example");
	scene_burst(s, &to_cloud, FULL + 22 * SECOND, 80, 1500);
	scene_finish(s);
	assert_int_equal(scene_count(s, EVENT_CAMERA), 1);
	assert_int_equal(scene_count(s, EVENT_TRAFFIC), 1);
	assert_int_equal(traffic(s, 0)->from_ns, FULL);
	assert_true(traffic(s, 0)->bytes_up > 80 * 1500 + 500);
	scene_close(s);
}

static void who_was_dismissed_is_counted_anew_from_when_it_is_confirmed(void **state)
{
	struct scene *s = scene_open(NULL, CAMERA_MAC);
	struct device_key key = a_device(CAMERA_MAC);

	(void)state;
	scene_packet(s, &to_cloud, START, true, 1000);
	scene_packet(s, &to_cloud, START + 5 * SECOND, true, 1000);
	assert_int_equal(engine_dismiss(s->engine, &key), 0);
	scene_packet(s, &to_cloud, START + 10 * SECOND, true, 1000);
	assert_int_equal(engine_confirm(s->engine, &key, NULL), 0);
	scene_packet(s, &to_cloud, START + 20 * SECOND, true, 800);
	scene_packet(s, &to_cloud, START + 30 * SECOND, true, 700);
	scene_finish(s);
	assert_int_equal(scene_count(s, EVENT_TRAFFIC), 1);
	assert_true(traffic(s, 0)->from_ns >= START + 10 * SECOND - MILLISECOND);
	assert_int_equal(traffic(s, 0)->bytes_up, 1500);
	scene_close(s);
}

static void a_clock_that_is_set_ends_one_and_begins_another(void **state)
{
	struct scene *s = scene_open(NULL, CAMERA_MAC);
	uint64_t back = START - 10 * HOUR;

	(void)state;
	scene_packet(s, &to_cloud, START, true, 1000);
	scene_packet(s, &to_cloud, START + 30 * SECOND, true, 900);
	scene_packet(s, &to_cloud, back, true, 800);
	scene_packet(s, &to_cloud, back + 5 * SECOND, true, 700);
	scene_finish(s);
	assert_int_equal(scene_count(s, EVENT_TRAFFIC), 2);
	assert_int_equal(traffic(s, 0)->to_ns, START + 30 * SECOND);
	assert_int_equal(traffic(s, 0)->bytes_up, 1900);
	assert_int_equal(traffic(s, 1)->from_ns, back);
	assert_int_equal(traffic(s, 1)->to_ns, back + 5 * SECOND);
	assert_int_equal(traffic(s, 1)->bytes_up, 1500);
	scene_close(s);
}

static void a_loss_makes_its_hour_a_lower_bound_and_no_other(void **state)
{
	struct scene *s = scene_open(NULL, CAMERA_MAC);
	struct observer observer = engine_observer(s->engine);
	struct loss loss = {.cause = CAUSE_CAPTURE_DROPPED,
			    .from_ns = START + SECOND,
			    .to_ns = START + 2 * SECOND,
			    .packets = 3};

	(void)state;
	scene_packet(s, &to_cloud, START, true, 1000);
	observer.loss(observer.context, &loss);
	keep_up(s);
	scene_packet(s, &to_cloud, FULL + 10 * SECOND, true, 61);
	scene_finish(s);
	assert_int_equal(traffic(s, 0)->coverage, COVERAGE_LOWER_BOUND);
	assert_int_equal(traffic(s, 1)->coverage, COVERAGE_EXACT);
	scene_close(s);
}

static void what_hardware_counted_and_what_came_merged_is_said(void **state)
{
	struct scene *s = scene_open(NULL, CAMERA_MAC);
	struct observer observer = engine_observer(s->engine);
	struct activity activity = {.flow = {.device = a_device(CAMERA_MAC),
					     .scope = FLOW_OUTSIDE,
					     .protocol = IPPROTO_TCP},
				    .stretch = {.bytes_up = 5000, .packets_up = 5},
				    .hardware = true};

	(void)state;
	scene_packet(s, &to_cloud, START, true, 2900);
	keep_up(s);
	scene_packet(s, &to_cloud, FULL + 10 * SECOND, true, 61);
	activity.stretch.first_up_ns = activity.stretch.last_up_ns = FULL + 11 * SECOND;
	observer.activity(observer.context, &activity);
	scene_finish(s);
	assert_int_equal(traffic(s, 0)->coverage, COVERAGE_MERGED);
	assert_int_equal(traffic(s, 1)->coverage, COVERAGE_HARDWARE);
	assert_int_equal(traffic(s, 1)->bytes_up, 5061);
	scene_close(s);
}

static void what_is_under_way_at_the_hour_is_said_and_what_is_over_is_told_before(void **state)
{
	struct scene *s = scene_open(NULL, CAMERA_MAC);
	size_t at = 0;

	(void)state;
	scene_burst(s, &to_cloud, FULL - 20 * SECOND, 80, 1500);
	scene_burst(s, &to_other, FULL - 2 * SECOND, 100, 1500);
	scene_packet(s, &to_other, FULL + SECOND / 2, true, 60);
	scene_packet(s, &to_other, FULL + 2 * SECOND, true, 60);
	assert_int_equal(scene_count(s, EVENT_TRAFFIC), 1);
	assert_true(traffic(s, 0)->under_way);
	assert_int_equal(scene_count(s, EVENT_UPLOAD), 1);
	while (s->events[at].kind != EVENT_TRAFFIC)
		assert_true(s->events[at++].kind != EVENT_SUMMARY);
	assert_int_equal(s->events[at - 1].kind, EVENT_UPLOAD);
	scene_finish(s);
	assert_int_equal(scene_count(s, EVENT_UPLOAD), 2);
	assert_false(traffic(s, 1)->under_way);
	scene_close(s);
}

/* A stretch is handed over before time is told: it is what ends the hour then. */
static void the_first_stretch_of_an_hour_ends_the_one_before_wherever_ticks_fall(void **state)
{
	struct scene *s = scene_open(NULL, CAMERA_MAC);
	size_t at = 0;

	(void)state;
	scene_burst(s, &to_cloud, FULL - 11 * SECOND, 80, 1500); /* its last 10.2 s before */
	scene_arp(s, PHONE_MAC, PHONE_IP, FULL - 500 * MILLISECOND);
	scene_packet(s, &to_other, FULL + 100 * MILLISECOND, true, 500);
	scene_arp(s, PHONE_MAC, PHONE_IP, FULL + 1150 * MILLISECOND);
	assert_int_equal(scene_count(s, EVENT_TRAFFIC), 1);
	assert_int_equal(traffic(s, 0)->bytes_up, 80 * 1500);
	assert_false(traffic(s, 0)->under_way);
	while (s->events[at].kind != EVENT_TRAFFIC)
		at++;
	assert_int_equal(s->events[at - 1].kind, EVENT_UPLOAD);
	scene_finish(s);
	assert_int_equal(traffic(s, 1)->bytes_up, 500);
	scene_close(s);
}

static void who_is_heard_and_does_not_pass_is_off_the_path(void **state)
{
	struct scene *s = scene_open_live(NULL, CAMERA_MAC);

	(void)state;
	for (uint64_t at = 0; at < 200; at += 10)
		scene_arp(s, CAMERA_MAC, CAMERA_IP, START + at * SECOND);
	scene_finish(s);
	assert_int_equal(scene_count(s, EVENT_TRAFFIC), 1);
	assert_false(traffic(s, 0)->on_path);
	assert_int_equal(traffic(s, 0)->bytes_up, 0);
	scene_close(s);
}

/* Live, time is told twice a second whatever passes, at any phase. */
static void play(struct scene *s, bool live)
{
	scene_burst(s, &to_cloud, START, 80, 1500);
	keep_up(s);
	scene_burst(s, &to_other, FULL - 500 * MILLISECOND, 90, 1500);
	scene_packet(s, &to_cloud, FULL + 700 * MILLISECOND, true, 60);
	for (unsigned i = 1; i < 40; i++) {
		uint64_t next_ns = FULL + i * 181 * SECOND + i;

		for (uint64_t at = next_ns - 20 * SECOND; live && at < next_ns;
		     at += 500 * MILLISECOND)
			meter_pass(s->meter, at + 123 * MILLISECOND);
		scene_packet(s, &to_cloud, next_ns, true, 60 + i);
	}
	scene_finish(s);
}

static void live_and_replay_tell_the_same(void **state)
{
	struct scene *live = scene_open_live(NULL, CAMERA_MAC);
	struct scene *replay = scene_open(NULL, CAMERA_MAC);
	size_t count;

	(void)state;
	play(live, true);
	play(replay, false);
	count = scene_count(replay, EVENT_TRAFFIC);
	assert_int_equal(count, 3);
	assert_int_equal(scene_count(live, EVENT_TRAFFIC), count);
	for (size_t i = 0; i < count; i++) {
		const struct event_traffic *a = traffic(live, i), *b = traffic(replay, i);

		assert_int_equal(a->from_ns, b->from_ns);
		assert_int_equal(a->to_ns, b->to_ns);
		assert_int_equal(a->bytes_up, b->bytes_up);
		assert_int_equal(a->bytes_across, b->bytes_across);
		assert_int_equal(a->under_way, b->under_way);
	}
	scene_close(live);
	scene_close(replay);
}

static void who_was_forgotten_is_told_of_again_when_it_sends_and_not_before(void **state)
{
	struct scene *s = scene_open(NULL, CAMERA_MAC);
	uint64_t again = FULL + HOUR + 10 * SECOND;

	(void)state;
	scene_packet(s, &to_other, START, true, 1000);
	scene_arp(s, PHONE_MAC, PHONE_IP, START + 10 * SECOND);
	engine_forget(s->engine, "02:00:00:00:00:01");
	for (uint64_t at = START + 600 * SECOND; at < again; at += 600 * SECOND)
		scene_arp(s, PHONE_MAC, PHONE_IP, at);
	assert_int_equal(scene_count(s, EVENT_TRAFFIC), 0);
	scene_packet(s, &to_other, again, true, 70);
	scene_arp(s, PHONE_MAC, PHONE_IP, again + 20 * SECOND);
	scene_finish(s);
	assert_int_equal(scene_count(s, EVENT_TRAFFIC), 1);
	assert_int_equal(traffic(s, 0)->bytes_up, 70);
	assert_int_equal(traffic(s, 0)->from_ns, again);
	scene_close(s);
}

static void without_a_history_nothing_is_told(void **state)
{
	struct scene *s = scene_open(NULL, CAMERA_MAC);

	(void)state;
	s->engine->config.traffic = false;
	play(s, false);
	assert_int_equal(scene_count(s, EVENT_TRAFFIC), 0);
	assert_int_equal(scene_count(s, EVENT_UPLOAD), 2);
	scene_close(s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_hour_begins_where_the_one_before_ended_and_no_byte_is_lost),
		cmocka_unit_test(what_begins_before_the_hour_and_lasts_into_it_is_told_of_both),
		cmocka_unit_test(hours_in_which_only_others_speak_are_told),
		cmocka_unit_test(a_silence_of_all_is_a_hole),
		cmocka_unit_test(a_silence_far_longer_than_any_before_is_a_hole),
		cmocka_unit_test(a_silence_as_there_were_before_is_none),
		cmocka_unit_test(a_camera_alone_that_falls_asleep_leaves_no_hole),
		cmocka_unit_test(what_goes_on_behind_a_silence_shows_a_hole),
		cmocka_unit_test(a_frame_in_a_hole_does_not_end_it),
		cmocka_unit_test(that_all_fall_asleep_at_once_is_a_hole),
		cmocka_unit_test(live_a_silence_of_all_is_none),
		cmocka_unit_test(
			an_undecided_device_has_no_hours_and_a_camera_has_that_in_which_it_became_one),
		cmocka_unit_test(who_was_dismissed_is_counted_anew_from_when_it_is_confirmed),
		cmocka_unit_test(a_clock_that_is_set_ends_one_and_begins_another),
		cmocka_unit_test(a_loss_makes_its_hour_a_lower_bound_and_no_other),
		cmocka_unit_test(what_hardware_counted_and_what_came_merged_is_said),
		cmocka_unit_test(
			what_is_under_way_at_the_hour_is_said_and_what_is_over_is_told_before),
		cmocka_unit_test(
			the_first_stretch_of_an_hour_ends_the_one_before_wherever_ticks_fall),
		cmocka_unit_test(who_is_heard_and_does_not_pass_is_off_the_path),
		cmocka_unit_test(live_and_replay_tell_the_same),
		cmocka_unit_test(who_was_forgotten_is_told_of_again_when_it_sends_and_not_before),
		cmocka_unit_test(without_a_history_nothing_is_told),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
