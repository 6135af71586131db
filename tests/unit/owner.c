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

#include "owner.h"
#include "support.h"

static char folder[64], path[96];

static void hear(void *context, const char *file, unsigned line, const char *what, const char *cure)
{
	char *said = context;
	size_t used = strlen(said);

	assert_string_equal(file, path);
	snprintf(said + used, 1024 - used, "%u: %s; %s\n", line, what, cure ? cure : "-");
}

static void put(const char *text)
{
	FILE *file = fopen(path, "w");

	assert_non_null(file);
	assert_true(fputs(text, file) >= 0);
	assert_int_equal(fclose(file), 0);
}

static int begin(void **state)
{
	(void)state;
	snprintf(folder, sizeof(folder), "/tmp/lenswatch-owner-XXXXXX");
	if (!mkdtemp(folder))
		return -1;
	snprintf(path, sizeof(path), "%s/cameras.yaml", folder);
	return 0;
}

static int end(void **state)
{
	(void)state;
	unlink(path);
	return rmdir(folder); /* nothing else was left behind */
}

static struct owner_word a_word(const char *mac, const char *name, bool camera)
{
	struct owner_word word = {.device = a_device(mac), .camera = camera};

	snprintf(word.name, sizeof(word.name), "%s", name);
	return word;
}

static void what_was_said_comes_back_whatever_the_name(void **state)
{
	struct owner said = {0}, read = {0};
	struct owner_word words[] = {a_word(CAMERA_MAC, "Tür \"=\" \\n: # {", true),
				     a_word(PHONE_MAC, "", false)};
	char told[1024] = "";
	struct stat status;

	(void)state;
	for (size_t i = 0; i < 2; i++)
		assert_int_equal(owner_say(&said, &words[i]), 0);
	assert_int_equal(owner_save(&said, path), 0);
	assert_int_equal(stat(path, &status), 0);
	assert_int_equal(status.st_mode & 07777, 0600);
	assert_int_equal(owner_load(&read, path, hear, told), 0);
	assert_string_equal(told, "");
	assert_int_equal(read.count, 2);
	assert_memory_equal(read.words, said.words, sizeof(words));
}

static void the_last_word_on_a_device_counts(void **state)
{
	struct owner_word first = a_word(CAMERA_MAC, "Door", true),
			  second = a_word(CAMERA_MAC, "", false);
	struct owner owner = {0};

	(void)state;
	assert_int_equal(owner_say(&owner, &first), 0);
	assert_int_equal(owner_say(&owner, &second), 0);
	assert_int_equal(owner.count, 1);
	assert_false(owner.words[0].camera);
	for (unsigned i = 1; i < OWNER_WORDS; i++) {
		first.device.bytes[5] = (uint8_t)(i + 1);
		assert_int_equal(owner_say(&owner, &first), 0);
	}
	first.device.bytes[0] = 0xaa;
	assert_int_equal(owner_say(&owner, &first), -ENOSPC);
}

static void of_a_damaged_file_the_rest_is_kept(void **state)
{
	struct owner owner = {0};
	char told[1024] = "";

	(void)state;
	put("camera:\n  - nonsense\n  - \"" CAMERA_MAC "=Door\"\nnot: 3\nelse:\n  - a\n");
	assert_int_equal(owner_load(&owner, path, hear, told), -EINVAL);
	assert_int_equal(owner.count, 1);
	assert_string_equal(owner.words[0].name, "Door");
	assert_string_equal(told, "2: no MAC or IP address stands here; write it as in "
				  "f4:b8:5e:35:67:b0=Front door\n"
				  "4: this must be a list; write one `- ADDRESS` a line\n"
				  "5: an unknown key; known keys: camera, not\n");
}

static void no_file_is_no_mistake(void **state)
{
	struct owner owner = {0};
	char told[1024] = "";

	(void)state;
	assert_int_equal(owner_load(&owner, path, hear, told), 0);
	assert_int_equal(owner.count, 0);
	assert_string_equal(told, "");
}

static void where_it_cannot_be_saved_the_old_one_stays(void **state)
{
	struct owner owner = {0};
	char below[128];

	(void)state;
	put("camera:\n  - \"" CAMERA_MAC "\"\n");
	snprintf(below, sizeof(below), "%s/no/such", folder);
	assert_int_equal(owner_save(&owner, below), -ENOENT);
	/* A folder cannot be replaced by a file: the rename fails and nothing is left. */
	assert_int_equal(owner_save(&owner, folder), -EISDIR);
	assert_int_equal(access(path, R_OK), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(what_was_said_comes_back_whatever_the_name, begin,
						end),
		cmocka_unit_test_setup_teardown(the_last_word_on_a_device_counts, begin, end),
		cmocka_unit_test_setup_teardown(of_a_damaged_file_the_rest_is_kept, begin, end),
		cmocka_unit_test_setup_teardown(no_file_is_no_mistake, begin, end),
		cmocka_unit_test_setup_teardown(where_it_cannot_be_saved_the_old_one_stays, begin,
						end),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
