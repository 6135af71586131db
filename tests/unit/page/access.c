// SPDX-License-Identifier: GPL-2.0-or-later
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "page/access.h"

static const struct access_names names = {.count = 2, .names = {"localhost", "[::1]"}};

static void only_its_own_names_are_its_host(void **state)
{
	static const char *const right[] = {"localhost", "LOCALHOST:8407", "[::1]", "[::1]:1"};
	static const char *const wrong[] = {
		"",	     "evil.example",	"localhost.evil.example",
		"[::1",	     "localhost:8407@", "localhost:evil",
		"[::1]evil", ":8407",		"local"};

	(void)state;
	for (size_t i = 0; i < sizeof(right) / sizeof(right[0]); i++)
		assert_true(access_is_host(&names, right[i]));
	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++)
		assert_false(access_is_host(&names, wrong[i]));
	assert_false(access_is_host(&names, NULL));
}

static void behind_a_proxy_any_host_will_do_that_is_one(void **state)
{
	const struct access_names any = {.any = true};

	(void)state;
	assert_true(access_is_host(&any, "cameras.home"));
	assert_false(access_is_host(&any, NULL));
	assert_false(access_is_host(&any, "cameras.home:x"));
}

static void a_script_of_another_page_is_not_its_own(void **state)
{
	(void)state;
	assert_true(access_is_own(NULL, "localhost:8407"));
	assert_true(access_is_own("http://localhost:8407", "localhost:8407"));
	assert_true(access_is_own("https://Localhost", "localhost"));
	assert_false(access_is_own("http://localhost:9", "localhost:8407"));
	assert_false(access_is_own("http://evil.example", "localhost:8407"));
	assert_false(access_is_own("null", "localhost:8407"));
	assert_false(access_is_own("", "localhost:8407"));
	assert_false(access_is_own("http://", ""));
	assert_false(access_is_own("file://localhost:8407", "localhost:8407"));
}

#define A_TOKEN "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQ"

static void a_token_comes_by_header(void **state)
{
	char token[TOKEN_TEXT];

	(void)state;
	assert_true(access_token("Bearer " A_TOKEN, token));
	assert_string_equal(token, A_TOKEN);
	assert_true(access_token("bearer " A_TOKEN, token));
}

static void what_is_no_token_is_none(void **state)
{
	char token[TOKEN_TEXT];

	(void)state;
	assert_false(access_token(NULL, token));
	assert_false(access_token("", token));
	assert_false(access_token("Basic " A_TOKEN, token));
	assert_false(access_token("Bearer " A_TOKEN "x", token));
	assert_false(access_token("Bearer short", token));
	assert_false(access_token("Bearer", token));
}

static void a_bucket_is_full_at_first_and_fills_again(void **state)
{
	struct bucket bucket = {0};

	(void)state;
	for (unsigned i = 0; i < 3; i++)
		assert_true(bucket_take(&bucket, 3, 1, 1000));
	assert_false(bucket_take(&bucket, 3, 1, 1000));
	assert_false(bucket_take(&bucket, 3, 1, 1999));
	assert_true(bucket_take(&bucket, 3, 1, 2000));
	assert_false(bucket_take(&bucket, 3, 1, 2000));
	/* Never more than it holds, also where the clock was set. */
	for (unsigned i = 0; i < 3; i++)
		assert_true(bucket_take(&bucket, 3, 1, 1));
	assert_false(bucket_take(&bucket, 3, 1, 1));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(only_its_own_names_are_its_host),
		cmocka_unit_test(behind_a_proxy_any_host_will_do_that_is_one),
		cmocka_unit_test(a_script_of_another_page_is_not_its_own),
		cmocka_unit_test(a_token_comes_by_header),
		cmocka_unit_test(what_is_no_token_is_none),
		cmocka_unit_test(a_bucket_is_full_at_first_and_fills_again),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
