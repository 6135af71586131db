// SPDX-License-Identifier: GPL-2.0-or-later
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>
#include <string.h>

#include "base/letters.h"

static void a_letter_has_as_many_bytes_as_its_first_says(void **state)
{
	static const struct {
		const char *text;
		size_t length;
		uint32_t code;
	} cases[] = {
		{"a", 1, 'a'},
		{"\xd0\x96", 2, 0x416},
		{"\xe2\x82\xac", 3, 0x20ac},
		{"\xf0\x9f\x93\xb7", 4, 0x1f4f7},
		{"", 0, 0},
		{"\xd0", 0, 0},		    /* cut */
		{"\x96", 0, 0},		    /* the second half */
		{"\xc0\x80", 0, 0},	    /* too long a form */
		{"\xed\xa0\x80", 0, 0},	    /* half a pair of UTF-16 */
		{"\xf4\x90\x80\x80", 0, 0}, /* beyond Unicode */
		{"\xff", 0, 0},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		uint32_t code = 0;

		assert_int_equal(letters_next(cases[i].text, &code), cases[i].length);
		assert_int_equal(code, cases[i].code);
	}
}

static void a_copy_ends_between_letters(void **state)
{
	char out[8];

	(void)state;
	letters_copy(out, sizeof(out), "\xd0\x96\xd0\x96\xd0\x96\xd0\x96");
	assert_string_equal(out, "\xd0\x96\xd0\x96\xd0\x96");
	letters_copy(out, sizeof(out), "x\xd0\x96\xd0\x96\xd0\x96");
	assert_string_equal(out, "x\xd0\x96\xd0\x96\xd0\x96");
	letters_copy(out, 1, "x");
	assert_string_equal(out, "");
	letters_copy(out, sizeof(out), "a\xff b");
	assert_string_equal(out, "a\xff b");
}

static void text_that_is_cut_within_a_letter_is_not_letters_only(void **state)
{
	(void)state;
	assert_true(letters_only(""));
	assert_true(letters_only("T\xc3\xbcr"));
	assert_false(letters_only("T\xc3"));
}

static void what_a_stranger_wrote_is_printed_on_one_line_and_moves_nothing(void **state)
{
	static const struct {
		const char *text, *shown;
	} cases[] = {
		{"{\"a\":\"T\xc3\xbcr \xf0\x9f\x93\xb7\"}",
		 "{\"a\":\"T\xc3\xbcr \xf0\x9f\x93\xb7\"}"},
		{"a\x1b[2Jb\nc\x7f", "a\\u001b[2Jb\\u000ac\\u007f"},
		{"\xc2\x9b"
		 "1A",
		 "\\u009b1A"},
		{"Front\xe2\x80\x8b door\xe2\x80\xae", "Front\\u200b door\\u202e"},
		{"a\xf3\xa0\x81\x81", "a\\udb40\\udc41"},
		{"cut\xd0", "cut\xef\xbf\xbd"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		char out[128] = "";
		FILE *file = fmemopen(out, sizeof(out), "w");

		letters_print(file, cases[i].text);
		fclose(file);
		assert_string_equal(out, cases[i].shown);
	}
}

static void a_copy_shows_what_is_hidden(void **state)
{
	char out[16];

	(void)state;
	letters_copy_shown(out, sizeof(out), "Do\xe2\x80\x8bor\xff");
	assert_string_equal(out, "Do\xef\xbf\xbdor\xef\xbf\xbd");
	letters_copy_shown(out, 5, "ab\xe2\x80\x8b");
	assert_string_equal(out, "ab");
	letters_copy_shown(out, sizeof(out), "T\xc3\xbcr");
	assert_string_equal(out, "T\xc3\xbcr");
}

static void letters_that_look_like_others_beside_them_are_shown(void **state)
{
	char out[64];

	(void)state;
	letters_copy_shown(out, sizeof(out),
			   "Fr\xd0\xbent d\xce\xbfor"); /* a Cyrillic o, a Greek one */
	assert_string_equal(out, "Fr\xef\xbf\xbdnt d\xef\xbf\xbdor");
	letters_copy_shown(out, sizeof(out), "\xef\xbc\xa6ront"); /* of full width */
	assert_string_equal(out, "\xef\xbf\xbdront");
	/* What one writes in that script alone is what it says, also beside a Latin word. */
	letters_copy_shown(out, sizeof(out),
			   "\xd0\x94\xd0\xb2\xd0\xbe\xd1\x80 Cam-\xd0\x9d\xd0\xbe");
	assert_string_equal(out, "\xd0\x94\xd0\xb2\xd0\xbe\xd1\x80 Cam-\xd0\x9d\xd0\xbe");
	letters_copy_shown(out, sizeof(out), "T\xc3\xbcr 2");
	assert_string_equal(out, "T\xc3\xbcr 2");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_letter_has_as_many_bytes_as_its_first_says),
		cmocka_unit_test(a_copy_ends_between_letters),
		cmocka_unit_test(what_a_stranger_wrote_is_printed_on_one_line_and_moves_nothing),
		cmocka_unit_test(a_copy_shows_what_is_hidden),
		cmocka_unit_test(letters_that_look_like_others_beside_them_are_shown),
		cmocka_unit_test(text_that_is_cut_within_a_letter_is_not_letters_only),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
