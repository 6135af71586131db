// SPDX-License-Identifier: GPL-2.0-or-later
/* What was missed, and is told so: losses of a source, what goes unseen of a device, no room. */
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

static void losses_are_gaps_and_make_lower_bounds(void **state)
{
	struct scene *s = scene_open(NULL, CAMERA_MAC);
	struct observer observer = engine_observer(s->engine);
	struct loss loss = {.cause = CAUSE_CAPTURE_DROPPED,
			    .from_ns = START,
			    .to_ns = START + SECOND,
			    .packets = 7};

	(void)state;
	scene_burst(s, &to_cloud, START, 80, 1500);
	scene_packet(s, &to_cloud, START + 3 * SECOND, true, 60);
	observer.loss(observer.context, &loss);
	scene_finish(s);
	assert_int_equal(scene_event(s, EVENT_GAP, 0)->gap.packets, 7);
	assert_int_equal(scene_event(s, EVENT_GAP, 0)->gap.from_ns, START);
	assert_int_equal(upload(s, 0)->coverage, COVERAGE_LOWER_BOUND);
	scene_close(s);
}

/* What one device sends unseen says nothing of others, and is told at most every ten minutes. */
static void what_goes_unseen_of_one_device_is_a_gap_of_it_alone(void **state)
{
	struct scene *s = scene_open(NULL, CAMERA_MAC);
	struct observer observer = engine_observer(s->engine);
	struct device_key camera = a_device(CAMERA_MAC), other = a_device("f4:b8:5e:35:67:b1");
	struct loss loss = {.cause = CAUSE_ONE_WAY,
			    .from_ns = START,
			    .to_ns = START + SECOND,
			    .device = &camera};
	struct loss others = loss;

	(void)state;
	others.device = &other;
	scene_burst(s, &to_cloud, START, 80, 1500);
	scene_packet(s, &to_cloud, START + 3 * SECOND, true, 60);
	observer.loss(observer.context, &others);
	scene_finish(s);
	assert_int_equal(upload(s, 0)->coverage, COVERAGE_EXACT);
	scene_close(s);
	s = scene_open(NULL, CAMERA_MAC);
	observer = engine_observer(s->engine);
	scene_burst(s, &to_cloud, START, 80, 1500);
	scene_packet(s, &to_cloud, START + 3 * SECOND, true, 60);
	observer.loss(observer.context, &loss);
	observer.loss(observer.context, &loss);
	scene_finish(s);
	assert_int_equal(scene_count(s, EVENT_GAP), 1);
	assert_non_null(scene_event(s, EVENT_GAP, 0)->gap.camera);
	assert_int_equal(upload(s, 0)->coverage, COVERAGE_LOWER_BOUND);
	scene_close(s);
}

static void more_devices_than_there_is_room_for_are_a_gap_told_once(void **state)
{
	struct scene *s = scene_open(NULL, CAMERA_MAC);
	struct observer observer = engine_observer(s->engine);
	struct device_key key = {.kind = DEVICE_BY_MAC};

	(void)state;
	observer.tick(observer.context, START);
	for (unsigned i = 0; i < 3000; i++) {
		key.bytes[4] = (uint8_t)(i >> 8);
		key.bytes[5] = (uint8_t)i;
		observer.state(observer.context, &key);
	}
	assert_int_equal(scene_count(s, EVENT_GAP), 1);
	assert_int_equal(scene_event(s, EVENT_GAP, 0)->gap.from_ns, START);
	scene_close(s);
}

/* So many MACs as anybody on the network can make up, one after the other. */
static void strangers_come(struct observer *observer, uint64_t time_ns, unsigned count)
{
	struct device_key key = {.kind = DEVICE_BY_MAC, .bytes = {0x06}};

	for (unsigned i = 0; i < count; i++) {
		key.bytes[4] = (uint8_t)(i >> 8);
		key.bytes[5] = (uint8_t)i;
		observer->tick(observer->context, time_ns + i * MILLISECOND);
		observer->state(observer->context, &key);
	}
}

static void a_camera_that_comes_after_made_up_macs_without_end_is_told_of(void **state)
{
	struct scene *s = scene_open(NULL, CAMERA_MAC);
	struct observer observer = engine_observer(s->engine);

	(void)state;
	strangers_come(&observer, START, 5000);
	scene_burst(s, &to_cloud, START + 10 * SECOND, 80, 1500);
	scene_finish(s);
	assert_int_equal(scene_count(s, EVENT_UPLOAD), 1);
	assert_int_equal(upload(s, 0)->bytes_up, 120000);
	assert_int_equal(scene_count(s, EVENT_GAP), 0); /* they sent nothing to outside */
	scene_close(s);
}

static void who_found_no_room_is_not_ruled_out_for_good(void **state)
{
	struct scene *s = scene_open(NULL, CAMERA_MAC);
	struct observer observer = engine_observer(s->engine);
	struct device_key key = {.kind = DEVICE_BY_MAC, .bytes = {0x06}};
	struct device_key camera = a_device(CAMERA_MAC);

	(void)state;
	observer.tick(observer.context, START);
	for (unsigned i = 0; i < 2048; i++) {
		key.bytes[4] = (uint8_t)(i >> 8);
		key.bytes[5] = (uint8_t)i;
		observer.state(observer.context, &key);
	}
	assert_int_equal(observer.state(observer.context, &camera), DEVICE_UNDECIDED);
	assert_int_equal(scene_count(s, EVENT_GAP), 1);
	assert_int_equal(scene_event(s, EVENT_GAP, 0)->gap.cause, CAUSE_CROWDED);
	scene_burst(s, &to_cloud, START + SECOND, 80, 1500);
	scene_finish(s);
	assert_int_equal(scene_count(s, EVENT_UPLOAD), 1);
	scene_close(s);
}

static void who_sent_to_outside_and_is_crowded_out_is_a_gap_as_long_as_that_goes_on(void **state)
{
	struct scene *s = scene_open(NULL, NULL);
	struct observer observer = engine_observer(s->engine);
	struct activity sent = {
		.flow = {.device = {.kind = DEVICE_BY_MAC, .bytes = {0x0a}}, .scope = FLOW_OUTSIDE},
		.stretch = {.bytes_up = 60, .packets_up = 1}};
	uint64_t crowded_ns = 0;

	(void)state;
	for (unsigned i = 0; i < 2400; i++) {
		uint64_t now_ns = START + i * SECOND / 2;

		sent.flow.device.bytes[4] = (uint8_t)(i >> 8);
		sent.flow.device.bytes[5] = (uint8_t)i;
		sent.stretch.first_up_ns = sent.stretch.last_up_ns = now_ns;
		observer.tick(observer.context, now_ns);
		observer.activity(observer.context, &sent);
		if (i == 2048)
			crowded_ns = now_ns;
	}
	/* At once, then each minute, and none of the time between is left out. */
	assert_int_equal(scene_count(s, EVENT_GAP), 1 + (2399 - 2048) / 120);
	scene_finish(s);
	for (size_t i = 0; i < scene_count(s, EVENT_GAP); i++) {
		const struct event_gap *gap = &scene_event(s, EVENT_GAP, i)->gap;

		assert_int_equal(gap->cause, CAUSE_CROWDED);
		assert_true(gap->from_ns <= crowded_ns + SECOND / 2);
		crowded_ns = gap->to_ns;
	}
	assert_int_equal(crowded_ns, START + 2399 * SECOND / 2);
	scene_close(s);
}

/* What passed unseen soon after a gap was told is not told for each packet, but is once it is a
 * clip. */
static void what_went_unseen_soon_after_is_told_once_it_adds_up(void **state)
{
	struct scene *s = scene_open(NULL, CAMERA_MAC);
	struct device_key camera = a_device(CAMERA_MAC);
	struct observer observer = engine_observer(s->engine);
	struct loss loss = {.cause = CAUSE_HOLES, .device = &camera};

	(void)state;
	scene_burst(s, &to_cloud, START, 80, 1500);
	for (unsigned i = 0; i < 4; i++) {
		loss.from_ns = START + (60 + i * 30) * SECOND;
		loss.to_ns = loss.from_ns + SECOND;
		loss.bytes = 60000;
		observer.loss(observer.context, &loss);
	}
	assert_int_equal(scene_count(s, EVENT_GAP), 2);
	assert_int_equal(scene_event(s, EVENT_GAP, 0)->gap.bytes, 60000);
	assert_int_equal(scene_event(s, EVENT_GAP, 1)->gap.bytes, 120000);
	assert_int_equal(scene_event(s, EVENT_GAP, 1)->gap.from_ns, START + 90 * SECOND);
	scene_finish(s);
	assert_int_equal(scene_count(s, EVENT_GAP), 3);
	assert_int_equal(scene_event(s, EVENT_GAP, 2)->gap.bytes, 60000);
	scene_close(s);
}

/* A gap that was told before says nothing of a time before it. */
static void what_went_unseen_earlier_and_is_found_later_keeps_its_time(void **state)
{
	struct scene *s = scene_open(NULL, CAMERA_MAC);
	struct device_key camera = a_device(CAMERA_MAC);
	struct observer observer = engine_observer(s->engine);
	struct loss loss = {.cause = CAUSE_HOLES, .device = &camera, .bytes = 200000};

	(void)state;
	scene_burst(s, &to_cloud, START, 80, 1500);
	loss.from_ns = START + 1800 * SECOND;
	loss.to_ns = START + 1801 * SECOND;
	observer.loss(observer.context, &loss);
	loss.from_ns = START + 60 * SECOND;
	loss.to_ns = START + 3600 * SECOND;
	observer.loss(observer.context, &loss);
	assert_int_equal(scene_event(s, EVENT_GAP, 1)->gap.from_ns, START + 60 * SECOND);
	assert_int_equal(scene_event(s, EVENT_GAP, 1)->gap.to_ns, START + 3600 * SECOND);
	scene_finish(s);
	scene_close(s);
}

/* Its network was never announced, so that nothing else of it was counted: its name is known. */
static void what_a_camera_that_is_only_named_sends_from_elsewhere_is_a_gap_of_it(void **state)
{
	struct scene *s = scene_open(NULL, CAMERA_MAC);
	struct device_key camera = a_device(CAMERA_MAC), router = a_device(ROUTER_MAC);
	struct observer observer = engine_observer(s->engine);
	struct loss loss = {.cause = CAUSE_STRAY,
			    .from_ns = START,
			    .to_ns = START + SECOND,
			    .bytes = 400000,
			    .device = &router};

	(void)state;
	scene_arp(s, CAMERA_MAC, CAMERA_IP, START);
	scene_dns(s, CAMERA_MAC, CAMERA_IP, START + SECOND, "media.testcam.example", NULL);
	observer.loss(observer.context, &loss);
	assert_int_equal(scene_count(s, EVENT_GAP), 0);
	loss.device = &camera;
	observer.loss(observer.context, &loss);
	assert_int_equal(scene_count(s, EVENT_GAP), 1);
	assert_string_equal(scene_event(s, EVENT_GAP, 0)->gap.camera->mac, CAMERA_MAC);
	assert_int_equal(scene_event(s, EVENT_GAP, 0)->gap.bytes, 400000);
	scene_finish(s);
	scene_close(s);
}

/* Answers that go on without anything to answer: not only the first of ten minutes is in doubt. */
static void a_way_that_stays_unseen_is_a_gap_to_its_end(void **state)
{
	struct scene *s = scene_open(NULL, CAMERA_MAC);
	struct device_key camera = a_device(CAMERA_MAC);
	struct observer observer = engine_observer(s->engine);
	struct loss loss = {.cause = CAUSE_ONE_WAY, .device = &camera};

	(void)state;
	scene_burst(s, &to_cloud, START, 80, 1500);
	for (unsigned i = 0; i < 5; i++) {
		loss.from_ns = START + (60 + i * 60) * SECOND;
		loss.to_ns = loss.from_ns + 60 * SECOND;
		observer.loss(observer.context, &loss);
	}
	scene_finish(s);
	assert_int_equal(scene_count(s, EVENT_GAP), 2);
	assert_int_equal(scene_event(s, EVENT_GAP, 1)->gap.from_ns, START + 120 * SECOND);
	assert_int_equal(scene_event(s, EVENT_GAP, 1)->gap.to_ns, START + 360 * SECOND);
	scene_close(s);
}

/* Roamed to an extender, or by its second adapter: its bytes are another's then. */
static void who_sends_from_a_cameras_address_may_be_the_camera(void **state)
{
	struct scene *s = scene_open(NULL, CAMERA_MAC);
	const struct talk own = {CAMERA_MAC, CAMERA_IP, "203.0.113.9", 51000, 443, IPPROTO_TCP};
	struct talk other = own;

	(void)state;
	other.mac = PHONE_MAC;
	other.local_port = 52000;
	scene_burst(s, &own, START, 2, 200);
	scene_burst(s, &other, START + 60 * SECOND, 400, 1400);
	scene_finish(s);
	assert_int_equal(scene_count(s, EVENT_GAP), 2); /* and what came behind it */
	assert_int_equal(scene_event(s, EVENT_GAP, 0)->gap.cause, CAUSE_NAMESAKE);
	assert_string_equal(scene_event(s, EVENT_GAP, 0)->gap.camera->mac, CAMERA_MAC);
	scene_close(s);
}

/* The camera is silent at its own place meanwhile; the upload may be its own at any time. */
static void who_may_be_the_camera_may_be_as_long_as_it_stays(void **state)
{
	struct scene *s = scene_open(NULL, CAMERA_MAC);
	const struct talk own = {CAMERA_MAC, CAMERA_IP, "203.0.113.9", 51000, 443, IPPROTO_TCP};
	struct talk other = own;

	(void)state;
	other.mac = PHONE_MAC;
	other.local_port = 52000;
	scene_burst(s, &own, START, 2, 200);
	scene_burst(s, &other, START + 60 * SECOND, 2, 200);
	scene_burst(s, &other, START + 7200 * SECOND, 400, 1400);
	scene_finish(s);
	assert_int_equal(scene_count(s, EVENT_GAP), 4);
	assert_in_range(scene_event(s, EVENT_GAP, 3)->gap.to_ns, START + 7200 * SECOND,
			START + 7210 * SECOND);
	scene_close(s);
}

#define CAMERA_IP6 "fd12:3456::aa"

static const struct talk own_by_v4 = {CAMERA_MAC, CAMERA_IP, "203.0.113.9",
				      51000,	  443,	     IPPROTO_TCP};
static const struct talk own_by_v6 = {CAMERA_MAC, CAMERA_IP6, "2001:db8:f::9",
				      51001,	  443,	      IPPROTO_TCP};

/* Which of its addresses it used last says nothing of the others. */
static void who_sends_from_any_of_a_cameras_addresses_may_be_it(void **state)
{
	const struct talk *const last[] = {&own_by_v4, &own_by_v6};

	(void)state;
	for (size_t i = 0; i < 2; i++) {
		struct scene *s = scene_open(NULL, CAMERA_MAC);
		struct talk other = *last[!i];

		other.mac = PHONE_MAC;
		scene_burst(s, last[!i], START, 2, 200);
		scene_burst(s, last[i], START + 10 * SECOND, 2, 200);
		scene_burst(s, &other, START + 60 * SECOND, 400, 1400);
		scene_finish(s);
		assert_int_equal(scene_count(s, EVENT_GAP), 2);
		assert_int_equal(scene_event(s, EVENT_GAP, 0)->gap.cause, CAUSE_NAMESAKE);
		scene_close(s);
	}
}

/* By its IPv4 address it may be the camera; so it is by its IPv6 address, which is its own. */
static void who_may_be_the_camera_may_be_by_all_its_addresses(void **state)
{
	struct scene *s = scene_open(NULL, CAMERA_MAC);
	struct talk other = own_by_v4, other_by_v6 = own_by_v6;

	(void)state;
	other.mac = other_by_v6.mac = PHONE_MAC;
	other_by_v6.ip = "fd12:3456::bb";
	scene_burst(s, &own_by_v4, START, 2, 200);
	scene_burst(s, &other, START + 60 * SECOND, 2, 200);
	scene_burst(s, &other_by_v6, START + 7200 * SECOND, 400, 1400);
	scene_finish(s);
	assert_int_equal(scene_count(s, EVENT_GAP), 4);
	assert_in_range(scene_event(s, EVENT_GAP, 3)->gap.to_ns, START + 7200 * SECOND,
			START + 7210 * SECOND);
	scene_close(s);
}

/* The lease that the camera had this morning is a phone's now. */
static void who_has_the_lease_that_a_camera_had_is_another(void **state)
{
	struct scene *s = scene_open(NULL, CAMERA_MAC);
	struct talk moved = own_by_v4, other = own_by_v4;

	(void)state;
	moved.ip = "192.168.1.77";
	other.mac = PHONE_MAC;
	scene_burst(s, &own_by_v4, START, 2, 200);
	for (unsigned i = 1; i < 20; i++)
		scene_burst(s, &moved, START + i * 100 * SECOND, 2, 200);
	scene_burst(s, &other, START + 1950 * SECOND, 400, 1400);
	scene_finish(s);
	assert_int_equal(scene_count(s, EVENT_GAP), 0);
	scene_close(s);
}

static void who_has_a_cameras_address_long_after_it_is_another(void **state)
{
	struct scene *s = scene_open(NULL, CAMERA_MAC);
	const struct talk own = {CAMERA_MAC, CAMERA_IP, "203.0.113.9", 51000, 443, IPPROTO_TCP};
	struct talk other = own;

	(void)state;
	other.mac = PHONE_MAC;
	other.local_port = 52000;
	scene_burst(s, &own, START, 2, 200);
	scene_burst(s, &other, START + 1800 * SECOND, 400, 1400);
	scene_finish(s);
	assert_int_equal(scene_count(s, EVENT_GAP), 0);
	scene_close(s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(who_sends_from_a_cameras_address_may_be_the_camera),
		cmocka_unit_test(who_may_be_the_camera_may_be_as_long_as_it_stays),
		cmocka_unit_test(who_sends_from_any_of_a_cameras_addresses_may_be_it),
		cmocka_unit_test(who_may_be_the_camera_may_be_by_all_its_addresses),
		cmocka_unit_test(who_has_the_lease_that_a_camera_had_is_another),
		cmocka_unit_test(who_has_a_cameras_address_long_after_it_is_another),
		cmocka_unit_test(losses_are_gaps_and_make_lower_bounds),
		cmocka_unit_test(what_goes_unseen_of_one_device_is_a_gap_of_it_alone),
		cmocka_unit_test(more_devices_than_there_is_room_for_are_a_gap_told_once),
		cmocka_unit_test(a_camera_that_comes_after_made_up_macs_without_end_is_told_of),
		cmocka_unit_test(who_found_no_room_is_not_ruled_out_for_good),
		cmocka_unit_test(
			who_sent_to_outside_and_is_crowded_out_is_a_gap_as_long_as_that_goes_on),
		cmocka_unit_test(what_went_unseen_soon_after_is_told_once_it_adds_up),
		cmocka_unit_test(what_went_unseen_earlier_and_is_found_later_keeps_its_time),
		cmocka_unit_test(
			what_a_camera_that_is_only_named_sends_from_elsewhere_is_a_gap_of_it),
		cmocka_unit_test(a_way_that_stays_unseen_is_a_gap_to_its_end),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
