/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "capture/file/sha256.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

/* The example of FIPS 180-2 appendix B.1, in two pieces. */
static void the_sum_is_of_all_pieces(void **state)
{
	static const uint8_t expected[SHA256_BYTES] = {
		0xba, 0x78, 0x16, 0xbf, 0x8f, 0x01, 0xcf, 0xea, 0x41, 0x41, 0x40,
		0xde, 0x5d, 0xae, 0x22, 0x23, 0xb0, 0x03, 0x61, 0xa3, 0x96, 0x17,
		0x7a, 0x9c, 0xb4, 0x10, 0xff, 0x61, 0xf2, 0x00, 0x15, 0xad};
	struct sha256 *hash = sha256_create();
	uint8_t sum[SHA256_BYTES];

	(void)state;
	assert_non_null(hash);
	assert_int_equal(sha256_add(hash, (const uint8_t *)"a", 1), 0);
	assert_int_equal(sha256_add(hash, (const uint8_t *)"bc", 2), 0);
	assert_int_equal(sha256_finish(hash, sum), 0);
	assert_memory_equal(sum, expected, sizeof(sum));
	sha256_destroy(hash);
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(the_sum_is_of_all_pieces)};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
