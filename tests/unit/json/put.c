// SPDX-License-Identifier: GPL-2.0-or-later
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "json/put.h"
#include "words/clean.h"

static void everything_that_is_put_stands_there_in_its_order(void **state)
{
	bool failed = true;
	struct put root = put_begin(&failed), list, node;
	size_t length;
	char *text;

	(void)state;
	put_text(root, "text", "a\"b/\n");
	put_text(root, "none", NULL);
	put_bool(root, "flag", true);
	put_count(root, "count", UINT64_MAX);
	put_known(root, "known", 7);
	put_known(root, "unknown", 0);
	put_time(root, "time", 1615216946044000000U);
	put_time(root, "never", 0);
	list = put_array(root, "list");
	put_text(list, NULL, "one");
	put_null(list, NULL);
	node = put_object(list, NULL);
	put_null(node, "inner");
	assert_int_equal(put_length(list), 3);
	text = put_end(root, &length);
	assert_int_equal(length, strlen(text));
	assert_false(failed);
	assert_string_equal(text, "{\"text\":\"a\\\"b/\\n\",\"none\":null,\"flag\":true,"
				  "\"count\":18446744073709551615,\"known\":7,\"unknown\":null,"
				  "\"time\":\"2021-03-08T15:22:26.044000Z\",\"never\":null,"
				  "\"list\":[\"one\",null,{\"inner\":null}]}");
	free(text);
}

static void a_line_ends_with_its_root_and_what_is_not_all_there_is_none(void **state)
{
	bool failed;
	struct put root = put_begin(&failed);
	char *text = NULL;
	size_t length;
	FILE *file = open_memstream(&text, &length);

	(void)state;
	assert_non_null(file);
	put_count(root, "count", 2);
	assert_int_equal(put_line(root, file), 0);
	root = put_begin(&failed);
	put_value(root, "lost", NULL);
	assert_int_equal(put_line(root, file), -ENOMEM);
	assert_int_equal(fclose(file), 0);
	assert_string_equal(text, "{\"count\":2}\n");
	free(text);
}

static void a_fraction_has_a_point_and_a_number_need_not(void **state)
{
	bool failed;
	struct put root = put_begin(&failed);
	char *text;

	(void)state;
	put_fraction(root, "sure", 1);
	put_fraction(root, "half", 0.5);
	put_fraction(root, "none", NAN);
	put_number(root, "bytes", 1000);
	text = put_end(root, NULL);
	assert_string_equal(text, "{\"sure\":1.0,\"half\":0.5,\"none\":null,\"bytes\":1000}");
	free(text);
}

static void a_text_of_bytes_that_are_no_characters_is_utf8_there(void **state)
{
	bool failed;
	struct put root = put_begin(&failed);
	char *text;

	(void)state;
	put_text(root, "name", "A\xffZ");
	text = put_end(root, NULL);
	assert_string_equal(text, "{\"name\":\"A\xef\xbf\xbdZ\"}");
	free(text);
}

static void a_text_longer_than_any_is_cut_whatever_it_is_made_of(void **state)
{
	char *word = malloc(2 * CLEAN_MOST), *text;
	bool failed;
	struct put root = put_begin(&failed);

	(void)state;
	assert_non_null(word);
	memset(word, 'a', 2 * CLEAN_MOST - 1);
	word[2 * CLEAN_MOST - 1] = '\0';
	put_text(root, "k", word);
	text = put_end(root, NULL);
	assert_int_equal(strlen(text), CLEAN_MOST - 1 + strlen("{\"k\":\"\"}"));
	free(text);
	free(word);
}

static void what_is_taken_is_what_would_be_written(void **state)
{
	const int flags = JSON_C_TO_STRING_PLAIN | JSON_C_TO_STRING_NOSLASHESCAPE;
	bool failed;
	struct put root = put_begin(&failed);
	struct json_object *object, *value = json_object_new_string_len("a\0/\"", 4);

	(void)state;
	put_fraction(root, "sure", 1);
	put_count(root, "count", UINT64_MAX);
	put_value(root, "value", value);
	object = put_take(root);
	assert_string_equal(json_object_to_json_string_ext(object, flags),
			    "{\"sure\":1.0,\"count\":18446744073709551615,"
			    "\"value\":\"a\\u0000/\\\"\"}");
	json_object_put(object);
	root = put_begin(&failed);
	put_null(root, "unwanted");
	put_drop(root);
}

static void whether_nothing_left_has_its_doubts_beside_it(void **state)
{
	bool failed;
	struct put root = put_begin(&failed);
	char *text;

	(void)state;
	put_left(root, NOTHING_LEFT_CANNOT_TELL, 1U << DOUBT_LOST | 1U << DOUBT_CLOCK);
	text = put_end(root, NULL);
	assert_string_equal(text,
			    "{\"nothing_left\":\"cannot-tell\",\"doubts\":[\"lost\",\"clock\"]}");
	free(text);
}

static void one_value_that_is_missing_fails_the_whole(void **state)
{
	bool failed;
	struct put root = put_begin(&failed), child;

	(void)state;
	put_value(root, "made", NULL); /* as json-c says that memory was short */
	assert_true(failed);
	child = put_object(root, "more");
	put_text(child, "text", "is no use");
	assert_null(put_end(root, NULL));
	root = put_begin(&failed);
	assert_false(failed);
	put_value(root, "made", NULL);
	assert_null(put_take(root));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(everything_that_is_put_stands_there_in_its_order),
		cmocka_unit_test(a_line_ends_with_its_root_and_what_is_not_all_there_is_none),
		cmocka_unit_test(a_fraction_has_a_point_and_a_number_need_not),
		cmocka_unit_test(a_text_of_bytes_that_are_no_characters_is_utf8_there),
		cmocka_unit_test(a_text_longer_than_any_is_cut_whatever_it_is_made_of),
		cmocka_unit_test(what_is_taken_is_what_would_be_written),
		cmocka_unit_test(whether_nothing_left_has_its_doubts_beside_it),
		cmocka_unit_test(one_value_that_is_missing_fails_the_whole),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
