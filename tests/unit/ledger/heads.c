// SPDX-License-Identifier: GPL-2.0-or-later
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "ledger/heads.h"

#define ROOT "00112233445566778899aabbccddeeff00112233445566778899AABBCCDDEEFF"
#define KEY "ffeeddccbbaa99887766554433221100ffeeddccbbaa99887766554433221100"

static struct heads heads;

static int clear(void **state)
{
	(void)state;
	heads_free(&heads);
	return 0;
}

static void heads_come_in_order_and_the_first_has_the_key(void **state)
{
	const struct ledger_anchor *at;

	(void)state;
	assert_null(heads_link(&heads));
	assert_int_equal(heads_add(&heads, "30:" ROOT " " KEY), 0);
	assert_int_equal(heads_add(&heads, "9223372036854775807:" ROOT), 0);
	assert_int_equal(heads_add(&heads, "2:" ROOT " " ROOT), 0);
	at = heads_link(&heads);
	assert_int_equal(at->size, 2);
	assert_true(at->key_known);
	assert_int_equal(at->key[0], 0xff); /* of the first line that has one */
	assert_int_equal(at->root[15], 0xff);
	assert_int_equal(at->next->size, 30);
	assert_int_equal(at->next->next->size, INT64_MAX);
	assert_null(at->next->next->next);
}

static void a_key_that_is_told_goes_before_those_of_the_file(void **state)
{
	(void)state;
	assert_int_equal(heads_key(&heads, ROOT), 0);
	assert_true(heads_link(&heads)->key_known);
	assert_int_equal(heads_link(&heads)->size, 0);
	assert_int_equal(heads_add(&heads, "1:" ROOT " " KEY), 0);
	assert_int_equal(heads_link(&heads)->key[0], 0);
	assert_int_equal(heads_key(&heads, ROOT "0"), -EINVAL);
	assert_int_equal(heads_key(&heads, "00"), -EINVAL);
}

static void what_is_no_head_is_none(void **state)
{
	static const char *const wrong[] = {
		"",
		"1",
		"1:",
		"1:" ROOT "0",
		"0:" ROOT,
		"-1:" ROOT,
		" 1:" ROOT,
		"1;" ROOT,
		"18446744073709551616:" ROOT,
		"1:" ROOT " ",
		"1:" ROOT " 00",
		"1:" ROOT " " KEY "0",
		"9223372036854775808:" ROOT,
	};

	(void)state;
	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++)
		assert_int_equal(heads_add(&heads, wrong[i]), -EINVAL);
	assert_int_equal(heads.count, 0);
}

static void a_line_that_was_cut_short_spoils_no_other(void **state)
{
	char path[] = "/tmp/lenswatch-heads-XXXXXX";
	FILE *file = fdopen(mkstemp(path), "w");

	(void)state;
	assert_non_null(file);
	fclose(file);
	assert_int_equal(heads_load(&heads, path), -ENODATA);
	file = fopen(path, "w");
	assert_non_null(file);
	fputs("7:" ROOT " " KEY "\n8:0011\n\n9:" ROOT "\r\n", file);
	fclose(file);
	assert_int_equal(heads_load(&heads, path), 0);
	assert_int_equal(heads.count, 2);
	unlink(path);
	assert_int_equal(heads_load(&heads, path), -ENOENT);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_teardown(heads_come_in_order_and_the_first_has_the_key, clear),
		cmocka_unit_test_teardown(a_key_that_is_told_goes_before_those_of_the_file, clear),
		cmocka_unit_test_teardown(what_is_no_head_is_none, clear),
		cmocka_unit_test_teardown(a_line_that_was_cut_short_spoils_no_other, clear),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
