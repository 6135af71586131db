// SPDX-License-Identifier: GPL-2.0-or-later
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include <stdio.h>

#include "ledger/support_room.h"
#include "output/support_events.h"
#include "page/answer.h"

static struct room room;
static struct inquiry request;
static char *text;

static int set_up(void **state)
{
	(void)state;
	room_make(&room);
	room_fill(&room, 0, 40);
	text = NULL;
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	free(text);
	room_remove(&room);
	return 0;
}

static unsigned ask(const char *path, const char *key, const char *value)
{
	const struct answer_source source = {
		.ledger = room.path, .socket = "/nonexistent/control", .rules = "rules"};
	size_t length = 0;
	unsigned status;
	FILE *file;

	assert_int_equal(inquiry_route("GET", path, &request), 200);
	if (key)
		assert_int_equal(inquiry_add(&request, key, value), 200);
	free(text);
	text = NULL;
	file = open_memstream(&text, &length);
	assert_non_null(file);
	status = answer_write(&source, &request, file);
	assert_int_equal(fclose(file), 0);
	return status;
}

/* All numbers of the pages, one after the other. */
static void events_come_page_by_page_the_newest_first(void **state)
{
	long long last = INT64_MAX, records = 0;
	char next[24] = "";

	(void)state;
	for (;;) {
		char *at;

		assert_int_equal(
			ask("/api/v1/events", *next ? "before" : "limit", *next ? next : "7"), 200);
		for (at = text; (at = strstr(at, "{\"number\":")); at++) {
			long long number = strtoll(at + 10, NULL, 10);

			assert_true(number < last);
			last = number;
			records++;
		}
		at = strstr(text, "\"next\":");
		assert_non_null(at);
		if (strncmp(at, "\"next\":null", 11) == 0)
			break;
		snprintf(next, sizeof(next), "%lld", strtoll(at + 7, NULL, 10));
	}
	assert_int_equal(last, 1);
	assert_int_equal(records, room_number(&room, "SELECT count(*) FROM record"));
}

static void events_of_a_kind_are_those_alone(void **state)
{
	(void)state;
	assert_int_equal(ask("/api/v1/events", "kind", "gap"), 200);
	assert_non_null(strstr(text, "\"kind\":\"gap\""));
	assert_null(strstr(text, "\"kind\":\"upload\""));
	assert_int_equal(ask("/api/v1/events", "kind", "nothing"), 200);
	assert_string_equal(text, "{\"events\":[],\"next\":null}");
}

static void an_event_says_what_a_report_says(void **state)
{
	(void)state;
	assert_int_equal(ask("/api/v1/events", "kind", "upload"), 200);
	assert_non_null(strstr(text, "\"says\":{\"day\":\""));
	assert_non_null(strstr(text, "\"lines\":[\"" ROOM_NAME));
}

static void what_cannot_be_read_says_so(void **state)
{
	(void)state;
	assert_int_equal(ask("/api/v1/events", "since", "nonsense"), 400);
	assert_memory_equal(text, "{\"error\":", 9);
	assert_int_equal(ask("/api/v1/events/ffff", NULL, NULL), 404);
	assert_memory_equal(text, "{\"error\":", 9);
	assert_int_equal(ask("/api/v1/status", NULL, NULL), 503);
	assert_memory_equal(text, "{\"error\":", 9);
	assert_int_equal(ask("/metrics", NULL, NULL), 503);
	room_clear(&room);
	assert_int_equal(ask("/api/v1/events", NULL, NULL), 404);
	assert_int_equal(ask("/api/v1/health", NULL, NULL), 200);
	assert_non_null(strstr(text, "\"history\":false"));
}

static void an_error_is_json_whatever_it_holds(void **state)
{
	size_t length = 0;
	FILE *file;

	(void)state;
	file = open_memstream(&text, &length);
	assert_non_null(file);
	answer_error("a \"quote\"\n\xff", file);
	assert_int_equal(fclose(file), 0);
	assert_string_equal(text, "{\"error\":\"a \\\"quote\\\"\\n\xef\xbf\xbd\"}");
}

static void a_type_is_of_the_format_and_of_errors_json(void **state)
{
	(void)state;
	assert_int_equal(inquiry_route("GET", "/api/v1/report", &request), 200);
	assert_int_equal(inquiry_add(&request, "format", "csv"), 200);
	assert_string_equal(answer_type(&request, 200), "text/csv; charset=utf-8");
	assert_string_equal(answer_type(&request, 404), "application/json");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(events_come_page_by_page_the_newest_first, set_up,
						tear_down),
		cmocka_unit_test_setup_teardown(events_of_a_kind_are_those_alone, set_up,
						tear_down),
		cmocka_unit_test_setup_teardown(an_event_says_what_a_report_says, set_up,
						tear_down),
		cmocka_unit_test_setup_teardown(what_cannot_be_read_says_so, set_up, tear_down),
		cmocka_unit_test_setup_teardown(an_error_is_json_whatever_it_holds, set_up,
						tear_down),
		cmocka_unit_test(a_type_is_of_the_format_and_of_errors_json),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
