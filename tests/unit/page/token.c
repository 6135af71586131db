// SPDX-License-Identifier: GPL-2.0-or-later
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include <errno.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "page/token.h"

static char folder[] = "/tmp/lenswatch-token-XXXXXX", path[64];

static int set_up(void **state)
{
	(void)state;
	if (!mkdtemp(folder))
		return -1;
	snprintf(path, sizeof(path), "%s/page.token", folder);
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	unlink(path);
	return rmdir(folder);
}

static void each_token_is_new_and_fits_its_own_hash(void **state)
{
	char one[TOKEN_TEXT], other[TOKEN_TEXT];
	uint8_t hash[TOKEN_HASH];

	(void)state;
	assert_int_equal(token_make(one), 0);
	assert_int_equal(token_make(other), 0);
	assert_int_equal(strlen(one), TOKEN_TEXT - 1);
	assert_string_not_equal(one, other);
	token_hash(one, hash);
	assert_true(token_fits(one, hash));
	assert_false(token_fits(other, hash));
	assert_false(token_fits("", hash));
	assert_false(token_fits(NULL, hash));
}

static void only_its_hash_is_kept(void **state)
{
	char token[TOKEN_TEXT], text[256] = "";
	uint8_t hash[TOKEN_HASH], found[TOKEN_HASH];
	struct stat status;
	FILE *file;

	(void)state;
	assert_int_equal(token_make(token), 0);
	token_hash(token, hash);
	assert_int_equal(token_keep(path, hash), 0);
	assert_int_equal(stat(path, &status), 0);
	assert_int_equal(status.st_mode & 0777, 0644);
	file = fopen(path, "r");
	assert_non_null(file);
	assert_true(fread(text, 1, sizeof(text) - 1, file) > 0);
	assert_int_equal(fclose(file), 0);
	assert_null(strstr(text, token));
	assert_int_equal(token_read(path, found), 0);
	assert_memory_equal(found, hash, sizeof(hash));
}

static void a_file_that_holds_no_hash_is_none(void **state)
{
	static const char *const texts[] = {
		"", "\n", "00112233\n",
		"zz112233445566778899aabbccddeeff00112233445566778899aabbccddeeff\n",
		"00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff"};
	uint8_t hash[TOKEN_HASH] = {7};

	(void)state;
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		FILE *file = fopen(path, "w");

		assert_non_null(file);
		fputs(texts[i], file);
		assert_int_equal(fclose(file), 0);
		assert_int_equal(token_read(path, hash), -EINVAL);
	}
	unlink(path);
	assert_int_equal(token_read(path, hash), -ENOENT);
	assert_int_equal(hash[0], 7);
}

static void a_link_in_its_draft_is_not_followed(void **state)
{
	char draft[80], other[80];
	uint8_t hash[TOKEN_HASH] = {0};

	(void)state;
	snprintf(draft, sizeof(draft), "%s.new", path);
	snprintf(other, sizeof(other), "%s/other", folder);
	assert_int_equal(symlink(other, draft), 0);
	assert_int_equal(token_keep(path, hash), -ELOOP);
	assert_int_equal(access(other, F_OK), -1);
	unlink(draft);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_token_is_new_and_fits_its_own_hash),
		cmocka_unit_test(only_its_hash_is_kept),
		cmocka_unit_test(a_file_that_holds_no_hash_is_none),
		cmocka_unit_test(a_link_in_its_draft_is_not_followed),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
