// SPDX-License-Identifier: GPL-2.0-or-later
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <json-c/json.h>
#include <stdlib.h>
#include <string.h>

#include "slice/slices.h"

static const struct event_camera camera = {
	.mac = "02:00:00:00:00:01", .ip = "192.168.1.20", .name = "A \"quoted\" door\n"};

static void a_note_begins_as_a_ledger_wants_it(void **state)
{
	struct slice slice = {.series = "00000000000000aa",
			      .camera = &camera,
			      .start_ns = UINT64_C(1600000000000001000),
			      .end_ns = UINT64_C(1600000001000000000),
			      .frames = 12,
			      .whole = true,
			      .sha256 = "abc"};
	char *note = slice_note(&slice);
	static const char begins[] =
		"{\"type\":\"slice\",\"schema\":1,\"camera\":{\"mac\":\"02:00:00:00:00:01\",";

	(void)state;
	assert_non_null(note);
	assert_memory_equal(note, begins, sizeof(begins) - 1);
	assert_non_null(strstr(
		note,
		"\"series\":\"00000000000000aa\",\"start\":"
		"\"2020-09-13T12:26:40.000001Z\",\"end\":"
		"\"2020-09-13T12:26:41.000000Z\",\"frames\":12,\"merged\":false,\"whole\":true,"
		"\"sha256\":\"abc\"}"));
	assert_null(strchr(note, '\n'));
	free(note);
}

static void a_name_of_any_kind_is_given_back(void **state)
{
	struct slice slice = {.series = "00000000000000aa", .camera = &camera, .sha256 = ""};
	char *note = slice_note(&slice);
	struct json_object *root = json_tokener_parse(note), *part;

	(void)state;
	assert_true(json_object_object_get_ex(root, "camera", &part));
	assert_true(json_object_object_get_ex(part, "name", &part));
	assert_string_equal(json_object_get_string(part), camera.name);
	json_object_put(root);
	free(note);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_note_begins_as_a_ledger_wants_it),
		cmocka_unit_test(a_name_of_any_kind_is_given_back),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
