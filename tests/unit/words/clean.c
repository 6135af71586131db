/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>
#include <cmocka.h>

#include "words/clean.h"

#define R "\xef\xbf\xbd"

static void well_formed_text_is_kept(void **state)
{
	char out[CLEAN_MOST];

	(void)state;
	assert_string_equal(clean_utf8("", out), "");
	assert_string_equal(clean_utf8("Türkiye 玄関 \xf0\x9f\x93\xb7", out),
			    "Türkiye 玄関 \xf0\x9f\x93\xb7");
	assert_string_equal(clean_utf8("a\nb", out), "a\nb");
}

static void bytes_of_no_character_are_replaced(void **state)
{
	char out[CLEAN_MOST];

	(void)state;
	assert_string_equal(clean_utf8("a\xff"
				       "b",
				       out),
			    "a" R "b");
	assert_string_equal(clean_utf8("\x80", out), R);
	/* Overlong (RFC 3629 section 3), surrogate, beyond U+10FFFF, cut short. */
	assert_string_equal(clean_utf8("\xc0\xaf", out), R R);
	assert_string_equal(clean_utf8("\xe0\x80\xaf", out), R R R);
	assert_string_equal(clean_utf8("\xed\xa0\x80", out), R R R);
	assert_string_equal(clean_utf8("\xf4\x90\x80\x80", out), R R R R);
	assert_string_equal(clean_utf8("\xf0\x9f\x93", out), R R R);
	assert_string_equal(clean_utf8("\xe2", out), R);
}

static void what_moves_a_terminal_is_replaced(void **state)
{
	char out[CLEAN_MOST];

	(void)state;
	assert_string_equal(clean_printable("a\x1b[2Jb\r\n\x7f", out), "a" R "[2Jb" R R R);
	assert_string_equal(clean_printable("\xc2\x9b"
					    "31m",
					    out),
			    R "31m");
	assert_string_equal(clean_printable("\xe2\x80\xae"
					    "x\xe2\x81\xa6",
					    out),
			    R "x" R);
	assert_string_equal(clean_printable("Küche", out), "Küche");
}

static void long_text_is_cut_at_a_character(void **state)
{
	char in[2 * CLEAN_MOST], out[CLEAN_MOST];

	(void)state;
	memset(in, 'a', sizeof(in));
	in[sizeof(in) - 1] = '\0';
	assert_int_equal(strlen(clean_utf8(in, out)), CLEAN_MOST - 1);
	memcpy(in + CLEAN_MOST - 2, "\xc3\xbc", 2);
	assert_int_equal(strlen(clean_utf8(in, out)), CLEAN_MOST - 2);
	memset(in, 0xff, sizeof(in) - 1);
	assert_int_equal(strlen(clean_utf8(in, out)), CLEAN_MOST - 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(well_formed_text_is_kept),
		cmocka_unit_test(bytes_of_no_character_are_replaced),
		cmocka_unit_test(what_moves_a_terminal_is_replaced),
		cmocka_unit_test(long_text_is_cut_at_a_character),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
