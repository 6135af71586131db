/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "anonymise/anonymise.h"

static int read_key(const void *bytes, size_t size, uint8_t key[CRYPTOPAN_KEY],
		    char error[ANONYMISE_ERROR])
{
	char path[] = "/tmp/lenswatch-key-XXXXXX";
	FILE *file = fdopen(mkstemp(path), "wb");
	int err;

	fwrite(bytes, 1, size, file);
	fclose(file);
	err = anonymise_read_key(path, key, error);
	unlink(path);
	return err;
}

static void a_key_is_32_bytes_or_64_digits(void **state)
{
	static const char digits[] =
		"000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f\n";
	uint8_t wanted[CRYPTOPAN_KEY], key[CRYPTOPAN_KEY];
	char error[ANONYMISE_ERROR];

	(void)state;
	for (size_t i = 0; i < sizeof(wanted); i++)
		wanted[i] = (uint8_t)i;
	assert_int_equal(read_key(wanted, sizeof(wanted), key, error), 0);
	assert_memory_equal(key, wanted, sizeof(key));
	memset(key, 0, sizeof(key));
	assert_int_equal(read_key(digits, strlen(digits), key, error), 0);
	assert_memory_equal(key, wanted, sizeof(key));
}

static void any_other_size_is_none_and_the_cure_is_told(void **state)
{
	static const size_t sizes[] = {0, 31, 33, 63, 65, 66, 300};
	uint8_t key[CRYPTOPAN_KEY], bytes[300];
	char error[ANONYMISE_ERROR];

	(void)state;
	memset(bytes, 'x', sizeof(bytes));
	for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
		assert_int_not_equal(read_key(bytes, sizes[i], key, error), 0);
		assert_non_null(strstr(error, "make one with: head -c 32 /dev/urandom"));
	}
	assert_int_not_equal(read_key(bytes, 64, key, error), 0); /* no digits */
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_key_is_32_bytes_or_64_digits),
		cmocka_unit_test(any_other_size_is_none_and_the_cure_is_told),
	};

	return cmocka_run_group_tests_name("anonymise/anonymise", tests, NULL, NULL);
}
