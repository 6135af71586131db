// SPDX-License-Identifier: GPL-2.0-or-later
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "json/detour.h"
#include "json/reading.h"

static const struct event_fallback refused = {
	.why = {.cause = REFUSAL_VERIFIER,
		.error = EINVAL,
		.program = "lenswatch_in",
		.said_count = 2,
		.said = {"522: (07) r1 += 1", "back-edge from insn 522 to 523"}},
};

static void what_was_written_is_read_back(void **state)
{
	struct event_fallback fallback = refused, read;
	struct json_object *object;
	bool failed;
	struct put root = put_begin(&failed);

	(void)state;
	fallback.why.missing = REFUSAL_PERFMON | REFUSAL_NET_ADMIN;
	snprintf(fallback.why.locked_down, REFUSAL_NAME, "integrity");
	fallback.why.contained = true;
	detour_put(root, "fallback", &fallback);
	detour_put(root, "none", NULL);
	object = put_take(root);
	assert_non_null(object);
	assert_true(detour_parse(reading_member(object, "fallback"), &read));
	assert_false(detour_parse(reading_member(object, "none"), &read));
	json_object_put(object);
	assert_memory_equal(&read, &fallback, sizeof(read));
}

static void what_is_none_of_ours_is_not_read(void **state)
{
	static const char *const texts[] = {
		"null", "[]", "{}", "{\"cause\":\"bad luck\"}", "{\"cause\":7}", "\"verifier\""};
	static const char *const bent[] = {
		"{\"cause\":\"verifier\",\"said\":[null,1,{}],\"missing\":[null],\"costs\":7}"};
	struct event_fallback read;
	struct json_object *object;

	(void)state;
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		object = json_tokener_parse(texts[i]);
		assert_false(detour_parse(object, &read));
		json_object_put(object);
	}
	object = json_tokener_parse(bent[0]);
	assert_true(detour_parse(object, &read));
	assert_int_equal(read.why.missing, 0);
	json_object_put(object);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_was_written_is_read_back),
		cmocka_unit_test(what_is_none_of_ours_is_not_read),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
