/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <errno.h>
#include <string.h>

#include "flow/aes128.h"

/* FIPS 197 appendix C.1. */
static void a_block_is_enciphered_as_the_standard_says(void **state)
{
	static const uint8_t right[16] = {0x69, 0xc4, 0xe0, 0xd8, 0x6a, 0x7b, 0x04, 0x30,
					  0xd8, 0xcd, 0xb7, 0x80, 0x70, 0xb4, 0xc5, 0x5a};
	uint8_t key[AES128_KEY], block[16], out[16];

	(void)state;
	for (int i = 0; i < 16; i++) {
		key[i] = (uint8_t)i;
		block[i] = (uint8_t)(i * 0x11);
	}
	assert_int_equal(aes128_block(key, block, out), 0);
	assert_memory_equal(out, right, sizeof(right));
}

/* Test case 2 of the specification of GCM (McGrew and Viega): a block of zeros, its key too. */
static void what_was_sealed_is_opened_and_nothing_else(void **state)
{
	static const uint8_t key[AES128_KEY], nonce[AES128_NONCE], zeros[16];
	static const uint8_t sealed[32] = {0x03, 0x88, 0xda, 0xce, 0x60, 0xb6, 0xa3, 0x92,
					   0xf3, 0x28, 0xc2, 0xb9, 0x71, 0xb2, 0xfe, 0x78,
					   0xab, 0x6e, 0x47, 0xd4, 0x2c, 0xec, 0x13, 0xbd,
					   0xf5, 0x3a, 0x67, 0xb2, 0x12, 0x57, 0xbd, 0xdf};
	uint8_t bytes[32];

	(void)state;
	memcpy(bytes, sealed, sizeof(bytes));
	assert_int_equal(aes128_gcm_open(key, nonce, zeros, 0, bytes, sizeof(bytes)), 0);
	assert_memory_equal(bytes, zeros, sizeof(zeros));
	for (size_t at = 0; at < sizeof(bytes); at++) {
		memcpy(bytes, sealed, sizeof(bytes));
		bytes[at] ^= 1;
		assert_int_equal(aes128_gcm_open(key, nonce, zeros, 0, bytes, sizeof(bytes)),
				 -EBADMSG);
	}
	memcpy(bytes, sealed, sizeof(bytes));
	assert_int_equal(aes128_gcm_open(key, nonce, zeros, 1, bytes, sizeof(bytes)), -EBADMSG);
	assert_int_equal(aes128_gcm_open(key, nonce, zeros, 0, bytes, AES128_TAG - 1), -EBADMSG);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_block_is_enciphered_as_the_standard_says),
		cmocka_unit_test(what_was_sealed_is_opened_and_nothing_else),
	};

	return cmocka_run_group_tests_name("flow/aes128_openssl", tests, NULL, NULL);
}
