// SPDX-License-Identifier: GPL-2.0-or-later
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <cmocka.h>

#include "engine/summary.h"
#include "support.h"

struct end {
	struct devices *devices;
	struct home *home;
	struct source_counters counters;
	struct event_summary summary;
	struct summary_room room;
};

static int open_end(void **state)
{
	static struct end end;

	end = (struct end){0};
	*state = &end;
	return devices_create(8, &end.devices) || home_create(&end.home);
}

static int close_end(void **state)
{
	struct end *end = *state;

	devices_destroy(end->devices);
	home_destroy(end->home);
	return 0;
}

static void fill(struct end *end)
{
	summary_fill(&end->summary, &end->counters, end->devices, end->home, &end->room);
}

static struct device *add(struct end *end, uint8_t number)
{
	struct device_key key = {.kind = DEVICE_BY_ADDRESS, .bytes = {number}};

	return devices_find(end->devices, &key, NULL, START);
}

static void devices_are_counted_by_how_they_were_decided(void **state)
{
	struct end *end = *state;

	add(end, 1)->state = DEVICE_CAMERA;
	add(end, 2)->state = DEVICE_OTHER;
	add(end, 3)->state = DEVICE_OTHER;
	add(end, 4);
	fill(end);
	assert_int_equal(end->summary.devices, 4);
	assert_int_equal(end->summary.cameras, 1);
	assert_int_equal(end->summary.ruled_out, 2);
	assert_int_equal(end->summary.undecided, 1);
}

static void this_machine_is_no_device_of_the_home(void **state)
{
	struct end *end = *state;

	add(end, 1)->state = DEVICE_OTHER;
	for (uint8_t i = 2; i < 5; i++) {
		struct device *own = add(end, i);

		own->own = true;
		own->state = DEVICE_OTHER;
	}
	fill(end);
	assert_int_equal(end->summary.devices, 1);
	assert_int_equal(end->summary.ruled_out, 1);
}

static void home_is_listed_with_prefixes_as_people_write_them(void **state)
{
	struct end *end = *state;
	struct prefix prefix;

	assert_int_equal(prefix_parse("192.0.2.0/24", &prefix), 0);
	assert_int_equal(home_add(end->home, &prefix, HOME_DECLARED), 0);
	assert_int_equal(prefix_parse("2001:db8:1::/48", &prefix), 0);
	assert_int_equal(home_add(end->home, &prefix, HOME_ADVERTISED), 0);
	fill(end);
	assert_int_equal(end->summary.home_count, 2);
	assert_string_equal(end->summary.home[0].prefix, "192.0.2.0/24");
	assert_string_equal(end->summary.home[0].source, "told");
	assert_string_equal(end->summary.home[1].prefix, "2001:db8:1::/48");
	assert_string_equal(end->summary.home[1].source, "advertised");
}

static void more_than_half_outside_is_beyond_the_nat(void **state)
{
	struct end *end = *state;

	fill(end);
	assert_false(end->summary.behind_nat);
	end->counters.ip_packets = 10;
	end->counters.outside = 5;
	fill(end);
	assert_false(end->summary.behind_nat);
	end->counters.outside = 6;
	fill(end);
	assert_true(end->summary.behind_nat);
}

static void the_engines_sums_stay(void **state)
{
	struct end *end = *state;

	end->summary.uploads = 3;
	end->summary.upload_bytes = 300000;
	end->summary.local_bytes = 7;
	end->counters.bytes = 99;
	fill(end);
	assert_int_equal(end->summary.uploads, 3);
	assert_int_equal(end->summary.upload_bytes, 300000);
	assert_int_equal(end->summary.local_bytes, 7);
	assert_int_equal(end->summary.bytes, 99);
}

static void declare(struct owner *owner, const char *mac, const char *name)
{
	struct device_key key = a_device(mac);

	assert_int_equal(owner_confirm(owner, &key, name), 0);
}

/* A mistyped address is as silent as a camera that sends nothing. */
static void a_camera_that_was_declared_and_not_seen_leaves_a_doubt(void **state)
{
	static struct owner owner;
	struct end *end = *state;

	add(end, 1)->state = DEVICE_CAMERA;
	end->counters.ip_packets = 10;
	declare(&owner, CAMERA_MAC, NULL);
	owner.words[0].met = true;
	fill(end);
	summary_list_absent(&end->summary, &owner, &end->room);
	summary_judge(&end->summary, &end->counters);
	assert_int_equal(end->summary.absent_count, 0);
	assert_int_equal(end->summary.nothing_left, NOTHING_LEFT_YES);
	end->summary = (struct event_summary){0};
	declare(&owner, PHONE_MAC, "Front door");
	fill(end);
	summary_list_absent(&end->summary, &owner, &end->room);
	summary_judge(&end->summary, &end->counters);
	assert_int_equal(end->summary.doubts, 1U << DOUBT_ABSENT);
	assert_int_equal(end->summary.nothing_left, NOTHING_LEFT_CANNOT_TELL);
	assert_int_equal(end->summary.absent_count, 1);
	assert_string_equal(end->summary.absent[0].device, PHONE_MAC);
	assert_string_equal(end->summary.absent[0].name, "Front door");
	owner.words[1].camera = false;
	end->summary = (struct event_summary){0};
	summary_list_absent(&end->summary, &owner, &end->room);
	assert_int_equal(end->summary.doubts, 0);
}

static void those_beyond_the_list_are_in_doubt_too(void **state)
{
	static struct owner owner;
	struct end *end = *state;
	char mac[MAC_TEXT];

	for (unsigned i = 0; i <= SUMMARY_ABSENT; i++) {
		snprintf(mac, sizeof(mac), "02:00:00:00:00:%02x", i);
		declare(&owner, mac, NULL);
	}
	summary_list_absent(&end->summary, &owner, &end->room);
	assert_int_equal(end->summary.absent_count, SUMMARY_ABSENT);
	assert_null(end->summary.absent[0].name);
}

#define AT_THE_END(test) cmocka_unit_test_setup_teardown(test, open_end, close_end)

int main(void)
{
	const struct CMUnitTest tests[] = {
		AT_THE_END(devices_are_counted_by_how_they_were_decided),
		AT_THE_END(this_machine_is_no_device_of_the_home),
		AT_THE_END(home_is_listed_with_prefixes_as_people_write_them),
		AT_THE_END(more_than_half_outside_is_beyond_the_nat),
		AT_THE_END(the_engines_sums_stay),
		AT_THE_END(a_camera_that_was_declared_and_not_seen_leaves_a_doubt),
		AT_THE_END(those_beyond_the_list_are_in_doubt_too),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
