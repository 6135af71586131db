// SPDX-License-Identifier: GPL-2.0-or-later
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <cmocka.h>

#include "json/writer.h"
#include "output/support_events.h"
#include "page/spoken.h"

static char *said;

static int set_up(void **state)
{
	(void)state;
	said = NULL;
	setenv("TZ", "UTC", 1);
	tzset();
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	free(said);
	return 0;
}

static const char *say(const struct ledger_record *record)
{
	size_t length = 0;
	FILE *file;

	free(said);
	said = NULL;
	file = open_memstream(&said, &length);
	assert_non_null(file);
	spoken_write(record, file);
	assert_int_equal(fclose(file), 0);
	return said;
}

/* As the ledger has it. */
static const char *say_event(const char *kind, const struct event *event)
{
	char *text = NULL;
	size_t length = 0;
	FILE *file = open_memstream(&text, &length);

	assert_non_null(file);
	json_write(event, file);
	assert_int_equal(fclose(file), 0);
	say(&(struct ledger_record){
		.kind = kind, .content = text, .length = length, .start = EVENTS_START / 1000});
	free(text);
	return said;
}

static void an_upload_is_said_as_in_a_report_and_its_clock_apart(void **state)
{
	struct event event;

	(void)state;
	events_clip(&event);
	say_event("upload", &event);
	assert_memory_equal(
		said, "{\"day\":\"Monday 8 March 2021\",\"clock\":\"09:22\",\"lines\":[\"", 55);
	assert_non_null(strstr(said, " sent a clip to Blink"));
}

static void a_camera_and_a_gap_are_said_whole(void **state)
{
	struct event event;

	(void)state;
	events_camera(&event);
	assert_non_null(strstr(say_event("camera", &event), "\"lines\":[\"Known: "));
	events_gap(&event);
	assert_null(strstr(say_event("gap", &event), "\"lines\":null"));
}

static void what_has_no_sentences_has_none(void **state)
{
	static const char text[] = "{\"type\":\"run\",\"schema\":1}", broken[] = "{";
	static const char back[] = "{\"type\":\"camera\",\"withdrawn\":true,\"camera\":{}}";

	(void)state;
	assert_string_equal(
		say(&(struct ledger_record){
			.kind = "run", .content = text, .length = sizeof(text) - 1, .start = 1}),
		"{\"day\":\"Thursday 1 January 1970\",\"clock\":\"00:00\",\"lines\":null}");
	assert_string_equal(say(&(struct ledger_record){.kind = "upload"}),
			    "{\"day\":null,\"clock\":null,\"lines\":null}");
	assert_string_equal(
		say(&(struct ledger_record){.kind = "upload", .content = broken, .length = 1}),
		"{\"day\":null,\"clock\":null,\"lines\":null}");
	assert_string_equal(say(&(struct ledger_record){
				    .kind = "camera", .content = back, .length = sizeof(back) - 1}),
			    "{\"day\":null,\"clock\":null,\"lines\":null}");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(
			an_upload_is_said_as_in_a_report_and_its_clock_apart, set_up, tear_down),
		cmocka_unit_test_setup_teardown(a_camera_and_a_gap_are_said_whole, set_up,
						tear_down),
		cmocka_unit_test_setup_teardown(what_has_no_sentences_has_none, set_up, tear_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
