/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <string.h>

#include "anonymise/payload.h"
#include "anonymise/support_alias.h"

static void lines(void **state, const char *before, const char *after)
{
	struct support_alias *s = *state;
	char text[512];

	strcpy(text, before);
	assert_true(lines_alias(s->aliases, (uint8_t *)text, strlen(before)));
	assert_string_equal(text, after);
}

static void of_a_request_neither_path_nor_values_stay(void **state)
{
	lines(state, "GET /a/smith?id=7 HTTP/1.1\r\nHost: cloud.example.com\r\nCookie: id7\r\n\r\n",
	      "GET /x/xxxxx?xx=0 HTTP/1.1\r\nHost: cloud.example.com\r\nCookie: xx0\r\n\r\n");
	lines(state, "DESCRIBE rtsp://10.0.0.7/live RTSP/1.0\r\nCSeq: 2\r\n\r\n",
	      "DESCRIBE rtsp://00.0.0.0/xxxx RTSP/1.0\r\nCSeq: 2\r\n\r\n");
	lines(state, "POST /stream HTTP/1.1\r\nContent-Type: multipart/mixed\r\n\r\n",
	      "POST /stream HTTP/1.1\r\nContent-Type: multipart/mixed\r\n\r\n");
}

static void a_body_is_gone(void **state)
{
	struct support_alias *s = *state;
	uint8_t text[] = "RTSP/1.0 200 OK\r\nCSeq: 2\r\n\r\nc=IN IP4 10.0.0.7\r\n";

	assert_true(lines_alias(s->aliases, text, sizeof(text) - 1));
	assert_null(support_alias_find(text, sizeof(text), "IN IP4", 6));
	assert_memory_equal(text, "RTSP/1.0 200 OK\r\nCSeq: 2", 24);
}

static void other_bytes_are_none(void **state)
{
	struct support_alias *s = *state;
	uint8_t bytes[] = "\x16\3\1 GET ";

	assert_false(lines_alias(s->aliases, bytes, sizeof(bytes) - 1));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(of_a_request_neither_path_nor_values_stay),
		cmocka_unit_test(a_body_is_gone),
		cmocka_unit_test(other_bytes_are_none),
	};

	return cmocka_run_group_tests_name("anonymise/lines", tests, support_alias_make,
					   support_alias_free);
}
