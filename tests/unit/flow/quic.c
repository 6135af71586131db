/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "flow/quic.h"
#include "support_greetings.h"
#include "support_hello.h"

static const uint8_t rfc_cid[] = {0x83, 0x94, 0xc8, 0xf0, 0x3e, 0x51, 0x57, 0x08};

static void derive_rfc(uint32_t version, struct quic_keys *keys)
{
	quic_derive(&(struct quic_initial){.version = version,
					   .cid = rfc_cid,
					   .cid_size = sizeof(rfc_cid)},
		    keys);
}

/* RFC 9001 appendix A.1. */
static void keys_of_version_1_are_those_of_its_rfc(void **state)
{
	static const struct quic_keys right = {
		.key = {0x1f, 0x36, 0x96, 0x13, 0xdd, 0x76, 0xd5, 0x46, 0x77, 0x30, 0xef, 0xcb,
			0xe3, 0xb1, 0xa2, 0x2d},
		.iv = {0xfa, 0x04, 0x4b, 0x2f, 0x42, 0xa3, 0xfd, 0x3b, 0x46, 0xfb, 0x25, 0x5c},
		.header = {0x9f, 0x50, 0x44, 0x9e, 0x04, 0xa0, 0xe8, 0x10, 0x28, 0x3a, 0x1e, 0x99,
			   0x33, 0xad, 0xed, 0xd2}};
	struct quic_keys keys;

	(void)state;
	derive_rfc(HELLO_QUIC_V1, &keys);
	assert_memory_equal(&keys, &right, sizeof(keys));
}

/* RFC 9369 appendix A.1. */
static void keys_of_version_2_are_those_of_its_rfc(void **state)
{
	static const struct quic_keys right = {
		.key = {0x8b, 0x1a, 0x0b, 0xc1, 0x21, 0x28, 0x42, 0x90, 0xa2, 0x9e, 0x09, 0x71,
			0xb5, 0xcd, 0x04, 0x5d},
		.iv = {0x91, 0xf7, 0x3e, 0x23, 0x51, 0xd8, 0xfa, 0x91, 0x66, 0x0e, 0x90, 0x9f},
		.header = {0x45, 0xb9, 0x5e, 0x15, 0x23, 0x5d, 0x6f, 0x45, 0xa6, 0xb1, 0x9c, 0xbc,
			   0xb0, 0x29, 0x4b, 0xa9}};
	struct quic_keys keys;

	(void)state;
	derive_rfc(HELLO_QUIC_V2, &keys);
	assert_memory_equal(&keys, &right, sizeof(keys));
}

/* How many Initials are found in a heap block of exact size. */
static int count(const uint8_t *data, size_t size)
{
	uint8_t *copy = malloc(size ? size : 1);
	struct quic_initial initial;
	size_t at = 0;
	int found = 0;

	assert_non_null(copy);
	memcpy(copy, data, size);
	while (quic_next(copy, size, &at, &initial)) {
		assert_true(initial.packet >= copy && at <= size);
		assert_true(initial.number_at <= initial.size && initial.size <= size);
		found++;
	}
	free(copy);
	return found;
}

static void a_real_initial_is_opened_and_its_frames_are_read(void **state)
{
	uint8_t packet[QUIC_PACKET];
	struct quic_initial initial;
	struct quic_crypto crypto;
	struct quic_keys keys;
	size_t at = 0, frames, size, bytes = 0;
	int pieces = 0;

	(void)state;
	assert_true(quic_next(chromium_quic_0, sizeof(chromium_quic_0), &at, &initial));
	assert_int_equal(at, sizeof(chromium_quic_0));
	assert_int_equal(initial.version, 1);
	assert_int_equal(initial.cid_size, 8);
	quic_derive(&initial, &keys);
	assert_int_equal(quic_open(&initial, &keys, packet, &frames, &size), 0);
	for (at = 0; quic_crypto_next(packet + frames, size, &at, &crypto); pieces++)
		bytes += crypto.size;
	assert_int_equal(pieces, 8);
	assert_int_equal(bytes, 3 + 6 + 516 + 26 + 37 + 291 + 5 + 90);
	assert_int_equal(at, size);
}

static void other_keys_do_not_open_an_initial(void **state)
{
	uint8_t packet[QUIC_PACKET];
	struct quic_initial initial;
	struct quic_keys keys;
	size_t at = 0, frames, size;

	(void)state;
	assert_true(quic_next(openssl_quic_0, sizeof(openssl_quic_0), &at, &initial));
	derive_rfc(HELLO_QUIC_V1, &keys);
	assert_int_equal(quic_open(&initial, &keys, packet, &frames, &size), -EBADMSG);
	initial.version = HELLO_QUIC_V2;
	quic_derive(&initial, &keys);
	assert_int_equal(quic_open(&initial, &keys, packet, &frames, &size), -EBADMSG);
}

static void initials_are_found_behind_each_other_and_behind_zeros(void **state)
{
	uint8_t data[HELLO_ROOM] = {0};
	struct hello_quic quic = {.version = HELLO_QUIC_V1, .first = "12345678", .least = 300};
	size_t size = 0;

	(void)state;
	hello_initial(&quic, (const uint8_t *)"\1", 1, data, &size);
	assert_int_equal(count(data, size), 1);
	size += 40;
	quic.version = HELLO_QUIC_V2;
	hello_initial(&quic, (const uint8_t *)"\1", 1, data, &size);
	assert_int_equal(count(data, size), 2);
	assert_int_equal(count(data, size - 1), 1);
	data[size] = 0x41; /* of a short header: nothing tells where it ends */
	hello_initial(&quic, (const uint8_t *)"\1", 1, data, &(size_t){size + 1});
	assert_int_equal(count(data, HELLO_ROOM), 2);
}

static void what_was_cut_anywhere_is_no_initial(void **state)
{
	(void)state;
	for (size_t cut = 0; cut < sizeof(openssl_quic_0); cut++)
		assert_int_equal(count(openssl_quic_0, cut), 0);
}

static void an_initial_too_short_or_too_long_to_open_is_left(void **state)
{
	static const uint8_t bytes[QUIC_PACKET + 1] = {0xc0, 0, 0, 0, 1};
	struct quic_initial initial = {
		.version = 1, .packet = bytes, .size = sizeof(bytes), .number_at = 20};
	uint8_t packet[QUIC_PACKET];
	struct quic_keys keys;
	size_t frames, size;

	(void)state;
	derive_rfc(1, &keys);
	assert_int_equal(quic_open(&initial, &keys, packet, &frames, &size), -EBADMSG);
	for (initial.size = 20; initial.size < 60; initial.size++)
		assert_int_equal(quic_open(&initial, &keys, packet, &frames, &size), -EBADMSG);
}

static void frames_that_promise_more_than_is_there_end_the_reading(void **state)
{
	static const uint8_t frames[][12] = {
		{6, 0, 9, 1, 2, 3},		      /* a piece beyond the end */
		{6, 0xc0},			      /* half a number */
		{2, 0, 0, 0xbf, 0xff, 0xff, 0xff, 0}, /* ranges of an ACK */
		{2, 0, 0, 5, 0, 1, 1, 1, 1, 1, 1, 1}, /* fewer than it says */
		{0x1c, 0, 0, 0, 6, 0, 1, 0xee},	      /* the end of a connection */
	};
	struct quic_crypto crypto;

	(void)state;
	for (size_t i = 0; i < sizeof(frames) / sizeof(frames[0]); i++) {
		uint8_t *copy = malloc(i < 2 ? i ? 2 : 6 : 12);
		size_t at = 0, size = i < 2 ? i ? 2 : 6 : 12;

		assert_non_null(copy);
		memcpy(copy, frames[i], size);
		assert_false(quic_crypto_next(copy, size, &at, &crypto));
		assert_true(at <= size);
		free(copy);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(keys_of_version_1_are_those_of_its_rfc),
		cmocka_unit_test(keys_of_version_2_are_those_of_its_rfc),
		cmocka_unit_test(a_real_initial_is_opened_and_its_frames_are_read),
		cmocka_unit_test(other_keys_do_not_open_an_initial),
		cmocka_unit_test(initials_are_found_behind_each_other_and_behind_zeros),
		cmocka_unit_test(what_was_cut_anywhere_is_no_initial),
		cmocka_unit_test(an_initial_too_short_or_too_long_to_open_is_left),
		cmocka_unit_test(frames_that_promise_more_than_is_there_end_the_reading),
	};

	return cmocka_run_group_tests_name("flow/quic", tests, NULL, NULL);
}
