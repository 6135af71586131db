// SPDX-License-Identifier: GPL-2.0-or-later
/* The thresholds of footage, from packets to events, each at its edge. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <netinet/in.h>

#include "support.h"

static const struct talk to_cloud = {CAMERA_MAC, CAMERA_IP, "198.51.100.7",
				     51000,	 443,	    IPPROTO_TCP};

static const struct event_upload *upload(const struct scene *s, size_t index)
{
	return &scene_event(s, EVENT_UPLOAD, index)->upload;
}

/* `bytes` down, in packets that are not merged ones. */
static void take(struct scene *s, const struct talk *talk, uint64_t time_ns, uint32_t bytes)
{
	for (; bytes > 1400; bytes -= 1300)
		scene_packet(s, talk, time_ns, false, 1300);
	if (bytes)
		scene_packet(s, talk, time_ns, false, bytes);
}

/* 100,000 bytes up in packets of `size` and `down` bytes down in between. */
static size_t shaped(const char *told, unsigned count, uint32_t size, uint32_t down)
{
	struct scene *s = scene_open(NULL, told);
	size_t uploads;

	scene_burst(s, &to_cloud, START, count - 1, size);
	take(s, &to_cloud, START + (count - 1) * 10 * MILLISECOND, down);
	scene_packet(s, &to_cloud, START + count * 10 * MILLISECOND, true, size);
	scene_finish(s);
	uploads = scene_count(s, EVENT_UPLOAD);
	scene_close(s);
	return uploads;
}

static void thrice_as_much_up_as_down_is_footage(void **state)
{
	(void)state;
	assert_int_equal(shaped(CAMERA_MAC, 100, 1200, 40000), 1);
	assert_int_equal(shaped(CAMERA_MAC, 100, 1200, 41379), 0); /* 2.9 */
}

static void packets_of_300_bytes_on_average_are_footage(void **state)
{
	(void)state;
	assert_int_equal(shaped(CAMERA_MAC, 400, 300, 0), 1);
	assert_int_equal(shaped(CAMERA_MAC, 400, 299, 0), 0);
}

static void footage_begins_at_100000_bytes(void **state)
{
	(void)state;
	assert_int_equal(shaped(CAMERA_MAC, 100, 1000, 0), 1);
	assert_int_equal(shaped(CAMERA_MAC, 100, 999, 0), 0);
}

/* To a host whose role is media: `first` bytes in one burst and `second` two seconds later. */
static size_t snapshots(uint32_t first, uint32_t second)
{
	struct scene *s = scene_open(NULL, CAMERA_MAC);
	size_t uploads;

	scene_dns(s, CAMERA_MAC, CAMERA_IP, START, "media.testcam.example", to_cloud.remote);
	scene_packet(s, &to_cloud, START + SECOND, true, first - 4000);
	scene_packet(s, &to_cloud, START + SECOND + MILLISECOND, true, 4000);
	if (second) {
		scene_packet(s, &to_cloud, START + 3 * SECOND, true, second);
	}
	scene_finish(s);
	uploads = scene_count(s, EVENT_UPLOAD);
	if (uploads)
		assert_int_equal(upload(s, 0)->bytes_up, first + second);
	scene_close(s);
	return uploads;
}

static void a_snapshot_is_8000_bytes_in_one_burst(void **state)
{
	(void)state;
	assert_int_equal(snapshots(8000, 0), 1);
	assert_int_equal(snapshots(7999, 0), 0);
	assert_int_equal(snapshots(7999, 7999), 0);
}

static void by_behaviour_alone_no_one_is_more_than_suspected(void **state)
{
	static const struct talk talk = {
		"00:11:22:33:44:55", CAMERA_IP, "198.51.100.7", 51000, 40000, IPPROTO_UDP};
	struct scene *s = scene_open(NULL, NULL);

	(void)state;
	for (unsigned i = 0; i < 5; i++)
		scene_burst(s, &talk, START + i * 60 * SECOND, 90, 1500);
	scene_finish(s);
	assert_int_equal(scene_count(s, EVENT_CAMERA), 1);
	assert_true(scene_event(s, EVENT_CAMERA, 0)->camera.suspected);
	assert_null(scene_event(s, EVENT_CAMERA, 0)->camera.vendor);
	assert_int_equal(scene_count(s, EVENT_UPLOAD), 5);
	for (unsigned i = 0; i < 5; i++) {
		assert_true(upload(s, i)->camera.certainty <= 0.6);
		assert_true(upload(s, i)->confidence <= 0.6);
	}
	scene_close(s);
}

static void a_suspected_camera_sends_eight_times_what_it_takes(void **state)
{
	static const struct talk talk = {
		"00:11:22:33:44:55", CAMERA_IP, "198.51.100.7", 51000, 40000, IPPROTO_UDP};
	struct scene *s = scene_open(NULL, NULL);
	uint64_t at = START;

	(void)state;
	for (unsigned i = 0; i < 3; i++, at += 60 * SECOND)
		scene_burst(s, &talk, at, 100, 1500);
	for (unsigned i = 0; i < 2; i++, at += 60 * SECOND) { /* 8.0, then 7.9 */
		scene_burst(s, &talk, at, 99, 1500);
		take(s, &talk, at + 990 * MILLISECOND, i ? 18988 : 18750);
		scene_packet(s, &talk, at + 995 * MILLISECOND, true, 1500);
	}
	scene_finish(s);
	assert_int_equal(scene_count(s, EVENT_CAMERA), 1);
	assert_int_equal(scene_count(s, EVENT_UPLOAD), 4);
	assert_int_equal(upload(s, 3)->bytes_down, 18750);
	scene_close(s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(thrice_as_much_up_as_down_is_footage),
		cmocka_unit_test(packets_of_300_bytes_on_average_are_footage),
		cmocka_unit_test(footage_begins_at_100000_bytes),
		cmocka_unit_test(a_snapshot_is_8000_bytes_in_one_burst),
		cmocka_unit_test(by_behaviour_alone_no_one_is_more_than_suspected),
		cmocka_unit_test(a_suspected_camera_sends_eight_times_what_it_takes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
