// SPDX-License-Identifier: GPL-2.0-or-later
#include "capture/file/unxz.h"

#include <errno.h>
#include <lzma.h>
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#include "capture/support_capture.h"

#define STREAM_HEADER 12
#define LZMA2_FILTER 0x21
#define DICTIONARY_256_MIB 32 /* The .xz File Format 1.2, section 5.3.1 */

/* Unpacks all of `packed` in pieces of `step`; what came out replaces `out`. */
static int unpack(const struct bytes *packed, size_t step, struct bytes *out, bool *whole)
{
	struct unxz *xz;
	size_t at = 0, end = 0, got = 1;
	int err = 0;

	out->size = 0;
	assert_int_equal(unxz_create(&xz), 0);
	while (!err && (at < packed->size || got)) {
		if (at == end)
			end = end + step < packed->size ? end + step : packed->size;
		err = unxz_step(xz, packed->data, end, &at, out->data + out->size, step, &got);
		out->size += got;
	}
	*whole = !err && unxz_is_whole(xz);
	unxz_destroy(xz);
	return err;
}

/* As if it had been packed with a dictionary of 256 MiB, which packing would need gigabytes for. */
static void widen(struct bytes *xz)
{
	uint8_t *block = xz->data + STREAM_HEADER;
	size_t size = ((size_t)block[0] + 1) * 4, at = 2;
	uint32_t sum;

	while (block[at] != LZMA2_FILTER || block[at + 1] != 1)
		assert_true(++at < size - 4);
	block[at + 2] = DICTIONARY_256_MIB;
	sum = lzma_crc32(block, size - 4, 0);
	for (unsigned i = 0; i < 4; i++)
		block[size - 4 + i] = (uint8_t)(sum >> 8 * i);
}

static void streams_behind_each_other_are_one_and_zeros_may_lie_between(void **state)
{
	struct bytes plain = {0}, xz = {0}, out = {0};
	bool whole;

	(void)state;
	bytes_simple(&plain, 3);
	bytes_xz(&xz, &plain);
	bytes_u64(&xz, 0);
	bytes_xz(&xz, &plain);
	bytes_raw(&plain, plain.data, plain.size);
	for (size_t step = 1; step < 600; step = 3 * step + 1) {
		assert_int_equal(unpack(&xz, step, &out, &whole), 0);
		assert_true(whole);
		assert_int_equal(out.size, plain.size);
		assert_memory_equal(out.data, plain.data, plain.size);
	}
}

static void what_ends_within_a_stream_is_not_whole(void **state)
{
	struct bytes plain = {0}, xz = {0}, out = {0};
	bool whole;

	(void)state;
	bytes_simple(&plain, 3);
	bytes_xz(&xz, &plain);
	for (size_t size = 1; size < xz.size; size += 5) {
		struct bytes cut = xz;

		cut.size = xz.size - size;
		assert_int_equal(unpack(&cut, 64, &out, &whole), 0);
		assert_false(whole);
	}
}

static void a_wrong_sum_is_damage_and_what_came_before_it_counts(void **state)
{
	struct bytes plain = {0}, xz = {0}, out = {0};
	bool whole;

	(void)state;
	bytes_simple(&plain, 3);
	bytes_xz(&xz, &plain);
	xz.data[xz.size - 30] ^= 1; /* the block's sum, or the index */
	assert_int_equal(unpack(&xz, 64, &out, &whole), -EIO);
	assert_int_equal(out.size, plain.size);
}

static void more_memory_than_128_mib_is_refused(void **state)
{
	struct bytes plain = {0}, xz = {0}, out = {0};
	bool whole;

	(void)state;
	bytes_simple(&plain, 3);
	bytes_xz(&xz, &plain);
	widen(&xz);
	assert_int_equal(unpack(&xz, 64, &out, &whole), -EFBIG);
	assert_int_equal(out.size, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(streams_behind_each_other_are_one_and_zeros_may_lie_between),
		cmocka_unit_test(what_ends_within_a_stream_is_not_whole),
		cmocka_unit_test(a_wrong_sum_is_damage_and_what_came_before_it_counts),
		cmocka_unit_test(more_memory_than_128_mib_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
