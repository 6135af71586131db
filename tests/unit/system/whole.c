// SPDX-License-Identifier: GPL-2.0-or-later
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "system/whole.h"

static char folder[] = "/tmp/lenswatch-whole-XXXXXX";
static char path[64], draft[64], other[64];

static int begin(void **state)
{
	(void)state;
	if (!mkdtemp(folder))
		return -1;
	snprintf(path, sizeof(path), "%s/file", folder);
	snprintf(draft, sizeof(draft), "%s/draft", folder);
	snprintf(other, sizeof(other), "%s/other", folder);
	return 0;
}

static int end(void **state)
{
	(void)state;
	unlink(path);
	unlink(draft);
	unlink(other);
	return rmdir(folder);
}

static void assert_holds(const char *text)
{
	char found[64] = "";
	FILE *file = fopen(path, "r");

	assert_non_null(file);
	assert_int_equal(fread(found, 1, sizeof(found), file), strlen(text));
	assert_string_equal(found, text);
	fclose(file);
}

static void what_is_written_takes_the_place_of_what_was_there(void **state)
{
	struct stat status;
	mode_t mask = umask(0077);

	(void)state;
	assert_int_equal(whole_write(path, draft, 0600, "a longer text", 13), 0);
	assert_int_equal(whole_write(path, draft, 0644, "new", 3), 0);
	umask(mask);
	assert_holds("new");
	assert_int_equal(stat(path, &status), 0);
	assert_int_equal(status.st_mode & 0777, 0644);
	assert_int_equal(access(draft, F_OK), -1);
}

static void what_fails_leaves_what_was_there_and_no_draft(void **state)
{
	(void)state;
	assert_int_equal(whole_write(path, draft, 0600, "old", 3), 0);
	assert_true(whole_write(folder, draft, 0600, "new", 3) < 0);
	assert_int_equal(access(draft, F_OK), -1);
	assert_int_equal(whole_write(path, "/nonexistent/draft", 0600, "new", 3), -ENOENT);
	assert_holds("old");
}

static void a_draft_that_somebody_made_a_link_is_not_followed(void **state)
{
	(void)state;
	assert_int_equal(whole_write(path, draft, 0600, "old", 3), 0);
	assert_int_equal(symlink(other, draft), 0);
	assert_int_equal(whole_write(path, draft, 0600, "new", 3), -ELOOP);
	assert_int_equal(access(other, F_OK), -1);
	assert_holds("old");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_written_takes_the_place_of_what_was_there),
		cmocka_unit_test(what_fails_leaves_what_was_there_and_no_draft),
		cmocka_unit_test(a_draft_that_somebody_made_a_link_is_not_followed),
	};

	return cmocka_run_group_tests(tests, begin, end);
}
