// SPDX-License-Identifier: GPL-2.0-or-later
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "words/link.h"
#include "words/phrase.h"

static void a_text_falls_into_pieces_with_and_without_a_target(void **state)
{
	struct link_piece piece;
	const char *at;
	char *text = NULL;
	size_t length;
	FILE *file = open_memstream(&text, &length);

	(void)state;
	assert_non_null(file);
	fputs("see ", file);
	link_write(file, "#unseen", "3 gaps");
	link_here(file, "34f0");
	link_source(file, "https://a.example");
	link_source(file, "javascript:alert(1)");
	/* A name cannot hold what marks a link. */
	phrase_text(file, "\x01#a\x02"
			  "b\x03\x04"
			  "c\x03");
	assert_int_equal(fclose(file), 0);
	at = text;
	assert_true(link_piece(&at, &piece));
	assert_null(piece.target);
	assert_int_equal(piece.label_length, 4);
	assert_true(link_piece(&at, &piece));
	assert_memory_equal(piece.target, "#unseen", piece.target_length);
	assert_memory_equal(piece.label, "3 gaps", piece.label_length);
	assert_false(piece.here);
	assert_true(link_piece(&at, &piece));
	assert_true(piece.here);
	assert_memory_equal(piece.target, "34f0", piece.target_length);
	assert_true(link_piece(&at, &piece));
	assert_memory_equal(piece.target, "https://a.example", piece.target_length);
	assert_true(link_piece(&at, &piece));
	assert_null(piece.target);
	assert_memory_equal(piece.label, "javascript:alert(1)", strlen("javascript:alert(1)"));
	assert_false(link_piece(&at, &piece));
	free(text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_text_falls_into_pieces_with_and_without_a_target),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
