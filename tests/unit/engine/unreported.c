// SPDX-License-Identifier: GPL-2.0-or-later
#include "engine/unreported.h"

#include <netinet/in.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "support.h"

static const struct talk to_cloud = {CAMERA_MAC, CAMERA_IP, "198.51.100.7",
				     51000,	 443,	    IPPROTO_TCP};

/* So many packets of that size go up, and the house ends. */
static struct scene *sent(const char *told, const struct rule_thresholds *usual, unsigned count,
			  uint32_t size)
{
	struct scene *s = scene_open_all(told, usual);

	scene_burst(s, &to_cloud, START, count, size);
	scene_finish(s);
	return s;
}

static void assert_failed(const struct scene *s, enum condition condition, double number,
			  double threshold)
{
	const struct event_episode *episode = &scene_event(s, EVENT_EPISODE, 0)->episode;

	assert_int_equal(scene_count(s, EVENT_UPLOAD), 0);
	assert_int_equal(scene_count(s, EVENT_EPISODE), 1);
	assert_int_equal(episode->unmet.condition, condition);
	assert_true(episode->unmet.number > number - 0.01 && episode->unmet.number < number + 0.01);
	assert_true(episode->unmet.threshold > threshold - 0.001 &&
		    episode->unmet.threshold < threshold + 0.001);
}

static void an_episode_of_a_camera_is_told_with_the_threshold_it_fails(void **state)
{
	struct scene *s = sent(CAMERA_MAC, NULL, 50, 1000);

	(void)state;
	assert_failed(s, CONDITION_BYTES, 50000, 100000);
	assert_string_equal(scene_event(s, EVENT_EPISODE, 0)->episode.verdict, "camera");
	scene_close(s);
	s = sent(CAMERA_MAC, NULL, 500, 250);
	assert_failed(s, CONDITION_PACKET, 250, 300);
	scene_close(s);
}

static void an_episode_of_a_device_without_a_verdict_is_told_with_its_certainty(void **state)
{
	struct scene *s = sent(NULL, NULL, 200, 1000);
	const struct event_episode *episode = &scene_event(s, EVENT_EPISODE, 0)->episode;

	(void)state;
	assert_int_equal(scene_count(s, EVENT_UPLOAD), 0);
	assert_int_equal(episode->unmet.condition, CONDITION_CAMERA);
	assert_true(episode->unmet.number > 0 && episode->unmet.number < 0.55);
	assert_string_equal(episode->verdict, "undecided");
	assert_int_equal(episode->bytes_up, 200000);
	scene_close(s);
}

static void a_threshold_that_is_set_decides_in_place_of_the_default(void **state)
{
	struct rule_thresholds usual = {.footage_bytes = 40000};
	struct scene *s = sent(CAMERA_MAC, &usual, 50, 1000);

	(void)state;
	assert_int_equal(scene_count(s, EVENT_UPLOAD), 1);
	assert_int_equal(scene_count(s, EVENT_EPISODE), 0);
	scene_close(s);
	usual.footage_bytes = 60000;
	s = sent(CAMERA_MAC, &usual, 50, 1000);
	assert_failed(s, CONDITION_BYTES, 50000, 60000);
	scene_close(s);
}

static void each_device_is_told_with_what_was_weighed(void **state)
{
	struct scene *s = sent(CAMERA_MAC, NULL, 200, 1000);
	const struct event_device *device;

	(void)state;
	assert_int_equal(scene_count(s, EVENT_EPISODE), 0);
	assert_int_equal(scene_count(s, EVENT_DEVICE), 1);
	device = &scene_event(s, EVENT_DEVICE, 0)->device;
	assert_string_equal(device->verdict, "camera");
	assert_int_equal(device->uploads, 1);
	assert_int_equal(device->bytes_up, 200000);
	assert_true(device->fact_count >= 1);
	assert_int_equal(device->facts[0].reason.reason, REASON_DECLARED);
	assert_true(device->facts[0].weight > 0.99);
	scene_close(s);
}

static void who_does_not_ask_is_told_none_of_it(void **state)
{
	struct scene *s = scene_open(NULL, CAMERA_MAC);

	(void)state;
	scene_burst(s, &to_cloud, START, 50, 1000);
	scene_finish(s);
	assert_int_equal(scene_count(s, EVENT_EPISODE), 0);
	assert_int_equal(scene_count(s, EVENT_DEVICE), 0);
	scene_close(s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_episode_of_a_camera_is_told_with_the_threshold_it_fails),
		cmocka_unit_test(
			an_episode_of_a_device_without_a_verdict_is_told_with_its_certainty),
		cmocka_unit_test(a_threshold_that_is_set_decides_in_place_of_the_default),
		cmocka_unit_test(each_device_is_told_with_what_was_weighed),
		cmocka_unit_test(who_does_not_ask_is_told_none_of_it),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
