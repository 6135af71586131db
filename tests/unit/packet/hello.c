/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "packet/hello.h"
#include "support_hello.h"

/* From a heap block of exact size, so that over-reads are seen. */
static int read_exact(const uint8_t *message, size_t size, char name[HELLO_NAME])
{
	uint8_t *copy = malloc(size ? size : 1);
	int rc;

	assert_non_null(copy);
	memcpy(copy, message, size);
	rc = hello_read(copy, size, name);
	free(copy);
	return rc;
}

static void a_greeting_tells_its_name(void **state)
{
	uint8_t hello[HELLO_ROOM];
	char name[HELLO_NAME];

	(void)state;
	assert_int_equal(read_exact(hello, hello_make("media.example.com", 1300, hello), name), 0);
	assert_string_equal(name, "media.example.com");
}

static void a_greeting_without_a_name_tells_none(void **state)
{
	uint8_t hello[HELLO_ROOM];
	char name[HELLO_NAME] = "before";

	(void)state;
	assert_int_equal(read_exact(hello, hello_make(NULL, 20, hello), name), 0);
	assert_string_equal(name, "");
}

static void names_of_every_length_are_told_whole(void **state)
{
	uint8_t hello[HELLO_ROOM];
	char sent[300], name[HELLO_NAME];

	(void)state;
	for (size_t length = 1; length < 280; length++) {
		memset(sent, 'a', length);
		sent[length] = '\0';
		assert_int_equal(read_exact(hello, hello_make(sent, 0, hello), name), 0);
		assert_string_equal(name, length < HELLO_NAME ? sent : "");
	}
}

static void part_of_a_greeting_tells_nothing(void **state)
{
	uint8_t hello[HELLO_ROOM];
	char name[HELLO_NAME] = "before";
	size_t size = hello_make("media.example.com", 40, hello);

	(void)state;
	for (size_t cut = 0; cut < size; cut++)
		assert_int_equal(read_exact(hello, cut, name), -EAGAIN);
	assert_string_equal(name, "before");
}

static void what_stands_behind_a_greeting_is_not_of_it(void **state)
{
	uint8_t hello[HELLO_ROOM];
	char name[HELLO_NAME];
	size_t size = hello_make("media.example.com", 0, hello);

	(void)state;
	memset(hello + size, 0xee, 40);
	assert_int_equal(read_exact(hello, size + 40, name), 0);
	assert_string_equal(name, "media.example.com");
}

/* Each length in a greeting is made wrong: none reaches beyond its vector, no name is made up. */
static void wrong_lengths_give_the_right_name_or_none(void **state)
{
	uint8_t hello[HELLO_ROOM];
	char name[HELLO_NAME] = "";
	size_t size = hello_make("media.example.com", 9, hello);

	(void)state;
	for (size_t at = 0; at < size; at++) {
		for (int by = -3; by < 256; by += by < 3 ? 1 : 63) {
			uint8_t kept = hello[at];

			/* The name itself and its length may be anything. */
			if (at + 17 + 2 >= size)
				continue;
			hello[at] = (uint8_t)(kept + by);
			if (!read_exact(hello, size, name) && name[0])
				assert_string_equal(name, "media.example.com");
			hello[at] = kept;
		}
	}
}

static void a_name_with_a_zero_in_it_is_none(void **state)
{
	uint8_t hello[HELLO_ROOM];
	char name[HELLO_NAME];
	size_t size = hello_make("media.example.com", 0, hello);

	(void)state;
	hello[size - 4] = 0;
	assert_int_equal(read_exact(hello, size, name), 0);
	assert_string_equal(name, "");
}

static void other_messages_are_no_greeting(void **state)
{
	static const uint8_t messages[][8] = {{2, 0, 0, 4, 3, 3, 1, 1}, {0x16, 3, 1}, {0}};
	char name[HELLO_NAME];

	(void)state;
	for (size_t i = 0; i < sizeof(messages) / sizeof(messages[0]); i++)
		assert_int_equal(read_exact(messages[i], 8, name), -EBADMSG);
}

static void records_of_any_size_are_joined(void **state)
{
	uint8_t hello[HELLO_ROOM], records[HELLO_ROOM], joined[HELLO_ROOM];
	size_t size = hello_make("media.example.com", 700, hello);

	(void)state;
	for (size_t most = 1; most < size + 9; most += most < 20 ? 1 : 97) {
		size_t packed = hello_pack(hello, size, most, records);

		assert_true(hello_begins(records, packed));
		assert_int_equal(hello_unpack(records, packed, joined, sizeof(joined)), size);
		assert_memory_equal(joined, hello, size);
		/* No more than there is room for, and no more than is here. */
		assert_int_equal(hello_unpack(records, packed, joined, 100), 100);
		assert_true(hello_unpack(records, packed - 1, joined, sizeof(joined)) < size);
	}
}

static void a_record_of_something_else_ends_a_greeting(void **state)
{
	uint8_t hello[HELLO_ROOM], records[HELLO_ROOM], joined[HELLO_ROOM];
	size_t packed = hello_pack(hello, hello_make("a.example.com", 300, hello), 100, records);

	(void)state;
	records[105] = 23;
	assert_int_equal(hello_unpack(records, packed, joined, sizeof(joined)), 100);
}

static void only_a_greeting_begins_like_one(void **state)
{
	(void)state;
	assert_true(hello_begins((const uint8_t *)"\x16", 1));
	assert_true(hello_begins((const uint8_t *)"\x16\x03\x01\x06\x19\x01", 6));
	assert_false(hello_begins((const uint8_t *)"", 0));
	assert_false(hello_begins((const uint8_t *)"\x16\x03\x03\x00\x40\x02", 6));
	assert_false(hello_begins((const uint8_t *)"\x17\x03\x03\x00\x40\x01", 6));
	assert_false(hello_begins((const uint8_t *)"GET / ", 6));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_greeting_tells_its_name),
		cmocka_unit_test(a_greeting_without_a_name_tells_none),
		cmocka_unit_test(names_of_every_length_are_told_whole),
		cmocka_unit_test(part_of_a_greeting_tells_nothing),
		cmocka_unit_test(what_stands_behind_a_greeting_is_not_of_it),
		cmocka_unit_test(wrong_lengths_give_the_right_name_or_none),
		cmocka_unit_test(a_name_with_a_zero_in_it_is_none),
		cmocka_unit_test(other_messages_are_no_greeting),
		cmocka_unit_test(records_of_any_size_are_joined),
		cmocka_unit_test(a_record_of_something_else_ends_a_greeting),
		cmocka_unit_test(only_a_greeting_begins_like_one),
	};

	return cmocka_run_group_tests_name("packet/hello", tests, NULL, NULL);
}
