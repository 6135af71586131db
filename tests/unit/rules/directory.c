// SPDX-License-Identifier: GPL-2.0-or-later
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <cmocka.h>

#include "rules/directory.h"
#include "rules/rules.h"

static void count_error(void *context, const char *file, unsigned line, const char *what,
			const char *cure)
{
	print_message("%s:%u: %s (%s)\n", file, line, what, cure ? cure : "-");
	++*(unsigned *)context;
}

static void put(const char *directory, const char *name, const char *text)
{
	char path[256];
	FILE *file;

	snprintf(path, sizeof(path), "%s/%s", directory, name);
	file = fopen(path, "w");
	assert_non_null(file);
	assert_int_equal(fputs(text, file) < 0, 0);
	assert_int_equal(fclose(file), 0);
}

static void drop(const char *directory, const char *name)
{
	char path[256];

	snprintf(path, sizeof(path), "%s/%s", directory, name);
	assert_int_equal(unlink(path), 0);
}

static void told_directory_wins(void **state)
{
	char room[256];

	(void)state;
	assert_string_equal(rules_directory("somewhere", room, sizeof(room)), "somewhere");
}

/* This program is unit/rules/directory in the build folder, and so beside its own folder `rules` it
 * finds that. */
static void else_it_is_the_folder_beside_the_programs(void **state)
{
	static const char end[] = "/unit/rules";
	char room[1024];
	const char *found = rules_directory(NULL, room, sizeof(room));

	(void)state;
	assert_ptr_equal(found, room);
	assert_true(strlen(found) > strlen(end));
	assert_string_equal(&found[strlen(found) - strlen(end)], end);
}

static void a_path_that_does_not_fit_gives_the_installed_one(void **state)
{
	char room[4];

	(void)state;
	assert_string_equal(rules_directory(NULL, room, sizeof(room)), LENSWATCH_RULES);
}

static void good_files_load_in_bytewise_order(void **state)
{
	struct rules *rules = NULL;
	unsigned errors = 0;

	(void)state;
	assert_int_equal(rules_load("tests/rules/good", count_error, &errors, &rules), 0);
	assert_int_equal(errors, 0);
	assert_int_equal(rules_count(rules), 2);
	assert_string_equal(rules_at(rules, 0)->file, "amazon-s3.yaml");
	assert_string_equal(rules_at(rules, 1)->file, "blink.yaml");
	rules_destroy(rules);
}

static void no_directory_and_no_file_in_it_are_no_entry(void **state)
{
	char directory[] = "/tmp/lenswatch-rules-XXXXXX";
	struct rules *rules = NULL;

	(void)state;
	assert_int_equal(rules_load("tests/rules/nowhere", NULL, NULL, &rules), -ENOENT);
	assert_non_null(mkdtemp(directory));
	put(directory, "README.md", "no rules");
	put(directory, ".hidden.yaml", "no rules");
	assert_int_equal(rules_load(directory, NULL, NULL, &rules), -ENOENT);
	assert_null(rules);
	drop(directory, "README.md");
	drop(directory, ".hidden.yaml");
	assert_int_equal(rmdir(directory), 0);
}

static void a_file_that_cannot_be_read_is_told(void **state)
{
	char directory[] = "/tmp/lenswatch-rules-XXXXXX", path[256];
	struct rules *rules = NULL;
	unsigned errors = 0;

	(void)state;
	assert_non_null(mkdtemp(directory));
	snprintf(path, sizeof(path), "%s/folder.yaml", directory);
	assert_int_equal(mkdir(path, 0700), 0);
	assert_int_equal(rules_load(directory, count_error, &errors, &rules), -EINVAL);
	assert_int_equal(errors, 1);
	assert_null(rules);
	assert_int_equal(rmdir(path), 0);
	assert_int_equal(rmdir(directory), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(told_directory_wins),
		cmocka_unit_test(else_it_is_the_folder_beside_the_programs),
		cmocka_unit_test(a_path_that_does_not_fit_gives_the_installed_one),
		cmocka_unit_test(good_files_load_in_bytewise_order),
		cmocka_unit_test(no_directory_and_no_file_in_it_are_no_entry),
		cmocka_unit_test(a_file_that_cannot_be_read_is_told),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
