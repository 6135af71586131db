// SPDX-License-Identifier: GPL-2.0-or-later
#include "json/lacking.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "json/writer.h"
#include "support.h"

static void assert_line(const struct event *event, const char *expected)
{
	char *line = NULL;
	size_t length = 0;
	FILE *file = open_memstream(&line, &length);

	assert_non_null(file);
	assert_int_equal(json_write(event, file), 0);
	fclose(file);
	if (!strstr(line, expected))
		fail_msg("%s\nis not in\n%s", expected, line);
	free(line);
}

static void an_episode_says_what_it_failed_and_null_where_that_has_no_number(void **state)
{
	struct event event = {.kind = EVENT_EPISODE, .capture = "a.pcap"};

	(void)state;
	event.episode = (struct event_episode){
		.verdict = "undecided",
		.start_ns = START,
		.end_ns = START + SECOND,
		.bytes_up = 50000,
		.remote = an_address("198.51.100.7"),
		.unmet = {CONDITION_BYTES, 50000, 100000},
	};
	assert_line(&event,
		    "\"verdict\":\"undecided\",\"scope\":\"outside\",\"start\":\"2020-09-13T"
		    "12:26:40.000000Z\",\"end\":\"2020-09-13T12:26:41.000000Z\","
		    "\"bytes_up\":50000,\"bytes_down\":0,\"packets_up\":0,\"address\":"
		    "\"198.51.100.7\",\"host\":null,\"host_source\":null,\"role\":null,"
		    "\"failed\":\"footage_bytes\",\"value\":50000,\"threshold\":100000}");
	event.episode.unmet = (struct event_unmet){CONDITION_ROLE, NAN, NAN};
	event.episode.home = true;
	assert_line(&event, "\"failed\":\"role\",\"value\":null,\"threshold\":null}");
	assert_line(&event, "\"scope\":\"home\"");
}

static void a_device_says_what_was_weighed(void **state)
{
	struct event event = {.kind = EVENT_DEVICE, .capture = "a.pcap"};

	(void)state;
	event.device = (struct event_device){
		.verdict = "other",
		.other = 0.85,
		.personal = 3,
		.fact_count = 2,
		.facts = {{{REASON_MAC, 0x50c7bf, 0, "TP-Link"}, "mixed", 0.3, "tp.yaml", 7},
			  {{.reason = REASON_BEHAVIOUR}, "camera", 0.4, NULL, 0}},
	};
	assert_line(&event, "\"verdict\":\"other\",\"other\":0.85,\"heard\":null,");
	assert_line(&event, "\"personal_domains\":3,\"foreign_domains\":0,\"addresses\":0,\"app\":"
			    "false,\"watches\":false,\"facts\":[{\"fact\":\"");
	assert_line(&event, "\"means\":\"mixed\",\"weight\":0.3,\"rule\":\"tp.yaml\",\"line\":7}");
	assert_line(&event, "\"means\":\"camera\",\"weight\":0.4,\"rule\":null,\"line\":null}]}");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_episode_says_what_it_failed_and_null_where_that_has_no_number),
		cmocka_unit_test(a_device_says_what_was_weighed),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
