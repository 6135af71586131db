// SPDX-License-Identifier: GPL-2.0-or-later
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "notify/template.h"

static void refuses(const char *template, const char *part)
{
	char wrong[TEMPLATE_WRONG] = "";

	assert_true(template_check(template, wrong) < 0);
	if (!strstr(wrong, part))
		fail_msg("\"%s\" is not in \"%s\"", part, wrong);
}

static void texts_are_escaped_and_numbers_are_not_quoted(void **state)
{
	struct json_object *message =
		json_tokener_parse("{\"title\":\"a \\\"b\\\"\\nc\",\"bytes\":7,\"host\":null}");
	char *text =
		template_fill("{\"t\":\"{{title}}\",\"n\":{{bytes}},\"h\":\"{{host}}\"}", message);

	(void)state;
	assert_string_equal(text, "{\"t\":\"a \\\"b\\\"\\nc\",\"n\":7,\"h\":\"\"}");
	free(text);
	json_object_put(message);
}

static void a_template_is_json_and_names_fields_that_there_are(void **state)
{
	char wrong[TEMPLATE_WRONG];

	(void)state;
	assert_int_equal(template_check("{\"a\":{\"b\":\"{{text}} {{id}}\"}}", wrong), 0);
	refuses("{\"a\":\"{{titel}}\"}", "no field at \"{{titel}}");
	refuses("{\"a\":\"{{title\"}", "no field at");
	refuses("{\"a\":{{title}}}", "no JSON");
	refuses("{\"a\":\"{{title}}\"", "no JSON");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(texts_are_escaped_and_numbers_are_not_quoted),
		cmocka_unit_test(a_template_is_json_and_names_fields_that_there_are),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
