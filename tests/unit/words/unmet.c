// SPDX-License-Identifier: GPL-2.0-or-later
#include "words/unmet.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "support.h"

static void assert_said(const struct event *event, const char *expected)
{
	char *text = NULL;
	size_t length = 0;
	FILE *file = open_memstream(&text, &length);

	assert_non_null(file);
	unmet_write(event, file);
	fclose(file);
	if (!strstr(text, expected))
		fail_msg("%s\nis not in\n%s", expected, text);
	free(text);
}

static void an_episode_is_a_line_with_why_and_the_numbers(void **state)
{
	struct event event = {.kind = EVENT_EPISODE};

	(void)state;
	event.episode = (struct event_episode){
		.device = {.mac = "02:11:22:33:44:55"},
		.start_ns = START,
		.bytes_up = 3000000,
		.host = "photos.example.net",
		.unmet = {CONDITION_RATIO, 2.5, 3},
	};
	assert_said(&event,
		    "Not reported: 02:11:22:33:44:55 sent 3.0 MB to photos.example.net: too "
		    "much came down beside what went up (footage_ratio 2.50, at least "
		    "3).\n");
	event.episode.unmet = (struct event_unmet){CONDITION_OTHER, 0.9, 0.8};
	assert_said(&event, "the device is something else (other 0.90, below 0.80).\n");
	event.episode.unmet = (struct event_unmet){CONDITION_ROLE, NAN, NAN};
	assert_said(&event, "the server is for telemetry, firmware or time (role).\n");
}

static void every_condition_has_words(void **state)
{
	struct event event = {.kind = EVENT_EPISODE};

	(void)state;
	event.episode.device.mac = "02:11:22:33:44:55";
	event.episode.unmet = (struct event_unmet){0, NAN, NAN};
	for (int i = CONDITION_MET + 1; i < CONDITIONS; i++) {
		char name[64];

		event.episode.unmet.condition = (enum condition)i;
		snprintf(name, sizeof(name), "(%s).\n", condition_name((enum condition)i));
		assert_said(&event, name);
	}
}

static void a_device_is_said_with_its_facts(void **state)
{
	struct event event = {.kind = EVENT_DEVICE};

	(void)state;
	event.device = (struct event_device){
		.camera = {.mac = "02:11:22:33:44:55", .certainty = 0.012},
		.verdict = "other",
		.other = 0.98,
		.fact_count = 1,
		.facts = {{{.reason = REASON_BEHAVIOUR}, "camera", 0.4, "x.yaml", 3}},
	};
	assert_said(&event, "Device 02:11:22:33:44:55: other. A camera 0.01, something else 0.98.");
	assert_said(&event, "  0.40 camera: ");
	assert_said(&event, " (x.yaml:3)\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_episode_is_a_line_with_why_and_the_numbers),
		cmocka_unit_test(every_condition_has_words),
		cmocka_unit_test(a_device_is_said_with_its_facts),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
