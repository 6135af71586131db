/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include "words/countries.h"

static void codes_have_the_name_that_stands_after_in(void **state)
{
	(void)state;
	assert_string_equal(country_name("US"), "the US");
	assert_string_equal(country_name("AD"), "Andorra");
	assert_string_equal(country_name("ZW"), "Zimbabwe");
	assert_string_equal(country_name("NL"), "the Netherlands");
}

static void an_unknown_code_stays_a_code(void **state)
{
	(void)state;
	assert_string_equal(country_name("XK"), "XK");
	assert_string_equal(country_name("us"), "us");
	assert_string_equal(country_name(""), "");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(codes_have_the_name_that_stands_after_in),
		cmocka_unit_test(an_unknown_code_stays_a_code),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
