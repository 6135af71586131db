// SPDX-License-Identifier: GPL-2.0-or-later
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "notify/announce.h"

static const struct notify_broker broker = {.topic = "lenswatch", .discovery = "homeassistant"};

static void topics_have_only_what_home_assistant_takes(void **state)
{
	char topic[ANNOUNCE_TOPIC];

	(void)state;
	assert_string_equal(announce_topic(&broker, ANNOUNCE_CONFIG, "f4:b8:5e:12:34:56", topic),
			    "homeassistant/device/lenswatch_f4b85e123456/config");
	assert_string_equal(announce_topic(&broker, ANNOUNCE_STATE, "fd00::1/#+", topic),
			    "lenswatch/lenswatch_fd00__1___/state");
	assert_string_equal(announce_topic(&broker, ANNOUNCE_EVENT, ANNOUNCE_HUB, topic),
			    "lenswatch/lenswatch/event");
	assert_string_equal(announce_topic(&broker, ANNOUNCE_STATUS, "x", topic),
			    "lenswatch/status");
}

static void a_camera_is_joined_by_its_mac(void **state)
{
	struct json_object *camera = json_tokener_parse(
		"{\"mac\":\"f4:b8:5e:12:34:56\",\"name\":\"Door\",\"vendor\":\"Blink\"}");
	char *text = announce_camera(&broker, "f4:b8:5e:12:34:56", camera);

	(void)state;
	assert_non_null(strstr(text, "\"connections\":[[\"mac\",\"f4:b8:5e:12:34:56\"]]"));
	assert_non_null(strstr(text, "\"manufacturer\":\"Blink\""));
	assert_non_null(strstr(text, "\"availability_topic\":\"lenswatch/status\""));
	free(text);
	json_object_put(camera);
}

static void a_state_says_null_of_what_is_not_known(void **state)
{
	struct json_object *camera = json_tokener_parse("{\"bytes\":5,\"us\":1500000}");
	char *text = announce_state(camera, true);

	(void)state;
	assert_string_equal(text,
			    "{\"sending\":\"ON\",\"promise_broken\":\"OFF\",\"bytes_today\":5,"
			    "\"seconds_today\":2,\"last_class\":null,"
			    "\"last_company\":null,\"last_time\":null}");
	free(text);
	json_object_put(camera);
}

static void an_event_has_its_type_and_what_is_none_has_none(void **state)
{
	char *text = announce_event("{\"kind\":\"vpn\",\"id\":\"x\"}");

	(void)state;
	assert_non_null(strstr(text, "\"event_type\":\"vpn\""));
	free(text);
	assert_null(announce_event("{}"));
	assert_null(announce_event("{"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(topics_have_only_what_home_assistant_takes),
		cmocka_unit_test(a_camera_is_joined_by_its_mac),
		cmocka_unit_test(a_state_says_null_of_what_is_not_known),
		cmocka_unit_test(an_event_has_its_type_and_what_is_none_has_none),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
