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
	assert_int_equal(inquiry_route("POST", "/api/v1/session", &asked), 200);
	assert_true(asked.post);
	assert_int_equal(inquiry_route("DELETE", "/api/v1/session", &asked), 200);
	assert_true(asked.ends);
	assert_int_equal(get("/api/v1/session"), 405);
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

#define A_TOKEN "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQ"

static unsigned body(const char *text, char out[TOKEN_TEXT])
{
	return inquiry_read_token(text, strlen(text), out);
}

static void a_token_is_read_from_a_body(void **state)
{
	char token[TOKEN_TEXT] = "";

	(void)state;
	assert_int_equal(body("{\"token\":\"" A_TOKEN "\"}", token), 200);
	assert_string_equal(token, A_TOKEN);
}

static void a_body_that_is_none_is_refused(void **state)
{
	static const char *const bodies[] = {
		"",
		"{",
		"null",
		"[]",
		"{}",
		"{\"token\":1}",
		"{\"token\":null}",
		"{\"token\":\"short\"}",
		"{\"token\":\"" A_TOKEN "x\"}",
		"{\"token\":\"" A_TOKEN "\"} {}",
		"{\"token\":\"" A_TOKEN "\"",
		"{\"token\":\"abcdefghijklmnopqrstuvwxyz\\u0000BCDEFGHIJKLMNOPQ\"}",
		"{\"token\":\"abcdefghijklmnopqrstuvwxyz\\r\\n; EFGHIJKLMNOPQ\"}",
		"{\"token\":\"abcdefghijklmnopqrstuvwxyz; Domain=evil.co\"}",
		"[[[[[[[[[[[[[[[[[[[[",
	};
	char token[TOKEN_TEXT] = "";

	(void)state;
	for (size_t i = 0; i < sizeof(bodies) / sizeof(bodies[0]); i++)
		assert_int_equal(body(bodies[i], token), 400);
	assert_string_equal(token, "");
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
		cmocka_unit_test(a_token_is_read_from_a_body),
		cmocka_unit_test(a_body_that_is_none_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
