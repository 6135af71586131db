// SPDX-License-Identifier: GPL-2.0-or-later
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include <netinet/in.h>

#include "camera/devices.h"
#include "engine/taker.h"
#include "support.h"
#include "support_rules.h"
#include "upload/episode.h"

/* What who takes 1,000,000 bytes in thirty seconds sends out, in parts of a second. */
static enum passed_on judged_by(const char *router, uint64_t from_ns, uint64_t a_second,
				enum device_state is)
{
	struct device_key gateway = a_device(router);
	struct device_key key = a_device(PHONE_MAC);
	struct episode local = {
		.now = {.first_ns = START, .last_ns = START + 30 * SECOND, .bytes_up = 1000000},
		.address_count = 1,
		.addresses = {an_address(PHONE_IP)}};
	/* What it took came to the one, what it sends goes by the other. */
	const struct address used[] = {an_address(PHONE_IP), an_address("fd12:3456::bb")};
	struct rules *rules = good_rules(scene_rules, NULL);
	struct devices *devices;
	struct device *device;
	enum passed_on result;

	assert_int_equal(devices_create(16, &devices), 0);
	device = devices_find(devices, &key, rules, START);
	assert_non_null(device);
	for (size_t i = 0; i < sizeof(used) / sizeof(used[0]); i++)
		addresses_use(&device->addresses, &used[i], START);
	device->state = is;
	for (unsigned i = 0; i < 30; i++)
		onward_count(&device->onward, from_ns + i * SECOND, a_second);
	result = taker_passed_on(&local, devices, &gateway);
	devices_destroy(devices);
	rules_destroy(rules);
	return result;
}

static enum passed_on judged(uint64_t from_ns, uint64_t a_second, enum device_state is)
{
	return judged_by(ROUTER_MAC, from_ns, a_second, is);
}

static void who_sends_as_much_out_passes_it_on(void **state)
{
	(void)state;
	assert_int_equal(judged(START, 35000, DEVICE_UNDECIDED), PASSED_ON_YES);
	assert_int_equal(judged(START, 1000, DEVICE_UNDECIDED), PASSED_ON_NO);
}

static void who_sends_a_good_part_of_it_may_pass_it_on_smaller(void **state)
{
	(void)state;
	assert_int_equal(judged(START, 12000, DEVICE_UNDECIDED), PASSED_ON_PART);
	assert_int_equal(judged(START, 6000, DEVICE_UNDECIDED), PASSED_ON_NO);
}

static void at_another_time_it_is_another_thing(void **state)
{
	(void)state;
	assert_int_equal(judged(START - 300 * SECOND, 35000, DEVICE_UNDECIDED), PASSED_ON_NO);
	assert_int_equal(judged(START + 300 * SECOND, 35000, DEVICE_UNDECIDED), PASSED_ON_NO);
	assert_int_equal(judged(START + 9000 * SECOND, 35000, DEVICE_UNDECIDED), PASSED_ON_NO);
}

static void of_who_is_not_counted_it_is_not_known(void **state)
{
	(void)state;
	assert_int_equal(judged(START, 0, DEVICE_OTHER), PASSED_ON_UNKNOWN);
}

/* A proxy on the router itself sends on where nobody looks. */
static void of_the_router_it_is_not_known(void **state)
{
	(void)state;
	assert_int_equal(judged_by(PHONE_MAC, START, 0, DEVICE_UNDECIDED), PASSED_ON_UNKNOWN);
}

static void send_by(struct scene *s, const struct talk *talk, uint64_t at_ns)
{
	for (unsigned i = 0; i < 200; i++)
		scene_packet(s, talk, at_ns + i * 10 * MILLISECOND, true, 1400);
}

/* A recorder of which nothing is known takes 280 kB, and sends as much out later. */
static void later(uint64_t after_s, size_t gaps)
{
	const struct talk film = {CAMERA_MAC, CAMERA_IP, PHONE_IP, 554, 41000, IPPROTO_TCP};
	const struct talk early = {CAMERA_MAC, CAMERA_IP, "203.0.113.9", 51000, 443, IPPROTO_UDP};
	const struct talk own = {PHONE_MAC, PHONE_IP, "203.0.113.9", 52000, 443, IPPROTO_UDP};
	struct scene *s = scene_open(NULL, CAMERA_MAC);
	struct talk first = own;

	first.local_port++;
	scene_packet(s, &early, START, true, 200);
	scene_packet(s, &first, START, true, 200);
	send_by(s, &film, START + 10 * SECOND);
	for (uint64_t at = 60; at < after_s; at += 60)
		scene_packet(s, &early, START + at * SECOND, true, 200);
	send_by(s, &own, START + after_s * SECOND);
	scene_finish(s);
	assert_int_equal(scene_count(s, EVENT_LOCAL), 1);
	assert_int_equal(scene_count(s, EVENT_GAP), gaps);
	if (gaps) {
		const struct event_gap *gap = &scene_event(s, EVENT_GAP, 0)->gap;

		assert_int_equal(gap->cause, CAUSE_ONWARD);
		assert_string_equal(gap->camera->mac, CAMERA_MAC);
		assert_int_equal(gap->bytes, 200 * 1400);
		assert_int_equal(scene_event(s, EVENT_SUMMARY, 0)->summary.nothing_left,
				 NOTHING_LEFT_CANNOT_TELL);
	}
	scene_close(s);
}

static void what_a_taker_sends_within_hours_may_be_what_it_took(void **state)
{
	(void)state;
	later(3 * 3600, 1);
	later(7 * 3600, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(who_sends_as_much_out_passes_it_on),
		cmocka_unit_test(who_sends_a_good_part_of_it_may_pass_it_on_smaller),
		cmocka_unit_test(at_another_time_it_is_another_thing),
		cmocka_unit_test(of_who_is_not_counted_it_is_not_known),
		cmocka_unit_test(of_the_router_it_is_not_known),
		cmocka_unit_test(what_a_taker_sends_within_hours_may_be_what_it_took),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
