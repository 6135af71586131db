// SPDX-License-Identifier: GPL-2.0-or-later
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "page/inquiry.h"

static struct inquiry asked;

static unsigned get(const char *path)
{
	memset(&asked, 0, sizeof(asked));
	return inquiry_route("GET", path, &asked);
}

static void each_path_is_found_by_its_method(void **state)
{
	(void)state;
	assert_int_equal(get("/"), 200);
	assert_int_equal(asked.what, INQUIRY_ASSET);
	assert_int_equal(get("/api/v1/events"), 200);
	assert_int_equal(asked.what, INQUIRY_EVENTS);
	assert_int_equal(asked.limit, INQUIRY_LIMIT);
	assert_int_equal(inquiry_route("HEAD", "/metrics", &asked), 200);
	assert_int_equal(inquiry_route("POST", "/metrics", &asked), 405);
	assert_int_equal(inquiry_route("DELETE", "/api/v1/cameras", &asked), 405);
	assert_int_equal(inquiry_route("POST", "/api/v1/cameras", &asked), 200);
	assert_int_equal(asked.what, INQUIRY_WORD);
	assert_int_equal(get("/api/v1/cameras"), 200);
	assert_int_equal(asked.what, INQUIRY_CAMERAS);
	assert_int_equal(inquiry_route("get", "/", &asked), 405);
}

static void what_is_not_there_is_not_found(void **state)
{
	static const char *const paths[] = {"",
					    "//",
					    "/../etc/passwd",
					    "/api/v1/events/../../../etc/passwd",
					    "/page.js/",
					    "/api/v1/",
					    "/api/v1/status2",
					    "/api/v1/events/",
					    "/api/v1/events/34f",
					    "/api/v1/events/34F0",
					    "/api/v1/events/34f0/x",
					    "/api/v1/events/0123456789abcdef0"};

	(void)state;
	for (size_t i = 0; i < sizeof(paths) / sizeof(paths[0]); i++)
		assert_int_equal(get(paths[i]), 404);
}

static void an_event_is_named_by_four_digits_or_more(void **state)
{
	(void)state;
	assert_int_equal(get("/api/v1/events/34f0"), 200);
	assert_string_equal(asked.id, "34f0");
	assert_int_equal(get("/api/v1/events/0123456789abcdef"), 200);
	assert_string_equal(asked.id, "0123456789abcdef");
}

static void parameters_are_taken_where_they_belong(void **state)
{
	(void)state;
	assert_int_equal(get("/api/v1/events"), 200);
	assert_int_equal(inquiry_add(&asked, "since", "2026-03-02"), 200);
	assert_int_equal(inquiry_add(&asked, "until", "today"), 200);
	assert_int_equal(inquiry_add(&asked, "camera", "f4:b8:5e:12:34:56"), 200);
	assert_int_equal(inquiry_add(&asked, "kind", "upload"), 200);
	assert_int_equal(inquiry_add(&asked, "kind", "gap"), 200);
	assert_int_equal(inquiry_add(&asked, "kind", "gap"), 200);
	assert_int_equal(inquiry_add(&asked, "limit", "200"), 200);
	assert_int_equal(inquiry_add(&asked, "before", "77"), 200);
	assert_string_equal(asked.since, "2026-03-02");
	assert_string_equal(asked.until, "today");
	assert_string_equal(asked.camera, "f4:b8:5e:12:34:56");
	assert_int_equal(asked.kind_count, 2);
	assert_string_equal(asked.kinds[1], "gap");
	assert_int_equal(asked.limit, 200);
	assert_int_equal(asked.before, 77);
	assert_int_equal(get("/api/v1/report"), 200);
	assert_int_equal(inquiry_add(&asked, "format", "csv"), 200);
	assert_int_equal(inquiry_add(&asked, "download", "1"), 200);
	assert_int_equal(asked.format, INQUIRY_CSV);
	assert_true(asked.download);
}

static void parameters_that_are_none_are_refused(void **state)
{
	static const char *const pairs[][2] = {
		{"limit", "0"},	       {"limit", "201"},  {"limit", "-1"},
		{"limit", "1e9"},      {"limit", ""},	  {"limit", "99999999999999999999999"},
		{"before", "0"},       {"before", " 1"},  {"kind", ""},
		{"kind", "Upload"},    {"kind", "a'b"},	  {"kind", "a-word-that-is-much-too-long"},
		{"since", ""},	       {"camera", ""},	  {"camera", "\xff\xfe"},
		{"format", "html"},    {"download", "1"}, {"Since", "today"},
		{"nobody-knows", "1"}, {"", ""},
	};
	char text[80];

	(void)state;
	for (size_t i = 0; i < sizeof(pairs) / sizeof(pairs[0]); i++) {
		assert_int_equal(get("/api/v1/events"), 200);
		assert_int_equal(inquiry_add(&asked, pairs[i][0], pairs[i][1]), 400);
	}
	assert_int_equal(inquiry_add(&asked, "since", NULL), 400);
	memset(text, 'a', sizeof(text) - 1);
	text[sizeof(text) - 1] = '\0';
	assert_int_equal(inquiry_add(&asked, "since", text), 400);
	assert_int_equal(inquiry_add(&asked, "camera", text), 400);
	assert_int_equal(get("/api/v1/events/34f0"), 200);
	assert_int_equal(inquiry_add(&asked, "format", "csv"), 400);
	assert_int_equal(inquiry_add(&asked, "format", "html"), 200);
	assert_int_equal(get("/"), 200);
	assert_int_equal(inquiry_add(&asked, "since", "today"), 400);
}

static void as_many_kinds_are_taken_as_there_is_room_for(void **state)
{
	char kind[] = "a";

	(void)state;
	assert_int_equal(get("/api/v1/events"), 200);
	for (; kind[0] < 'a' + INQUIRY_KINDS; kind[0]++)
		assert_int_equal(inquiry_add(&asked, "kind", kind), 200);
	assert_int_equal(inquiry_add(&asked, "kind", kind), 400);
	assert_int_equal(inquiry_add(&asked, "kind", "a"), 200);
}

static void whether_nothing_left_is_asked_of_one_camera_and_a_time(void **state)
{
	(void)state;
	assert_int_equal(get("/api/v1/attest"), 200);
	assert_int_equal(inquiry_end(&asked), 400);
	assert_int_equal(inquiry_add(&asked, "since", "2026-03-02"), 200);
	assert_int_equal(inquiry_add(&asked, "until", "2026-03-02"), 200);
	assert_int_equal(inquiry_end(&asked), 400);
	assert_int_equal(inquiry_add(&asked, "camera", "Door"), 200);
	assert_int_equal(inquiry_end(&asked), 200);
	assert_int_equal(inquiry_add(&asked, "format", "text"), 200);
	assert_int_equal(inquiry_add(&asked, "format", "csv"), 400);
	assert_int_equal(inquiry_add(&asked, "request", "10:00..11:00"), 400);
}

static void a_request_says_its_time_by_itself(void **state)
{
	(void)state;
	assert_int_equal(get("/api/v1/report"), 200);
	assert_int_equal(inquiry_add(&asked, "request", "2026-03-01T20:00Z..22:30Z"), 200);
	assert_string_equal(asked.span, "2026-03-01T20:00Z..22:30Z");
	assert_int_equal(inquiry_end(&asked), 200);
	assert_int_equal(inquiry_add(&asked, "since", "today"), 200);
	assert_int_equal(inquiry_end(&asked), 400);
}

static unsigned body(const char *text)
{
	assert_int_equal(inquiry_route("POST", "/api/v1/cameras", &asked), 200);
	return inquiry_read_word(&asked, text, strlen(text));
}

static void a_word_on_a_camera_is_read_from_a_body(void **state)
{
	(void)state;
	assert_int_equal(
		body("{\"camera\":\"f4:b8:5e:12:34:56\",\"say\":\"name\",\"name\":\"D\\u00f6r\"}"),
		200);
	assert_int_equal(asked.word, INQUIRY_NAMED);
	assert_string_equal(inquiry_word_name(asked.word), "name");
	assert_string_equal(asked.camera, "f4:b8:5e:12:34:56");
	assert_string_equal(asked.name, "D\u00f6r");
	assert_int_equal(body("{\"camera\":\"Door\",\"say\":\"not\"}"), 200);
	assert_int_equal(asked.word, INQUIRY_DISMISSED);
	assert_string_equal(inquiry_word_name(asked.word), "not");
	assert_int_equal(body("{\"camera\":\"Door\",\"say\":\"unname\"}"), 200);
	assert_int_equal(body("{\"camera\":\"Door\",\"say\":\"confirm\"}"), 200);
}

static void a_body_that_is_no_word_is_refused(void **state)
{
	static const char *const bodies[] = {
		"",
		"{",
		"null",
		"[]",
		"{}",
		"{\"camera\":\"Door\"}",
		"{\"camera\":\"Door\",\"say\":\"forget\"}",
		"{\"camera\":\"Door\",\"say\":\"\"}",
		"{\"camera\":\"Door\",\"say\":1}",
		"{\"camera\":\"Door\",\"say\":\"name\"}",
		"{\"camera\":\"Door\",\"say\":\"name\",\"name\":\"\"}",
		"{\"camera\":\"Door\",\"say\":\"name\",\"name\":\"a\\u0000b\"}",
		"{\"camera\":\"Door\",\"say\":\"name\",\"name\":[\"a\"]}",
		"{\"camera\":\"Door\",\"say\":\"not\",\"name\":\"a\"}",
		"{\"camera\":\"\",\"say\":\"not\"}",
		"{\"camera\":\"Door\",\"say\":\"not\"} {}",
		"{\"camera\":\"Door\",\"say\":\"not\"",
		"[[[[[[[[[[[[[[[[[[[[",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(bodies) / sizeof(bodies[0]); i++)
		assert_int_equal(body(bodies[i]), 400);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_path_is_found_by_its_method),
		cmocka_unit_test(what_is_not_there_is_not_found),
		cmocka_unit_test(an_event_is_named_by_four_digits_or_more),
		cmocka_unit_test(parameters_are_taken_where_they_belong),
		cmocka_unit_test(parameters_that_are_none_are_refused),
		cmocka_unit_test(as_many_kinds_are_taken_as_there_is_room_for),
		cmocka_unit_test(whether_nothing_left_is_asked_of_one_camera_and_a_time),
		cmocka_unit_test(a_request_says_its_time_by_itself),
		cmocka_unit_test(a_word_on_a_camera_is_read_from_a_body),
		cmocka_unit_test(a_body_that_is_no_word_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
