// SPDX-License-Identifier: GPL-2.0-or-later
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/clock.h"
#include "ledger/support_room.h"
#include "output/support_events.h"
#include "support_live.h"
#include "watch/watch_history.h"
#include "watch/watch_notes.h"
#include "watch/ports.h"

static struct room room;
static struct scene *scene;
static struct live *w;
static char told[16384]; /* the contents of all records of a kind, each with its line end */

static int set_up(void **state)
{
	(void)state;
	room_make(&room);
	scene = scene_open(scene_rules, NULL);
	w = live_watch(scene);
	w->config.ledger = room.path;
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	live_end(w);
	scene_close(scene);
	room_remove(&room);
	return 0;
}

/* A run begins. */
static void begin(void)
{
	char folder[FOLDERS_PATH];
	struct event run;

	assert_int_equal(watch_history_open(&w->history, folder), 0);
	watch_notes_run(&w->notes, &run);
	watch_notes_look(&w->notes);
	watch_history_keeper(&w->history).keep(&w->history, &run);
	watch_notes_begin(&w->notes);
}

/* It ends: with its last word or without. */
static void end(bool well)
{
	static uint64_t packets; /* no two are the same to the letter */
	struct event summary;

	events_summary(&summary);
	summary.capture = NULL;
	summary.summary.packets = ++packets;
	if (well)
		watch_history_keeper(&w->history).keep(&w->history, &summary);
	watch_history_close(&w->history);
	watch_notes_clear(&w->notes);
}

static void option(const char *name, const char *value)
{
	char error[OPTIONS_ERROR];

	assert_int_equal(config_set(&w->config, name, value, error), 0);
}

static void no_options(void)
{
	config_destroy(&w->config);
	assert_int_equal(config_create(&w->config), 0);
	w->config.ledger = room.path;
}

static int add(void *context, const struct ledger_record *record)
{
	size_t used = strlen(told);

	(void)context;
	snprintf(told + used, sizeof(told) - used, "%s\n",
		 record->content ? record->content : "erased");
	return 0;
}

static const char *notes(const char *kind)
{
	told[0] = '\0';
	watch_history_publish(&w->history);
	assert_int_equal(
		ledger_each(w->history.ledger, &(struct ledger_query){.kind = kind}, add, NULL), 0);
	return told;
}

static void the_first_run_has_nothing_before_it(void **state)
{
	(void)state;
	begin();
	assert_string_equal(notes("restart"), "");
	assert_string_equal(notes("change"), "");
	assert_string_equal(notes("owner"), "");
	end(true);
	begin();
	assert_string_equal(notes("restart"), "");
	assert_string_equal(notes("change"), "");
}

static void a_run_without_an_end_is_told_by_the_next(void **state)
{
	struct event replayed;

	(void)state;
	begin();
	end(false);
	begin();
	assert_non_null(
		strstr(notes("restart"), "{\"type\":\"restart\",\"schema\":1,\"start\":\"2"));
	assert_non_null(strstr(told, "Z\",\"reason\":\"the run before has no end\"}\n"));
	end(true);
	begin();
	/* What a replay says is no end of it. */
	events_summary(&replayed);
	watch_history_keeper(&w->history).keep(&w->history, &replayed);
	events_run(&replayed);
	watch_history_keeper(&w->history).keep(&w->history, &replayed);
	end(false);
	begin();
	assert_non_null(strchr(strchr(notes("restart"), '\n') + 1, '\n')); /* the second */
	end(true);
	begin();
	assert_null(strchr(strchr(strchr(notes("restart"), '\n') + 1, '\n') + 1, '\n'));
}

static void what_changed_is_told_from_what_to_what_and_once(void **state)
{
	static const char first[] = "{\"type\":\"change\",\"schema\":1,\"changes\":[{\"what\":"
				    "\"options\",\"from\":\"\",\"to\":\"--home 10.0.0.0/8\"}]}\n";
	static const char second[] = "{\"type\":\"change\",\"schema\":1,\"changes\":[{\"what\":"
				     "\"options\",\"from\":\"--home 10.0.0.0/8\",\"to\":\"\"}]}\n";

	(void)state;
	begin();
	option("home", "10.0.0.0/8");
	watch_notes_reload(&w->notes);
	assert_string_equal(notes("change"), first);
	watch_notes_reload(&w->notes);
	assert_string_equal(notes("change"), first);
	end(false);
	begin(); /* as it was when the run before ended, not when it began */
	assert_string_equal(notes("change"), first);
	end(true);
	no_options();
	begin();
	assert_int_equal(strncmp(notes("change"), first, strlen(first)), 0);
	assert_string_equal(told + strlen(first), second);
}

static void cameras_in_the_configuration_are_told_when_they_are_new(void **state)
{
	static const char hall[] =
		"{\"type\":\"owner\",\"schema\":1,\"camera\":{\"mac\":\"" CAMERA_MAC
		"\",\"ip\":null,\"name\":\"Hall 2\"},\"said\":\"camera\"}\n";
	static const char address[] = "{\"type\":\"owner\",\"schema\":1,\"address\":\"10.0.0.1\","
				      "\"name\":null,\"said\":\"camera\"}\n";

	(void)state;
	option("camera", CAMERA_MAC "=Hall 2");
	begin();
	assert_string_equal(notes("owner"), hall);
	end(true);
	begin();
	assert_string_equal(notes("owner"), hall);
	option("camera", "10.0.0.1");
	watch_notes_reload(&w->notes);
	assert_int_equal(strncmp(notes("owner"), hall, strlen(hall)), 0);
	assert_string_equal(told + strlen(hall), address);
	end(true);
	no_options();
	option("camera", CAMERA_MAC "=Hall"); /* a part of another name is another name */
	begin();
	assert_non_null(strstr(notes("owner"), "\"name\":\"Hall\""));
}

/* Erased is what it said before, so nobody can say whether the line is new: and it is not written
 * again. */
static void what_was_erased_is_not_written_again_by_a_note(void **state)
{
	const char *why;
	size_t erased = 0;

	(void)state;
	option("camera", CAMERA_MAC "=Hall");
	begin();
	watch_history_publish(&w->history);
	assert_int_equal(watch_history_forget(&w->history, "Hall", &erased, &why), 0);
	assert_int_equal(erased, 2); /* the run, and the note */
	watch_notes_forget(&w->notes);
	watch_notes_reload(&w->notes);
	no_options();
	watch_notes_reload(&w->notes);
	assert_non_null(strstr(notes("change"), "\"options\""));
	assert_null(strstr(notes("owner"), "Hall"));
}

static struct device_key camera(void)
{
	struct device_key key = {.kind = DEVICE_BY_MAC};

	assert_int_equal(mac_parse(CAMERA_MAC, key.bytes), 0);
	return key;
}

static void suspect(void)
{
	struct event event;

	events_clip(&event);
	event.upload.camera.mac = CAMERA_MAC;
	snprintf(event.upload.camera.key, sizeof(event.upload.camera.key), CAMERA_MAC);
	event.upload.camera.suspected = true;
	event.upload.end_ns = clock_now_ns();
	event.upload.start_ns = event.upload.end_ns - EVENTS_SECOND;
	watch_history_keeper(&w->history).keep(&w->history, &event);
}

static void the_owners_word_decides_what_becomes_of_what_waits(void **state)
{
	struct talk talk = {CAMERA_MAC, CAMERA_IP, "203.0.113.9", 40000, 443, 6};
	struct device_key key = camera();

	(void)state;
	begin();
	scene_burst(scene, &talk, START + SECOND, 20, 1000);
	suspect();
	assert_string_equal(notes("upload"), "");
	assert_int_equal(engine_dismiss(scene->engine, &key), 0);
	watch_notes_word(&w->notes, &key, false, NULL);
	assert_int_equal(engine_confirm(scene->engine, &key, NULL), 0);
	watch_notes_word(&w->notes, &key, true, NULL);
	assert_string_equal(notes("upload"), "");
	suspect();
	watch_notes_word(&w->notes, &key, true, "Hall");
	assert_non_null(strstr(notes("upload"), CAMERA_MAC));
	assert_non_null(strstr(notes("owner"), "\"said\":\"not\""));
	assert_non_null(strstr(told, "\"name\":\"Hall\""));
}

static void where_no_history_is_kept_nothing_is_noted(void **state)
{
	struct device_key key = camera();
	char folder[FOLDERS_PATH];

	(void)state;
	w->config.ledger = NULL;
	assert_int_equal(watch_history_open(&w->history, folder), 0);
	watch_notes_look(&w->notes);
	watch_notes_begin(&w->notes);
	watch_notes_word(&w->notes, &key, true, "Hall");
	watch_notes_reload(&w->notes);
	watch_history_keeper(&w->history).dismiss(&w->history, &key);
	assert_null(w->history.ledger);
}

static void another_way_than_before_is_told_and_why_stands_in_the_run(void **state)
{
	static const struct source_ops kernel = {.way = SOURCE_KERNEL};
	struct source libpcap = w->house.source;

	(void)state;
	w->house.source.ops = &kernel;
	begin();
	w->house.source = libpcap;
	end(true);
	w->ports.fallback.why =
		(struct refusal){.cause = REFUSAL_VERIFIER, .said_count = 1, .said = {"back-edge"}};
	begin();
	assert_non_null(strstr(notes("change"),
			       "{\"what\":\"way\",\"from\":\"kernel\",\"to\":\"libpcap\"}"));
	assert_non_null(strstr(notes("run"), "\"way\":\"kernel\",\"fallback\":null"));
	assert_non_null(strstr(told, "\"way\":\"libpcap\",\"fallback\":{\"cause\":\"verifier\""));
	assert_non_null(strstr(told, "\"said\":[\"back-edge\"]"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(the_first_run_has_nothing_before_it, set_up,
						tear_down),
		cmocka_unit_test_setup_teardown(a_run_without_an_end_is_told_by_the_next, set_up,
						tear_down),
		cmocka_unit_test_setup_teardown(
			another_way_than_before_is_told_and_why_stands_in_the_run, set_up,
			tear_down),
		cmocka_unit_test_setup_teardown(what_changed_is_told_from_what_to_what_and_once,
						set_up, tear_down),
		cmocka_unit_test_setup_teardown(
			cameras_in_the_configuration_are_told_when_they_are_new, set_up, tear_down),
		cmocka_unit_test_setup_teardown(what_was_erased_is_not_written_again_by_a_note,
						set_up, tear_down),
		cmocka_unit_test_setup_teardown(the_owners_word_decides_what_becomes_of_what_waits,
						set_up, tear_down),
		cmocka_unit_test_setup_teardown(where_no_history_is_kept_nothing_is_noted, set_up,
						tear_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
