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

#include "config/owner_file.h"
#include "support.h"

static char folder[] = "/tmp/lenswatch-owner-XXXXXX";
static char path[64];

struct heard_mistakes {
	unsigned count, line;
};

static void mistake(void *context, const char *file, unsigned line, const char *what,
		    const char *cure)
{
	struct heard_mistakes *heard = context;

	assert_string_equal(file, path);
	assert_non_null(what);
	(void)cure;
	heard->count++;
	heard->line = line;
}

static void put(const char *text)
{
	FILE *file = fopen(path, "w");

	fputs(text, file);
	fclose(file);
}

static void what_was_said_is_read_back(void **state)
{
	struct device_key one = a_device("02:00:00:00:00:01"), two = a_device("02:00:00:00:00:02");
	struct device_key ip = {.kind = DEVICE_BY_ADDRESS};
	struct address address = an_address("192.168.1.20");
	struct heard_mistakes heard = {0};
	struct owner said = {0}, read = {0};
	struct stat status;

	(void)state;
	memcpy(ip.bytes, address.bytes, 16);
	owner_confirm(&said, &one, "Kid's \"room\" \\ \x01 \xc3\xa4");
	owner_dismiss(&said, &two);
	owner_confirm(&said, &ip, NULL);
	assert_int_equal(owner_file_save(&said, path), 0);
	assert_int_equal(stat(path, &status), 0);
	assert_int_equal(status.st_mode & 0777, 0600);
	assert_int_equal(owner_file_load(&read, path, mistake, &heard), 0);
	assert_int_equal(read.count, 3);
	for (size_t i = 0; i < read.count; i++) {
		const struct owner_word *word = &read.words[i];

		assert_int_equal(word->camera, memcmp(&word->device, &two, sizeof(two)) != 0);
		if (memcmp(&word->device, &one, sizeof(one)) == 0)
			assert_string_equal(word->name, "Kid's \"room\" \\ \x01 \xc3\xa4");
		else
			assert_false(word->named);
	}
	unlink(path);
}

static void said_and_read_back(const char *name, const char *kept)
{
	struct device_key one = a_device("02:00:00:00:00:01"), two = a_device("02:00:00:00:00:02");
	struct heard_mistakes heard = {0};
	struct owner said = {0}, read = {0};

	assert_int_equal(owner_confirm(&said, &one, name), 0);
	assert_int_equal(owner_confirm(&said, &two, "Attic"), 0);
	assert_int_equal(owner_file_save(&said, path), 0);
	assert_int_equal(owner_file_load(&read, path, mistake, &heard), 0);
	assert_int_equal(read.count, 2);
	assert_string_equal(read.words[0].name, kept);
	assert_string_equal(read.words[1].name, "Attic");
	unlink(path);
}

static void a_name_is_cut_between_letters(void **state)
{
	(void)state;
	said_and_read_back(
		"x\xd0\x96\xd0\x96\xd0\x96\xd0\x96\xd0\x96\xd0\x96\xd0\x96\xd0\x96\xd0\x96"
		"\xd0\x96\xd0\x96\xd0\x96\xd0\x96\xd0\x96\xd0\x96\xd0\x96\xd0\x96\xd0\x96"
		"\xd0\x96\xd0\x96\xd0\x96\xd0\x96\xd0\x96\xd0\x96\xd0\x96\xd0\x96\xd0\x96"
		"\xd0\x96\xd0\x96\xd0\x96\xe2\x82\xac",
		"x\xd0\x96\xd0\x96\xd0\x96\xd0\x96\xd0\x96\xd0\x96\xd0\x96\xd0\x96\xd0\x96"
		"\xd0\x96\xd0\x96\xd0\x96\xd0\x96\xd0\x96\xd0\x96\xd0\x96\xd0\x96\xd0\x96"
		"\xd0\x96\xd0\x96\xd0\x96\xd0\x96\xd0\x96\xd0\x96\xd0\x96\xd0\x96\xd0\x96"
		"\xd0\x96\xd0\x96\xd0\x96");
}

/* C1, DEL, what ends a line in YAML 1.1, a byte order mark, and what is no character. */
static void letters_that_yaml_cannot_hold_are_read_back(void **state)
{
	static const char *const names[] = {
		"a\xc2\x85z",	 "a\xc2\x9bz",		"a\xe2\x80\xa8z", "a\xe2\x80\xa9 z",
		"\xef\xbb\xbfz", "a\xef\xbf\xbe",	"a\x7f",	  "\xf0\x9f\x93\xb7",
		" - \"x\": {",	 "line\nline\ttab\\x41"};

	(void)state;
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		said_and_read_back(names[i], names[i]);
}

static void what_cannot_be_read_back_does_not_take_the_files_place(void **state)
{
	struct device_key one = a_device("02:00:00:00:00:01");
	struct heard_mistakes heard = {0};
	struct owner owner = {0}, read = {0};

	(void)state;
	put("not:\n  - \"02:00:00:00:00:02\"\n");
	owner_confirm(&owner, &one, "Door");
	owner.words[0].name[1] = '\xff';
	assert_int_equal(owner_file_save(&owner, path), -EILSEQ);
	assert_int_equal(owner_file_load(&read, path, mistake, &heard), 0);
	assert_int_equal(read.count, 1);
	unlink(path);
}

/* As 0.1.0 wrote it: the first name cut within a letter, the third with a letter of C1. */
static void a_damaged_line_takes_no_other_with_it(void **state)
{
	struct heard_mistakes heard = {0};
	struct owner owner = {0};

	(void)state;
	put("# What you said of cameras. Lenswatch writes this file; change it while it is not "
	    "running.\ncamera:\n  \"02:00:00:00:00:01\": \"\xd0\x96\xd0\"\n"
	    "  \"02:00:00:00:00:02\": \"Attic\"\n  \"02:00:00:00:00:03\": \"a\xc2\x9bz\"\n"
	    "  \"02:00:00:00:00:04\": \"half\nnot:\n  - \"02:00:00:00:00:05\"\n");
	assert_int_equal(owner_file_load(&owner, path, mistake, &heard), -EINVAL);
	assert_int_equal(heard.count, 3);
	assert_int_equal(heard.line, 6);
	assert_int_equal(owner.count, 4);
	assert_string_equal(owner.words[0].name, "\xd0\x96");
	assert_string_equal(owner.words[1].name, "Attic");
	assert_string_equal(owner.words[2].name, "a\xc2\x9bz");
	assert_false(owner.words[3].camera);
	unlink(path);
}

static void no_file_is_no_mistake(void **state)
{
	struct heard_mistakes heard = {0};
	struct owner owner = {0};

	(void)state;
	assert_int_equal(owner_file_load(&owner, path, mistake, &heard), 0);
	assert_int_equal(owner.count + heard.count, 0);
}

static void a_mistake_is_told_by_line_and_the_rest_is_taken(void **state)
{
	struct heard_mistakes heard = {0};
	struct owner owner = {0};

	(void)state;
	put("camera:\n  \"02:00:00:00:00:01\": \"Door\"\n  \"nonsense\": \"x\"\nnot:\n  - "
	    "\"02:00:00:00:00:02\"\n");
	assert_int_equal(owner_file_load(&owner, path, mistake, &heard), -EINVAL);
	assert_int_equal(heard.count, 1);
	assert_int_equal(heard.line, 3);
	assert_int_equal(owner.count, 2);
	unlink(path);
}

static void what_is_no_such_file_is_refused(void **state)
{
	static const char *const texts[] = {"- a\n",
					    "camera: [a]\n",
					    "not: {a: b}\n",
					    "camra: {}\n",
					    "camera: {\n",
					    "not: [[a]]\n",
					    "camera: {\"02:00:00:00:00:01\": [x]}\n"};
	struct heard_mistakes heard = {0};
	struct owner owner = {0};

	(void)state;
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		put(texts[i]);
		assert_int_equal(owner_file_load(&owner, path, mistake, &heard), -EINVAL);
		assert_int_equal(heard.count, i + 1);
	}
	assert_int_equal(owner.count, 0);
	unlink(path);
}

static void where_it_cannot_be_written_the_old_one_stays(void **state)
{
	struct owner owner = {0};

	(void)state;
	assert_int_equal(owner_file_save(&owner, "/nonexistent/cameras.yaml"), -ENOENT);
	put("not:\n");
	assert_int_equal(chdir("/"), 0);
	assert_int_equal(mkdir("/tmp/lenswatch-owner-folder", 0700), 0);
	/* A folder in the file's place cannot be replaced, and no draft is left beside it. */
	assert_int_equal(owner_file_save(&owner, "/tmp/lenswatch-owner-folder"), -EISDIR);
	assert_int_equal(rmdir("/tmp/lenswatch-owner-folder"), 0);
	unlink(path);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_was_said_is_read_back),
		cmocka_unit_test(a_name_is_cut_between_letters),
		cmocka_unit_test(letters_that_yaml_cannot_hold_are_read_back),
		cmocka_unit_test(what_cannot_be_read_back_does_not_take_the_files_place),
		cmocka_unit_test(a_damaged_line_takes_no_other_with_it),
		cmocka_unit_test(no_file_is_no_mistake),
		cmocka_unit_test(a_mistake_is_told_by_line_and_the_rest_is_taken),
		cmocka_unit_test(what_is_no_such_file_is_refused),
		cmocka_unit_test(where_it_cannot_be_written_the_old_one_stays),
	};
	int failed;

	if (!mkdtemp(folder))
		return 1;
	snprintf(path, sizeof(path), "%s/cameras.yaml", folder);
	failed = cmocka_run_group_tests(tests, NULL, NULL);
	rmdir(folder);
	return failed;
}
