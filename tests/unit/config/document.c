// SPDX-License-Identifier: GPL-2.0-or-later
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <cmocka.h>

#include "config/document.h"

static void hear(void *context, const char *file, unsigned line, const char *what, const char *cure)
{
	(void)file;
	(void)cure;
	snprintf(context, 256, "%u: %s", line, what);
}

static int read_text(const char *text, size_t length, struct arena *arena, char told[256],
		     struct node **out)
{
	char path[] = "/tmp/lenswatch-document-XXXXXX";
	int fd = mkstemp(path), err;

	assert_true(fd >= 0);
	assert_int_equal(write(fd, text, length), (ssize_t)length);
	close(fd);
	told[0] = '\0';
	err = document_read(path, arena, hear, told, out);
	unlink(path);
	return err;
}

static void a_mapping_is_read_and_all_else_is_told(void **state)
{
	struct arena arena = {0};
	struct node *root = NULL;
	char told[256];

	(void)state;
	assert_int_equal(read_text("a: b\n", 5, &arena, told, &root), 0);
	assert_string_equal(root->first->text, "b");
	assert_int_equal(read_text("\n- b\n", 5, &arena, told, &root), -EINVAL);
	assert_string_equal(told, "2: the file does not begin with a key");
	root = NULL;
	assert_int_equal(read_text("", 0, &arena, told, &root), 0);
	assert_null(root);
	arena_destroy(&arena);
}

static void what_is_too_large_or_no_file_is_refused(void **state)
{
	char *large = calloc(1, DOCUMENT_MOST + 1), told[256];
	struct arena arena = {0};
	struct node *root = NULL;

	(void)state;
	assert_non_null(large);
	memset(large, '#', DOCUMENT_MOST + 1);
	assert_int_equal(read_text(large, DOCUMENT_MOST + 1, &arena, told, &root), -EINVAL);
	assert_string_equal(told, "0: the file is larger than 256 KiB");
	assert_int_equal(document_read("/tmp", &arena, hear, told, &root), -EISDIR);
	assert_int_equal(document_read("/no/file", &arena, hear, told, &root), -ENOENT);
	free(large);
	arena_destroy(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_mapping_is_read_and_all_else_is_told),
		cmocka_unit_test(what_is_too_large_or_no_file_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
