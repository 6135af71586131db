// SPDX-License-Identifier: GPL-2.0-or-later
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "rules/pattern.h"

static bool match(const char *pattern, const char *name)
{
	return labels_match(pattern, strlen(pattern), name, strlen(name));
}

static void a_star_matches_any_characters_of_its_label(void **state)
{
	(void)state;
	assert_true(match("a*c", "ac"));
	assert_true(match("a*c", "abcbc"));
	assert_true(match("*a*b*", "xxaxxbxx"));
	assert_true(match("**", "a"));
	assert_false(match("a*c", "acb"));
	assert_false(match("a*c", "a.c"));
	assert_false(match("*a*b*", "ba"));
	assert_false(match("ab", "abc"));
	assert_false(match("abc", "ab"));
}

static void labels_are_compared_from_the_right(void **state)
{
	(void)state;
	assert_true(match("b.c", "b.c"));
	assert_true(match("b.c", "a.b.c"));
	assert_true(match("*.c", "a.b.c"));
	assert_true(match("", "a.b.c"));
	assert_false(match("b.c", "c"));
	assert_false(match("a.b", "a.b.c"));
	assert_false(match("*.b.c", "b.c"));
}

/* Two stars against a long run of one letter: exponential where each star is retried. */
static void many_stars_take_no_long_time(void **state)
{
	char name[64], pattern[64];

	(void)state;
	memset(name, 'a', 63);
	name[63] = 0;
	for (size_t i = 0; i < 62; i += 2)
		memcpy(&pattern[i], "*a", 2);
	memcpy(&pattern[62], "b", 2);
	assert_false(match(pattern, name));
}

static void a_name_loses_case_and_the_dot_of_the_root(void **state)
{
	char text[MOST_HOST + 1];

	(void)state;
	assert_int_equal(host_name_read("Fw.RING.com.", text), 11);
	assert_string_equal(text, "fw.ring.com");
	assert_int_equal(host_name_read(".", text), 0);
	assert_int_equal(host_name_read("", text), 0);
}

static void a_pattern_loses_its_case(void **state)
{
	char text[MOST_HOST + 1];

	(void)state;
	assert_null(host_pattern_read("VS-Cam.*.Immedia_Semi.com", text));
	assert_string_equal(text, "vs-cam.*.immedia_semi.com");
}

static void what_is_no_pattern_is_refused(void **state)
{
	static const char *const bad[] = {
		"",	   "com",	  ".example.com", "example.com.", "a..b.com",
		"*",	   "*.com",	  "**.com",	  "example.*",	  "ex ample.com",
		"x/y.com", "example.co*", "b\xc3\xbc.com"};
	char text[MOST_HOST + 1], longer[256];

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		assert_non_null(host_pattern_read(bad[i], text));
	for (size_t i = 0; i < 254; i += 2)
		memcpy(&longer[i], "a.", 2);
	longer[253] = 0;
	assert_null(host_pattern_read(longer, text));
	memcpy(&longer[253], "a", 2);
	assert_non_null(host_pattern_read(longer, text));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_star_matches_any_characters_of_its_label),
		cmocka_unit_test(labels_are_compared_from_the_right),
		cmocka_unit_test(many_stars_take_no_long_time),
		cmocka_unit_test(a_name_loses_case_and_the_dot_of_the_root),
		cmocka_unit_test(a_pattern_loses_its_case),
		cmocka_unit_test(what_is_no_pattern_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
