/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <string.h>

#include "anonymise/cryptopan.h"
#include "packet/address.h"

/* The key and some of the trace that the authors' own program came with. */
static const uint8_t published[CRYPTOPAN_KEY] = {
	21,  34,  23,  141, 51,	 164, 207, 128, 19, 10, 91, 22, 73, 144, 125, 16,
	216, 152, 143, 131, 121, 121, 101, 39,	98, 87, 76, 45, 42, 132, 34,  2};

static void maps(const char *from, const char *to, unsigned int bits)
{
	struct address in, out, wanted;
	struct cryptopan c;
	size_t skip = 16 - bits / 8;

	assert_int_equal(cryptopan_begin(&c, published), 0);
	assert_int_equal(address_parse(from, &in), 0);
	assert_int_equal(address_parse(to, &wanted), 0);
	out = wanted;
	memset(out.bytes + skip, 0, 16 - skip);
	assert_int_equal(cryptopan_map(&c, in.bytes + skip, bits, out.bytes + skip), 0);
	assert_memory_equal(out.bytes, wanted.bytes, 16);
}

static void addresses_become_what_the_published_trace_has(void **state)
{
	(void)state;
	maps("128.11.68.132", "135.242.180.132", 32);
	maps("129.118.74.4", "134.136.186.123", 32);
	maps("130.132.252.244", "133.68.164.234", 32);
	maps("192.102.249.13", "252.138.62.131", 32);
	maps("205.188.147.153", "242.96.16.101", 32);
	maps("24.0.250.221", "100.15.198.226", 32);
	maps("64.39.15.238", "0.219.7.41", 32);
	maps("10.185.25.118", "117.161.29.118", 32);
}

/* As other implementations go on beyond 32 bits. */
static void longer_addresses_become_what_others_make_of_them(void **state)
{
	(void)state;
	maps("::1", "78ff:f001:9fc0:20df:8380:b1f1:704:ed", 128);
	maps("2001:db8::1", "4401:2bc:603f:d91d:27f:ff8e:e6f1:dc1e", 128);
	maps("2001:db8::2", "4401:2bc:603f:d91d:27f:ff8e:e6f1:dc1c", 128);
}

static void more_bits_than_a_block_are_refused(void **state)
{
	struct cryptopan c;
	uint8_t in[32] = {0}, out[32] = {0};

	(void)state;
	assert_int_equal(cryptopan_begin(&c, published), 0);
	assert_int_not_equal(cryptopan_map(&c, in, CRYPTOPAN_BITS + 8, out), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(addresses_become_what_the_published_trace_has),
		cmocka_unit_test(longer_addresses_become_what_others_make_of_them),
		cmocka_unit_test(more_bits_than_a_block_are_refused),
	};

	return cmocka_run_group_tests_name("anonymise/cryptopan", tests, NULL, NULL);
}
