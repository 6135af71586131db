// SPDX-License-Identifier: GPL-2.0-or-later
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "watch/fields.h"

static void says(struct json_object *object, const char *text)
{
	assert_string_equal(json_object_to_json_string_ext(object, JSON_C_TO_STRING_PLAIN), text);
	json_object_put(object);
}

static void what_is_known_is_written_as_it_is(void **state)
{
	struct json_object *object = json_object_new_object();

	(void)state;
	fields_text(object, "a", "Door");
	fields_count(object, "b", UINT64_MAX);
	fields_bool(object, "c", true);
	fields_number(object, "d", 0.5);
	fields_time(object, "e", UINT64_C(1615194000) * 1000000000);
	says(object, "{\"a\":\"Door\",\"b\":18446744073709551615,\"c\":true,\"d\":0.5,"
		     "\"e\":\"2021-03-08T09:00:00.000000Z\"}");
}

static void what_is_unknown_is_null(void **state)
{
	struct json_object *object = json_object_new_object();

	(void)state;
	fields_text(object, "a", NULL);
	fields_text(object, "b", "");
	fields_number(object, "c", NAN);
	fields_time(object, "d", 0);
	says(object, "{\"a\":null,\"b\":null,\"c\":null,\"d\":null}");
}

static void what_is_no_utf8_is_made_so(void **state)
{
	struct json_object *object = json_object_new_object(), *value;

	(void)state;
	fields_text(object, "a", "D\xffr");
	value = json_object_object_get(object, "a");
	assert_string_not_equal(json_object_get_string(value), "D\xffr");
	json_object_put(object);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_known_is_written_as_it_is),
		cmocka_unit_test(what_is_unknown_is_null),
		cmocka_unit_test(what_is_no_utf8_is_made_so),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
