// SPDX-License-Identifier: GPL-2.0-or-later
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "capture/meter/meter.h"
#include "support.h"

/* What a daemon does with it, over the meter of a scene that sends. */
static void open_street(struct scene **scene, struct source *source)
{
	struct talk talk = {CAMERA_MAC, CAMERA_IP, "203.0.113.9", 40000, 443, 6};

	*scene = scene_open_live(scene_rules, CAMERA_MAC);
	*source = meter_source((*scene)->meter);
	assert_int_equal(source_place(source, 7, 1), 0);
	scene_burst(*scene, &talk, START, 400, 1000);
}

static void sum(void *context, const struct source_flow *flow)
{
	struct source_flow *all = context;

	all->interface = flow->interface;
	all->bytes_up += flow->bytes_up;
}

static void frames_are_of_the_interface_that_was_said(void **state)
{
	struct source_flow all = {0};
	struct source source;
	struct scene *scene;

	(void)state;
	open_street(&scene, &source);
	source_each(&source, sum, &all);
	assert_int_equal(all.interface, 7);
	assert_int_equal(all.bytes_up, 400000);
	assert_int_equal(source_counters(&source)->packets, 400);
	source_leave(&source, 7);
	scene_close(scene);
}

static void time_passes_a_little_later_than_it_is_said_to(void **state)
{
	struct source source;
	struct scene *scene;

	(void)state;
	open_street(&scene, &source);
	source_pass(&source, START + 8 * SECOND);
	assert_int_equal(source_counters(&source)->last_ns, START + 8 * SECOND - SECOND / 5);
	source_pass(&source, START + 40 * SECOND);
	assert_int_equal(scene_count(scene, EVENT_UPLOAD), 1);
	scene_close(scene);
}

static void a_clock_that_was_set_is_a_gap(void **state)
{
	struct source source;
	struct scene *scene;

	(void)state;
	open_street(&scene, &source);
	source_jump(&source, START + 9 * SECOND, START + 99 * SECOND);
	assert_int_equal(scene_event(scene, EVENT_GAP, 0)->gap.cause, CAUSE_CLOCK_SET);
	scene_close(scene);
}

static void it_says_what_it_is_and_needs(void **state)
{
	struct source source;
	struct scene *scene;

	(void)state;
	open_street(&scene, &source);
	assert_string_equal(source_way_name(&source), "libpcap");
	assert_int_equal(source_rights(&source), SOURCE_NET_RAW);
	assert_int_equal(source_descriptor(&source), -1);
	scene_close(scene);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(frames_are_of_the_interface_that_was_said),
		cmocka_unit_test(time_passes_a_little_later_than_it_is_said_to),
		cmocka_unit_test(a_clock_that_was_set_is_a_gap),
		cmocka_unit_test(it_says_what_it_is_and_needs),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
