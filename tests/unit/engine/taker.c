// SPDX-License-Identifier: GPL-2.0-or-later
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

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
	assert_int_equal(judged(START, 12000, DEVICE_UNDECIDED), PASSED_ON_UNKNOWN);
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

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(who_sends_as_much_out_passes_it_on),
		cmocka_unit_test(who_sends_a_good_part_of_it_may_pass_it_on_smaller),
		cmocka_unit_test(at_another_time_it_is_another_thing),
		cmocka_unit_test(of_who_is_not_counted_it_is_not_known),
		cmocka_unit_test(of_the_router_it_is_not_known),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
