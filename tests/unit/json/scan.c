// SPDX-License-Identifier: GPL-2.0-or-later
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include "json/scan.h"

static struct scan of(const char *text)
{
	return (struct scan){text, strlen(text)};
}

static void a_member_is_found_at_its_depth_in_any_order(void **state)
{
	struct scan value, text;

	(void)state;
	assert_true(
		scan_member(of("{\"a\":{\"b\":1},\"b\":[2,{\"c\":3}],\"c\":\"x\"}"), "c", &value));
	assert_true(scan_string(value, &text));
	assert_true(scan_is(text, "x"));
	assert_true(scan_member(of(" { \"a\" : { \"b\" : 1 } , \"b\" : true } "), "b", &value));
	assert_true(scan_is(value, "true"));
	assert_false(scan_member(of("{\"a\":{\"b\":1}}"), "b", &value));
	assert_false(scan_member(of("[\"b\",1]"), "b", &value));
}

static void what_looks_like_a_member_inside_a_string_is_none(void **state)
{
	struct scan value;

	(void)state;
	assert_false(scan_member(of("{\"a\":\"\\\"b\\\":1,\\\\\"}"), "b", &value));
	assert_true(scan_member(of("{\"a\":\"}\\\\\",\"b\":7}"), "b", &value));
	assert_true(scan_is(value, "7"));
	assert_true(scan_member(of("{\"a\":{\"x\":\"]}\\\"\"},\"b\":7}"), "b", &value));
}

static void elements_have_no_key(void **state)
{
	struct scan_walk walk = scan_begin(of("[1, \"two\",{\"three\":3},[]]"));
	static const char *const expected[] = {"1", "\"two\"", "{\"three\":3}", "[]"};
	struct scan key, value;
	size_t count = 0;

	(void)state;
	for (; scan_next(&walk, &key, &value); count++) {
		assert_int_equal(key.length, 0);
		assert_true(scan_is(value, expected[count]));
	}
	assert_int_equal(count, 4);
	walk = scan_begin(of("7"));
	assert_false(scan_next(&walk, &key, &value));
	walk = scan_begin(of("{}"));
	assert_false(scan_next(&walk, &key, &value));
}

static size_t members(struct scan text)
{
	struct scan_walk walk = scan_begin(text);
	struct scan key, value, inner;
	size_t count = 0;

	for (; scan_next(&walk, &key, &value); count++)
		if (scan_member(value, "c", &inner))
			count++;
	return count;
}

/* Each end is of memory of its own, so that the sanitizer sees what reads beyond it. */
static void a_text_that_is_cut_anywhere_is_read_to_its_end_and_no_further(void **state)
{
	static const char whole[] = "{\"a\":\"\\\\\\\"\",\"b\":[1,{\"c\":null}],\"d\":{\"c\":[]}}";

	(void)state;
	for (size_t cut = 0; cut < sizeof(whole); cut++) {
		char *text = malloc(cut ? cut : 1);

		assert_non_null(text);
		memcpy(text, whole, cut);
		assert_true(members((struct scan){text, cut}) <= 4);
		free(text);
	}
	assert_int_equal(members(of(whole)), 4);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_member_is_found_at_its_depth_in_any_order),
		cmocka_unit_test(what_looks_like_a_member_inside_a_string_is_none),
		cmocka_unit_test(elements_have_no_key),
		cmocka_unit_test(a_text_that_is_cut_anywhere_is_read_to_its_end_and_no_further),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
