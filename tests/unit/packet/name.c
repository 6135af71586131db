/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "packet/name.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

static void says(const char *message, size_t size, size_t at, int taken, const char *words)
{
	uint8_t wire[NAME_WIRE];
	char text[NAME_TEXT];

	assert_int_equal(name_unpack((const uint8_t *)message, size, at, wire), taken);
	assert_int_equal(name_skip((const uint8_t *)message, size, at), taken);
	name_text(wire, text);
	assert_string_equal(text, words);
}

static void refused(const char *message, size_t size, size_t at)
{
	uint8_t wire[NAME_WIRE];

	assert_int_equal(name_unpack((const uint8_t *)message, size, at, wire), -1);
}

static void labels_are_joined_by_dots(void **state)
{
	(void)state;
	says("\3cam\7example", 13, 0, 13, "cam.example");
	says("", 1, 0, 1, "");
}

static void a_pointer_takes_two_bytes_and_is_followed(void **state)
{
	(void)state;
	says("\7example\0\3cam\300\0", 15, 9, 6, "cam.example");
	says("\1a\0\300\0\300\3", 7, 5, 2, "a");
}

static void what_is_no_plain_letter_is_escaped(void **state)
{
	(void)state;
	says("\4a.b\0\3\377 \"", 10, 0, 10, "a\\.b\\000.\\255\\032\\\"");
}

static void names_that_go_in_circles_or_beyond_the_end_are_refused(void **state)
{
	(void)state;
	refused("\300\0", 2, 0);
	refused("\1a\300\0", 4, 0);
	refused("\300\7", 2, 0);
	refused("\3ca", 3, 0);
	refused("\3cam", 4, 0);
	refused("\300", 1, 0);
	refused("\100a", 2, 0); /* reserved */
	refused("", 0, 0);
	refused("a", 1, 5);
}

static void a_name_of_255_bytes_is_taken_and_a_longer_one_is_not(void **state)
{
	uint8_t message[260] = {0}, wire[NAME_WIRE];
	char text[NAME_TEXT];

	(void)state;
	for (size_t at = 0; at < 254; at += 2)
		message[at] = 1; /* and a zero byte, which takes four letters */
	assert_int_equal(name_unpack(message, 255, 0, wire), 255);
	name_text(wire, text);
	assert_int_equal(strlen(text), 127 * 4 + 126);
	memset(message, 0, sizeof(message));
	for (size_t at = 0; at < 256; at += 64)
		message[at] = 63;
	assert_int_equal(name_unpack(message, 257, 0, wire), -1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(labels_are_joined_by_dots),
		cmocka_unit_test(a_pointer_takes_two_bytes_and_is_followed),
		cmocka_unit_test(what_is_no_plain_letter_is_escaped),
		cmocka_unit_test(names_that_go_in_circles_or_beyond_the_end_are_refused),
		cmocka_unit_test(a_name_of_255_bytes_is_taken_and_a_longer_one_is_not),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
