// SPDX-License-Identifier: GPL-2.0-or-later
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>
#include <string.h>

#include "support_live.h"

static struct json_object *part(struct json_object *object, const char *key)
{
	struct json_object *value;

	assert_true(json_object_object_get_ex(object, key, &value));
	return value;
}

static const char *coverage_of(struct live *w)
{
	static char text[32];
	struct json_object *answer = status_of(&w->status);

	snprintf(text, sizeof(text), "%s",
		 json_object_get_string(part(part(answer, "coverage"), "state")));
	json_object_put(answer);
	return text;
}

static void an_interface_that_is_away_makes_it_blind(void **state)
{
	struct scene *scene = scene_open(scene_rules, NULL);
	struct live *w = live_watch(scene);

	(void)state;
	assert_string_equal(coverage_of(w), "blind");
	w->ports.at[0].port.state = PORT_WATCHING;
	w->ports.at[0].port.mode = ATTACH_TC;
	assert_string_equal(coverage_of(w), "exact");
	live_end(w);
	scene_close(scene);
}

static void says(struct live *w, const char *nothing_left, const char *doubts)
{
	struct json_object *answer = status_of(&w->status);

	assert_string_equal(json_object_get_string(part(answer, "nothing_left")), nothing_left);
	assert_string_equal(
		json_object_to_json_string_ext(part(answer, "doubts"), JSON_C_TO_STRING_PLAIN),
		doubts);
	json_object_put(answer);
}

static void whether_nothing_left_is_told_with_what_is_in_doubt(void **state)
{
	struct scene *scene = scene_open(scene_rules, NULL);
	struct live *w = live_watch(scene);

	(void)state;
	w->ports.at[0].port.state = PORT_AWAY;
	says(w, "cannot-tell", "[\"no-packets\",\"no-camera\",\"interrupted\"]");
	w->ports.at[0].port.state = PORT_WATCHING;
	w->ports.at[0].port.mode = ATTACH_TC;
	says(w, "cannot-tell", "[\"no-packets\",\"no-camera\"]");
	w->ports.at[0].port.dropped = 3;
	says(w, "cannot-tell", "[\"no-packets\",\"no-camera\",\"lost\"]");
	live_end(w);
	scene_close(scene);
}

static bool knows(void *context, const char *device)
{
	return strcmp(context, device) == 0;
}

/* It may be mistyped. Who was there before is off. */
static void a_camera_that_was_declared_and_not_seen_is_in_doubt(void **state)
{
	struct scene *scene = scene_open(scene_rules, NULL);
	struct live *w = live_watch(scene);
	struct device_key key = a_device(CAMERA_MAC);
	static char camera[] = CAMERA_MAC, phone[] = PHONE_MAC;

	(void)state;
	w->ports.at[0].port.state = PORT_WATCHING;
	w->ports.at[0].port.mode = ATTACH_TC;
	engine_declare(w->house.engine, &key, true, "Front door");
	says(w, "cannot-tell", "[\"no-packets\",\"no-camera\",\"absent\"]");
	engine_recall(w->house.engine, knows, phone);
	says(w, "cannot-tell", "[\"no-packets\",\"no-camera\",\"absent\"]");
	engine_recall(w->house.engine, knows, camera);
	says(w, "cannot-tell", "[\"no-packets\",\"no-camera\"]");
	live_end(w);
	scene_close(scene);
}

static void what_was_told_lowers_the_coverage(void **state)
{
	struct scene *scene = scene_open(scene_rules, NULL);
	struct live *w = live_watch(scene);

	(void)state;
	w->ports.at[0].port.state = PORT_WATCHING;
	w->ports.at[0].port.mode = ATTACH_XDP_GENERIC;
	assert_string_equal(coverage_of(w), "merged");
	w->gaps.lossy = 1;
	assert_string_equal(coverage_of(w), "lower-bound");
	w->gaps.lossy = 0;
	w->ports.at[0].port.dropped = 3;
	assert_string_equal(coverage_of(w), "lower-bound");
	live_end(w);
	scene_close(scene);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_interface_that_is_away_makes_it_blind),
		cmocka_unit_test(whether_nothing_left_is_told_with_what_is_in_doubt),
		cmocka_unit_test(a_camera_that_was_declared_and_not_seen_is_in_doubt),
		cmocka_unit_test(what_was_told_lowers_the_coverage),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
