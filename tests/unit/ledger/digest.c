// SPDX-License-Identifier: GPL-2.0-or-later
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <errno.h>
#include <string.h>

#include "ledger/digest.h"

static void is_hex(const uint8_t *bytes, size_t size, const char *hex)
{
	char text[2 * LEDGER_SIGNATURE + 1];

	assert_string_equal(digest_hex(bytes, size, text), hex);
}

/* Made by Python's hashlib from the words in digest.h. */
static void hashes_are_those_of_another_implementation(void **state)
{
	uint8_t salt[LEDGER_HASH], text[LEDGER_HASH], body[LEDGER_HASH], leaf[LEDGER_HASH];
	uint8_t zeros[LEDGER_HASH] = {0}, link[LEDGER_HASH], node[LEDGER_HASH], past[LEDGER_HASH];
	uint8_t identity[DIGEST_IDENTITY];
	struct ledger_head head = {.size = 7, .written = 9};

	(void)state;
	for (size_t i = 0; i < sizeof(salt); i++)
		salt[i] = (uint8_t)i;
	digest_text("{\"type\":\"gap\"}", 14, text);
	digest_body(salt, text, body);
	is_hex(body, sizeof(body),
	       "05d18c35e360c708dcaf4c11530de60bdc7186fbc102218f1f5eb2eb035b2942");
	digest_leaf(7, 1700000000123456, "gap", body, leaf);
	is_hex(leaf, sizeof(leaf),
	       "6e21d17a14f87aec9c43f1e142aed8476b7aac4aa7860b02877a2937410e3834");
	digest_link(zeros, leaf, link);
	is_hex(link, sizeof(link),
	       "deada2d812952d97e3b09725b15e822f70c4aaa9330720c7b179fff40687ac16");
	digest_node(leaf, link, node);
	is_hex(node, sizeof(node),
	       "8c060ca73ba6fa1ca45129c075258359d7ef9837cb376796259b122ce8910b46");
	memcpy(head.root, leaf, sizeof(leaf));
	memcpy(head.chain, link, sizeof(link));
	memcpy(head.previous, node, sizeof(node));
	memset(head.signature, 5, sizeof(head.signature));
	digest_past(&head, past);
	is_hex(past, sizeof(past),
	       "6d2ca0ed9053a0dae623802ede45dfda3d4d59c259db14c4a56da87f9fa9a6c4");
	digest_identity(leaf, "gap", text, 11, identity);
	is_hex(identity, sizeof(identity), "000000000000000b7cd0673af4f4b84f7ed7c8048572c9ab");
}

static void what_moves_between_fields_changes_the_hash(void **state)
{
	uint8_t body[LEDGER_HASH] = {1}, one[LEDGER_HASH], other[LEDGER_HASH];

	(void)state;
	digest_leaf(1, 2, "ab", body, one);
	digest_leaf(2, 1, "ab", body, other);
	assert_memory_not_equal(one, other, sizeof(one));
	body[0] = 'b';
	digest_leaf(1, 2, "a", body, other);
	assert_memory_not_equal(one, other, sizeof(one));
}

static void hex_is_taken_whole_or_not_at_all(void **state)
{
	uint8_t bytes[2] = {9, 9};

	(void)state;
	assert_int_equal(digest_unhex("00ff1", 2, bytes), -EINVAL);
	assert_int_equal(digest_unhex("00f", 2, bytes), -EINVAL);
	assert_int_equal(digest_unhex("00fg", 2, bytes), -EINVAL);
	assert_int_equal(bytes[0], 9);
	assert_int_equal(digest_unhex("00Ff", 2, bytes), 0);
	assert_int_equal(bytes[1], 0xff);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(hashes_are_those_of_another_implementation),
		cmocka_unit_test(what_moves_between_fields_changes_the_hash),
		cmocka_unit_test(hex_is_taken_whole_or_not_at_all),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
