// SPDX-License-Identifier: GPL-2.0-or-later
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include <netinet/in.h>

#include "flow/marks.h"

struct word {
	uint8_t protocol;
	uint16_t local, remote;
	enum flow_scope scope;
	bool up, spoken_to;
	const char *bytes;
	uint32_t size;
};

static enum signature say(struct marks *m, const struct word *w)
{
	struct packet packet = {.protocol = w->protocol,
				.payload = (const uint8_t *)w->bytes,
				.payload_captured = w->size ? w->size : (uint32_t)strlen(w->bytes),
				.payload_length = w->size ? w->size : (uint32_t)strlen(w->bytes)};
	struct sample sample = {.upstream = w->up,
				.first = !m->spoke[0] && !m->spoke[1],
				.flow = {.protocol = w->protocol,
					 .local_port = w->local,
					 .remote_port = w->remote,
					 .scope = (uint8_t)w->scope},
				.packet = &packet};

	marks_sample(m, &sample, w->spoken_to);
	return marks_signature(m, &sample);
}

static struct marks after(const struct word *w)
{
	struct marks m = {0};

	say(&m, w);
	return m;
}

static void a_request_from_outside_calls_the_camera_at_whatever_port(void **state)
{
	struct word w = {.protocol = IPPROTO_TCP,
			 .local = 20554,
			 .remote = 51000,
			 .spoken_to = true,
			 .bytes = "DESCRIBE rtsp://a/ RTSP/1.0"};

	(void)state;
	assert_true(after(&w).called);
	w.up = true; /* the camera itself asks */
	w.spoken_to = false;
	assert_false(after(&w).called);
	assert_true(after(&w).calls);
}

static void a_server_that_greets_first_was_called_and_did_not_call(void **state)
{
	struct word w = {.protocol = IPPROTO_TCP,
			 .local = 51000,
			 .remote = 21,
			 .spoken_to = true,
			 .bytes = "220 welcome"};

	(void)state;
	assert_false(after(&w).called);
}

static void a_port_below_1024_is_nobodys_to_call_from(void **state)
{
	struct word w = {.protocol = IPPROTO_TCP,
			 .local = 443,
			 .remote = 51000,
			 .up = true,
			 .bytes = "in the middle"};

	(void)state;
	assert_true(after(&w).called);
	w.local = 37777;
	assert_false(after(&w).called);
	w.up = false;
	w.spoken_to = true;
	assert_true(after(&w).called);
}

static void at_home_who_answers_serves_and_who_asks_does_not(void **state)
{
	struct word w = {.protocol = IPPROTO_TCP,
			 .local = 51000,
			 .remote = 9000,
			 .scope = FLOW_HOME,
			 .up = true,
			 .bytes = "\xf0\xde\xbc\x0a"};

	(void)state;
	assert_false(after(&w).called);
	w.local = 9000;
	w.remote = 51000;
	assert_true(after(&w).called);
	w.local = 30000;
	assert_false(after(&w).called);
	w.spoken_to = true;
	assert_true(after(&w).called);
}

static void a_punch_must_go_both_ways(void **state)
{
	struct word w = {.protocol = IPPROTO_UDP,
			 .local = 20000,
			 .remote = 30000,
			 .up = true,
			 .bytes = "\xf1\x41\0\0",
			 .size = 4};
	struct marks m = {0};

	(void)state;
	assert_int_equal(say(&m, &w), SIGNATURE_PPPP_RENDEZVOUS);
	assert_false(m.punched);
	w.up = false;
	say(&m, &w);
	assert_true(m.punched);
	assert_false(m.relayed);
	w.bytes = "\xf1\x84\0\0";
	say(&m, &w);
	assert_true(m.relayed);
}

static void ice_is_direct_where_both_ends_check(void **state)
{
	static const char request[] = "\0\1\0\0\x21\x12\xa4\x42"
				      "123456789012";
	static const char answer[] = "\1\1\0\0\x21\x12\xa4\x42"
				     "123456789012";
	struct word w = {.protocol = IPPROTO_UDP,
			 .local = 20000,
			 .remote = 30000,
			 .up = true,
			 .bytes = request,
			 .size = sizeof(request) - 1};
	struct marks m = {0}, sum = {0};

	(void)state;
	say(&m, &w);
	w.up = false;
	w.bytes = answer;
	say(&m, &w);
	assert_false(marks_are_direct(&m));
	w.bytes = request;
	say(&m, &w);
	assert_true(marks_are_direct(&m));
	marks_add(&sum, &m);
	assert_true(marks_are_direct(&sum));
}

static void a_check_of_ice_over_tcp_is_no_call_to_a_server(void **state)
{
	static const char framed[] = "\0\x14\0\1\0\0\x21\x12\xa4\x42"
				     "123456789012";
	struct word w = {.protocol = IPPROTO_TCP,
			 .local = 20000,
			 .remote = 30000,
			 .up = true,
			 .bytes = framed,
			 .size = sizeof(framed) - 1};
	struct marks m = {0};

	(void)state;
	say(&m, &w);
	assert_false(m.calls);
	w.up = false;
	say(&m, &w);
	assert_true(marks_are_direct(&m));
	/* A STUN server's own words have no length before them. */
	w.up = true;
	w.bytes = framed + 2;
	w.size = sizeof(framed) - 3;
	assert_true(after(&w).calls);
}

static void rtmp_with_a_version_is_held_against_its_answer(void **state)
{
	char c1[1448] = "\3\0\0\0\0\x09\0\x7c\2";
	struct word w = {.protocol = IPPROTO_TCP,
			 .local = 51000,
			 .remote = 19350,
			 .up = true,
			 .bytes = c1,
			 .size = sizeof(c1)};
	struct marks m = {0};

	(void)state;
	assert_int_equal(say(&m, &w), SIGNATURE_NONE);
	w.up = false;
	w.bytes = "\3";
	w.size = 1;
	assert_int_equal(say(&m, &w), SIGNATURE_RTMP);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_request_from_outside_calls_the_camera_at_whatever_port),
		cmocka_unit_test(a_server_that_greets_first_was_called_and_did_not_call),
		cmocka_unit_test(a_port_below_1024_is_nobodys_to_call_from),
		cmocka_unit_test(at_home_who_answers_serves_and_who_asks_does_not),
		cmocka_unit_test(a_punch_must_go_both_ways),
		cmocka_unit_test(ice_is_direct_where_both_ends_check),
		cmocka_unit_test(a_check_of_ice_over_tcp_is_no_call_to_a_server),
		cmocka_unit_test(rtmp_with_a_version_is_held_against_its_answer),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
