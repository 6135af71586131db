// SPDX-License-Identifier: GPL-2.0-or-later
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <json-c/json.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "json/draft.h"

static void a_box_that_is_left_and_filled_later_keeps_its_place(void **state)
{
	struct draft_leaf *root = draft_create(), *first, *second, *inner;
	size_t length;
	char *text;

	(void)state;
	first = draft_array(root, "first");
	second = draft_object(root, "second");
	inner = draft_object(first, NULL);
	assert_true(draft_literal(second, "b", "2", 1));
	assert_true(draft_literal(inner, "a", "1", 1));
	assert_true(draft_literal(first, NULL, "null", 4));
	assert_int_equal(draft_count(first), 2);
	assert_int_equal(draft_count(NULL), 0);
	text = draft_text(root, &length);
	assert_string_equal(text, "{\"first\":[{\"a\":1},null],\"second\":{\"b\":2}}");
	assert_int_equal(length, strlen(text));
	free(text);
	draft_destroy(root);
}

static void escapes_are_those_of_json_c_for_every_byte(void **state)
{
	const int flags = JSON_C_TO_STRING_PLAIN | JSON_C_TO_STRING_NOSLASHESCAPE;
	char bytes[256], *text;
	size_t length;

	(void)state;
	for (int before = 0; before < 2; before++)
		for (int i = 0; i < 256; i++) {
			struct draft_leaf *root = draft_create();
			struct json_object *same = json_object_new_object();

			memset(bytes, 'x', sizeof(bytes));
			bytes[before] = (char)i;
			json_object_object_add(same, "k", json_object_new_string_len(bytes, 9));
			assert_true(draft_string(root, "k", bytes, 9));
			text = draft_text(root, &length);
			assert_string_equal(text, json_object_to_json_string_ext(same, flags));
			free(text);
			draft_destroy(root);
			json_object_put(same);
		}
}

static void more_than_a_piece_holds_is_all_there(void **state)
{
	enum { MANY = 5000, LONG = 40000 };
	struct draft_leaf *root = draft_create(), *list = draft_array(root, "list");
	char *word = malloc(LONG), *text;
	struct json_object *read, *one;
	size_t length;

	(void)state;
	assert_non_null(word);
	memset(word, '"', LONG);
	for (int i = 0; i < MANY; i++) {
		char number[16];
		int size = snprintf(number, sizeof(number), "%d", i);

		assert_true(draft_literal(list, NULL, number, (size_t)size));
	}
	assert_true(draft_string(root, "long", word, LONG));
	text = draft_text(root, &length);
	read = json_tokener_parse(text);
	assert_true(json_object_object_get_ex(read, "list", &one));
	assert_int_equal(json_object_array_length(one), MANY);
	assert_int_equal(json_object_get_int(json_object_array_get_idx(one, MANY - 1)), MANY - 1);
	assert_true(json_object_object_get_ex(read, "long", &one));
	assert_int_equal(json_object_get_string_len(one), LONG);
	assert_memory_equal(json_object_get_string(one), word, LONG);
	json_object_put(read);
	free(text);
	free(word);
	draft_destroy(root);
}

static void what_hangs_nowhere_is_refused(void **state)
{
	(void)state;
	assert_null(draft_object(NULL, "key"));
	assert_null(draft_array(NULL, "key"));
	assert_false(draft_literal(NULL, "key", "1", 1));
	assert_false(draft_string(NULL, "key", "a", 1));
	draft_destroy(NULL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_box_that_is_left_and_filled_later_keeps_its_place),
		cmocka_unit_test(escapes_are_those_of_json_c_for_every_byte),
		cmocka_unit_test(more_than_a_piece_holds_is_all_there),
		cmocka_unit_test(what_hangs_nowhere_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
