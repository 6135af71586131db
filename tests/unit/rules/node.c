// SPDX-License-Identifier: GPL-2.0-or-later
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "rules/node.h"

static int parse(struct arena *arena, const char *text, struct node_problem *problem,
		 struct node **out)
{
	return node_parse(arena, text, strlen(text), problem, out);
}

static void refused(const char *text, unsigned line, const char *what)
{
	struct arena arena = {0};
	struct node_problem problem = {0};
	struct node *root = NULL;

	assert_int_equal(parse(&arena, text, &problem, &root), -EINVAL);
	assert_null(root);
	assert_string_equal(problem.what, what);
	assert_int_equal(problem.line, line);
	arena_destroy(&arena);
}

static void members_keep_their_order_keys_and_lines(void **state)
{
	struct arena arena = {0};
	struct node_problem problem = {0};
	struct node *root = NULL;

	(void)state;
	assert_int_equal(parse(&arena, "# a comment\nfirst: one\nsecond:\n  - x\n  - {k: v}\n",
			       &problem, &root),
			 0);
	assert_int_equal(root->kind, NODE_MAP);
	assert_int_equal(root->line, 2);
	assert_string_equal(root->first->key, "first");
	assert_string_equal(root->first->text, "one");
	assert_string_equal(root->first->next->key, "second");
	assert_int_equal(root->first->next->line, 3);
	assert_int_equal(root->first->next->kind, NODE_LIST);
	assert_string_equal(root->first->next->first->text, "x");
	assert_null(root->first->next->first->key);
	assert_int_equal(root->first->next->first->next->kind, NODE_MAP);
	assert_int_equal(root->first->next->first->next->line, 5);
	assert_null(root->first->next->first->next->next);
	arena_destroy(&arena);
}

static void a_text_without_a_value_gives_none(void **state)
{
	struct arena arena = {0};
	struct node_problem problem = {0};
	struct node *root = (struct node *)&arena;

	(void)state;
	assert_int_equal(parse(&arena, "# nothing\n", &problem, &root), 0);
	assert_null(root);
	arena_destroy(&arena);
}

static void anchors_aliases_and_tags_are_refused(void **state)
{
	static const char what[] = "an anchor, alias or tag";

	(void)state;
	refused("a: &x 1\n", 1, what);
	refused("\na: *x\n", 2, what);
	refused("a: !!int 1\n", 1, what);
	refused("a: &x [1]\n", 1, what);
	refused("a: !t {b: c}\n", 1, what);
	refused("&x a: 1\n", 1, what);
}

static void depth_is_bounded(void **state)
{
	struct arena arena = {0};
	struct node_problem problem = {0};
	struct node *root = NULL;

	(void)state;
	assert_int_equal(parse(&arena, "[[[[[[x]]]]]]", &problem, &root), 0);
	arena_destroy(&arena);
	refused("[[[[[[[x]]]]]]]", 1, "nested too deep");
}

static void the_number_of_values_is_bounded(void **state)
{
	struct arena arena = {0};
	struct node_problem problem = {0};
	struct node *root = NULL;
	char *text = malloc(3 * 70000 + 3);

	(void)state;
	assert_non_null(text);
	text[0] = '[';
	for (size_t i = 0; i < 70000; i++)
		memcpy(&text[1 + 3 * i], "x, ", 3);
	memcpy(&text[1 + 3 * 70000], "]", 2);
	assert_int_equal(parse(&arena, text, &problem, &root), -EINVAL);
	assert_string_equal(problem.what, "too many values");
	arena_destroy(&arena);
	free(text);
}

static void a_key_must_be_a_word(void **state)
{
	(void)state;
	refused("? [a]\n: b\n", 1, "a key that is no word");
}

static void a_zero_byte_is_refused(void **state)
{
	(void)state;
	refused("a: \"b\\0c\"\n", 1, "a zero byte in text");
}

static void a_byte_that_is_no_text_is_told_with_its_line(void **state)
{
	(void)state;
	refused("a: b\nc: d\001\n", 2, "control characters are not allowed");
	refused("a: b\n\nc: \xff\n", 3, "invalid leading UTF-8 octet");
}

static void a_second_document_is_refused(void **state)
{
	(void)state;
	refused("a: b\n---\nc: d\n", 2, "a second document");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(members_keep_their_order_keys_and_lines),
		cmocka_unit_test(a_text_without_a_value_gives_none),
		cmocka_unit_test(anchors_aliases_and_tags_are_refused),
		cmocka_unit_test(depth_is_bounded),
		cmocka_unit_test(the_number_of_values_is_bounded),
		cmocka_unit_test(a_key_must_be_a_word),
		cmocka_unit_test(a_zero_byte_is_refused),
		cmocka_unit_test(a_byte_that_is_no_text_is_told_with_its_line),
		cmocka_unit_test(a_second_document_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
