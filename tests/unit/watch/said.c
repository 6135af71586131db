// SPDX-License-Identifier: GPL-2.0-or-later
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "support_live.h"

static char folder[] = "/tmp/lenswatch-said-XXXXXX";
static char path[64], damaged[80];

static void put(const char *text)
{
	FILE *file = fopen(path, "w");

	assert_non_null(file);
	fputs(text, file);
	assert_int_equal(fclose(file), 0);
}

static void what_was_said_is_recalled_and_the_engine_told(void **state)
{
	struct scene *scene = scene_open(scene_rules, NULL);
	struct talk talk = {CAMERA_MAC, CAMERA_IP, "203.0.113.9", 40000, 443, 6};
	struct live *w = live_watch(scene);
	struct device_key device = a_device(CAMERA_MAC);

	(void)state;
	w->config.state = path;
	assert_null(watch_said_remember(&w->said, scene->engine, &device, true, "Hall"));
	w->said.owner.count = 0;
	watch_said_recall(&w->said, &w->refused);
	assert_int_equal(w->said.owner.count, 1);
	assert_int_equal(w->refused.count, 0);
	watch_said_declare(&w->said, &w->config, scene->engine);
	scene_burst(scene, &talk, START, 400, 1000);
	scene_finish(scene);
	assert_string_equal(scene_event(scene, EVENT_CAMERA, 0)->camera.name, "Hall");
	live_end(w);
	scene_close(scene);
	unlink(path);
}

static void of_a_damaged_file_the_rest_holds_and_it_is_kept_aside(void **state)
{
	struct live *w = live_watch(NULL);

	(void)state;
	put("camera:\n  " CAMERA_MAC ": Hall\n  nonsense: x\n");
	w->config.state = path;
	watch_said_recall(&w->said, &w->refused);
	assert_int_equal(w->said.owner.count, 1);
	assert_false(w->said.unread);
	assert_int_equal(w->refused.count, 1);
	assert_int_equal(access(damaged, F_OK), 0);
	live_end(w);
	unlink(path);
	unlink(damaged);
}

/* A folder in its place: nothing is written over what could not be read. */
static void what_cannot_be_read_is_not_written_over(void **state)
{
	struct device_key device = a_device(CAMERA_MAC);
	struct scene *scene = scene_open(scene_rules, NULL);
	struct live *w = live_watch(scene);

	(void)state;
	w->config.state = folder;
	watch_said_recall(&w->said, &w->refused);
	assert_true(w->said.unread);
	assert_int_equal(w->refused.count, 1);
	assert_non_null(strstr(watch_said_remember(&w->said, scene->engine, &device, false, NULL),
			       "written"));
	live_end(w);
	scene_close(scene);
}

static void without_a_path_it_is_where_it_always_is(void **state)
{
	struct live *w = live_watch(NULL);

	(void)state;
	assert_string_equal(watch_said_path(&w->said), CONFIG_STATE);
	live_end(w);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_was_said_is_recalled_and_the_engine_told),
		cmocka_unit_test(of_a_damaged_file_the_rest_holds_and_it_is_kept_aside),
		cmocka_unit_test(what_cannot_be_read_is_not_written_over),
		cmocka_unit_test(without_a_path_it_is_where_it_always_is),
	};
	int failed;

	if (!mkdtemp(folder))
		return 1;
	snprintf(path, sizeof(path), "%s/cameras.yaml", folder);
	snprintf(damaged, sizeof(damaged), "%s.damaged", path);
	failed = cmocka_run_group_tests(tests, NULL, NULL);
	rmdir(folder);
	return failed;
}
