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
