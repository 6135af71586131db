// SPDX-License-Identifier: GPL-2.0-or-later
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include <netinet/in.h>

#include "support.h"
#include "support_rules.h"
#include "engine/volume.h"

struct stage {
	struct rules *rules;
	struct device device;
	struct flow flow;
	struct flow_table *flows;
};

static int begin(void **state)
{
	static struct stage stage;
	static char host[] = "media.testcam.example";
	struct device_key key = a_device(CAMERA_MAC);

	memset(&stage, 0, sizeof(stage));
	stage.rules = good_rules(scene_rules, scene_personal);
	device_begin(&stage.device, &key, stage.rules, START);
	stage.flow.host = host;
	stage.flow.host_source = HOST_SNI;
	stage.flow.rule = rules_host(stage.rules, host);
	stage.flow.packets_up = 10;
	*state = &stage;
	return flow_table_create(16, 0, NULL, &stage.flows);
}

static int end(void **state)
{
	struct stage *s = *state;

	flow_table_destroy(s->flows);
	rules_destroy(s->rules);
	return 0;
}

static void who_sends_to_a_footage_host_is_told_once(void **state)
{
	struct stage *s = *state;

	s->flow.bytes_up = 7999;
	volume_weigh(&s->flow, s->flows, &s->device, s->rules, START);
	assert_false(s->flow.volume_handed);
	assert_int_equal(s->device.state, DEVICE_UNDECIDED);
	s->flow.bytes_up = 8000;
	volume_weigh(&s->flow, s->flows, &s->device, s->rules, START);
	assert_true(s->flow.volume_handed);
	assert_int_equal(s->device.state, DEVICE_CAMERA);
}

static void who_takes_as_much_as_it_sends_is_not(void **state)
{
	struct stage *s = *state;

	s->flow.bytes_up = 8000;
	s->flow.bytes_down = 6000;
	volume_weigh(&s->flow, s->flows, &s->device, s->rules, START);
	assert_false(s->flow.volume_handed);
}

static void acknowledgements_are_no_stream(void **state)
{
	struct stage *s = *state;

	s->flow.key.scope = FLOW_HOME;
	s->flow.bytes_up = 200000;
	s->flow.packets_up = 4000;
	volume_weigh(&s->flow, s->flows, &s->device, s->rules, START);
	assert_false(s->flow.volume_handed);
	s->flow.packets_up = 200;
	volume_weigh(&s->flow, s->flows, &s->device, s->rules, START);
	assert_true(s->flow.volume_handed);
}

/* Pushing firmware to a camera is no camera's deed: only who was called streams. */
static void at_home_only_who_was_called_streams(void **state)
{
	struct stage *s = *state;

	s->flow.key.scope = FLOW_HOME;
	s->flow.key.protocol = IPPROTO_TCP;
	s->flow.bytes_up = 200000;
	s->flow.packets_up = 200;
	volume_weigh(&s->flow, s->flows, &s->device, s->rules, START);
	assert_false(s->flow.volume_handed);
	s->flow.marks.called = true;
	volume_weigh(&s->flow, s->flows, &s->device, s->rules, START);
	assert_true(s->flow.volume_handed);
}

/* A phone that talked to the camera it watched, by PPPP at home, became a camera itself. */
static void at_home_who_talks_to_a_camera_by_udp_is_none(void **state)
{
	struct stage *s = *state;
	struct flow_key back = {.scope = FLOW_HOME,
				.protocol = IPPROTO_UDP,
				.local_port = 21000,
				.remote_port = 34000,
				.local = {1},
				.remote = {2}};
	struct flow *picture = flow_table_find(s->flows, &back, START);

	s->flow.key = (struct flow_key){.scope = FLOW_HOME,
					.protocol = IPPROTO_UDP,
					.local_port = 34000,
					.remote_port = 21000,
					.local = {2},
					.remote = {1}};
	s->flow.bytes_up = 300000;
	s->flow.packets_up = 430;
	picture->bytes_up = 210000;
	volume_weigh(&s->flow, s->flows, &s->device, s->rules, START);
	assert_false(s->flow.volume_handed);
	picture->bytes_up = 190000;
	volume_weigh(&s->flow, s->flows, &s->device, s->rules, START);
	assert_true(s->flow.volume_handed);
}

/* A relay's set-up and a voice prompt come down before the video goes up. */
static void who_took_is_no_viewer_any_more_once_it_sends(void **state)
{
	struct stage *s = *state;

	device_exchange(&s->device, 5000, 90000, START);
	assert_false(s->device.watches);
	device_exchange(&s->device, 0, 20000, START);
	assert_true(s->device.watches);
	device_exchange(&s->device, 900000, 0, START);
	assert_false(s->device.watches);
}

static void a_flow_that_nothing_names_says_nothing(void **state)
{
	struct stage *s = *state;

	s->flow.rule = NULL;
	s->flow.bytes_up = 800000;
	volume_weigh(&s->flow, s->flows, &s->device, s->rules, START);
	assert_false(s->flow.volume_handed);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(who_sends_to_a_footage_host_is_told_once, begin,
						end),
		cmocka_unit_test_setup_teardown(who_takes_as_much_as_it_sends_is_not, begin, end),
		cmocka_unit_test_setup_teardown(acknowledgements_are_no_stream, begin, end),
		cmocka_unit_test_setup_teardown(at_home_who_talks_to_a_camera_by_udp_is_none, begin,
						end),
		cmocka_unit_test_setup_teardown(at_home_only_who_was_called_streams, begin, end),
		cmocka_unit_test_setup_teardown(who_took_is_no_viewer_any_more_once_it_sends, begin,
						end),
		cmocka_unit_test_setup_teardown(a_flow_that_nothing_names_says_nothing, begin, end),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
