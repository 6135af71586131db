// SPDX-License-Identifier: GPL-2.0-or-later
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "rules/arena.h"

static void pieces_are_zeroed_aligned_and_apart(void **state)
{
	struct arena arena = {0};
	unsigned char *last = NULL;

	(void)state;
	for (size_t i = 0; i < 3000; i++) {
		unsigned char *piece = arena_take(&arena, 17);

		assert_non_null(piece);
		assert_int_equal((uintptr_t)piece % _Alignof(max_align_t), 0);
		for (size_t byte = 0; byte < 17; byte++)
			assert_int_equal(piece[byte], 0);
		memset(piece, 0xff, 17);
		assert_ptr_not_equal(piece, last);
		last = piece;
	}
	arena_destroy(&arena);
	assert_null(arena.blocks);
}

static void a_piece_may_be_larger_than_a_block(void **state)
{
	struct arena arena = {0};
	char *piece = arena_take(&arena, 1000000);

	(void)state;
	assert_non_null(piece);
	memset(piece, 1, 1000000);
	arena_destroy(&arena);
}

static void impossible_sizes_are_refused(void **state)
{
	struct arena arena = {0};

	(void)state;
	assert_null(arena_take(&arena, SIZE_MAX));
	assert_null(arena_text(&arena, "", SIZE_MAX));
	arena_destroy(&arena);
}

static void text_is_copied_with_a_zero_behind(void **state)
{
	struct arena arena = {0};
	char *text = arena_text(&arena, "blinking", 5);

	(void)state;
	assert_string_equal(text, "blink");
	arena_destroy(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(pieces_are_zeroed_aligned_and_apart),
		cmocka_unit_test(a_piece_may_be_larger_than_a_block),
		cmocka_unit_test(impossible_sizes_are_refused),
		cmocka_unit_test(text_is_copied_with_a_zero_behind),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
