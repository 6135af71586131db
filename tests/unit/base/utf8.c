// SPDX-License-Identifier: GPL-2.0-or-later
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <string.h>

#include "base/utf8.h"

static size_t decoded(const char *text, size_t size, uint32_t *code)
{
	return utf8_decode((const uint8_t *)text, size, code);
}

static void the_first_and_last_of_each_length_are_characters(void **state)
{
	static const struct {
		const char *text;
		uint32_t code;
	} good[] = {
		{"\x7f", 0x7f},
		{"\xc2\x80", 0x80},
		{"\xdf\xbf", 0x7ff},
		{"\xe0\xa0\x80", 0x800},
		{"\xed\x9f\xbf", 0xd7ff},
		{"\xee\x80\x80", 0xe000},
		{"\xef\xbf\xbf", 0xffff},
		{"\xf0\x90\x80\x80", 0x10000},
		{"\xf4\x8f\xbf\xbf", 0x10ffff},
	};
	uint32_t code;

	(void)state;
	for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++) {
		size_t length = strlen(good[i].text);

		assert_int_equal(decoded(good[i].text, SIZE_MAX, &code), length);
		assert_int_equal(code, good[i].code);
		for (size_t less = 0; less < length; less++)
			assert_int_equal(decoded(good[i].text, less, &code), 0);
	}
}

static void overlong_forms_halves_of_pairs_and_what_lies_beyond_are_none(void **state)
{
	static const char *const bad[] = {
		"\x80",
		"\xbf",
		"\xc0\xaf",
		"\xc1\xbf",
		"\xe0\x9f\xbf",
		"\xed\xa0\x80",
		"\xed\xbf\xbf",
		"\xf0\x8f\xbf\xbf",
		"\xf4\x90\x80\x80",
		"\xf5\x80\x80\x80",
		"\xf8\x88\x80\x80\x80",
		"\xff",
		"\xc2",
		"\xc2 ",
		"\xe2\x82",
		"\xe2\x82 ",
		"\xf0\x9f\x8e",
		"\xf0\x9f\x8e ",
	};
	uint32_t code = 7;

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		assert_int_equal(decoded(bad[i], SIZE_MAX, &code), 0);
	assert_int_equal(code, 7);
}

static void characters_are_counted_by_where_they_begin(void **state)
{
	const char *text = "Tür – 📷";
	size_t count = 0;

	(void)state;
	for (size_t i = 0; text[i]; i++)
		count += utf8_begins(text[i]);
	assert_int_equal(count, 7);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_first_and_last_of_each_length_are_characters),
		cmocka_unit_test(overlong_forms_halves_of_pairs_and_what_lies_beyond_are_none),
		cmocka_unit_test(characters_are_counted_by_where_they_begin),
	};

	return cmocka_run_group_tests_name("base/utf8", tests, NULL, NULL);
}
