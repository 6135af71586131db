// SPDX-License-Identifier: GPL-2.0-or-later
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "promise/support_promise.h"

static void a_camera_is_known_by_name_mac_or_address(void **state)
{
	struct event event = upload_at("2026-03-02T10:00:00", "2026-03-02T10:00:05");
	const struct event_camera *camera = &event.upload.camera;
	struct promise promise;

	(void)state;
	promise = promise_of("FRONT DOOR: only clips");
	assert_true(promise_is_of(&promise, camera));
	promise = promise_of("F4:B8:5E:35:67:B0: only clips");
	assert_true(promise_is_of(&promise, camera));
	promise = promise_of("192.168.1.130: only clips");
	assert_true(promise_is_of(&promise, camera));
	promise = promise_of("all: only clips");
	assert_true(promise_is_of(&promise, camera));
	promise = promise_of("192.168.1.13: only clips");
	assert_false(promise_is_of(&promise, camera));
	promise = promise_of("front: only clips");
	assert_false(promise_is_of(&promise, camera));
}

static void what_a_camera_does_not_have_is_nobodys(void **state)
{
	struct event_camera bare = {.key = "192.168.1.130", .ip = "192.168.1.130"};
	struct promise promise = promise_of("front door: only clips");

	(void)state;
	assert_false(promise_is_of(&promise, &bare));
	promise = promise_of("F4:B8:5E:35:67:B0: only clips");
	assert_false(promise_is_of(&promise, &bare));
}

static void lists_are_equal_in_words_and_order(void **state)
{
	struct promise one = promise_of("only clips"), two = promise_of("EU only");
	struct promise_list a = {2, {&one, &two}}, b = {2, {&two, &one}}, c = {1, {&one}};

	(void)state;
	assert_true(promise_list_equal(&a, &a));
	assert_false(promise_list_equal(&a, &b));
	assert_false(promise_list_equal(&a, &c));
}

static void a_note_says_what_was_promised_when(void **state)
{
	struct promise promise = promise_of("F4-B8-5E-35-67-B0: no uploads 22:00–07:00");
	char *note = promise_note(&promise, "a.pcap", moment_of("2026-03-02T10:00:00"),
				  moment_of("2026-03-02T11:00:00"));

	(void)state;
	assert_string_equal(
		note,
		"{\"type\":\"promise\",\"schema\":1,\"capture\":\"a.pcap\",\"start\":\"2026-03-"
		"02T10:00:00.000000Z\",\"end\":\"2026-03-02T11:00:00.000000Z\",\"promise\":"
		"\"f4:b8:5e:35:67:b0: no uploads 22:00–07:00\"}");
	free(note);
	note = promise_note(NULL, NULL, moment_of("2026-03-02T10:00:00"), 0);
	assert_string_equal(note, "{\"type\":\"promise\",\"schema\":1,\"capture\":null,\"start\":"
				  "\"2026-03-02T10:00:00.000000Z\",\"end\":null,\"promise\":null}");
	free(note);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_camera_is_known_by_name_mac_or_address),
		cmocka_unit_test(what_a_camera_does_not_have_is_nobodys),
		cmocka_unit_test(lists_are_equal_in_words_and_order),
		cmocka_unit_test(a_note_says_what_was_promised_when),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
