// SPDX-License-Identifier: GPL-2.0-or-later
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "ledger/digest.h"
#include "ledger/support_room.h"

static struct room room;
static char key[DIGEST_HEX], error[LEDGER_ERROR];
static char *text; /* of a receipt of record 5 */
static size_t size;

static int write_receipt(uint64_t number)
{
	struct ledger *ledger = NULL;
	uint8_t public[LEDGER_KEY];
	FILE *file;
	int err;

	free(text);
	text = NULL;
	file = open_memstream(&text, &size);
	assert_int_equal(ledger_open(room.path, LEDGER_READ, &ledger, error), 0);
	ledger_public_key(ledger, public);
	digest_hex(public, sizeof(public), key);
	err = ledger_receipt_write(ledger, number, file);
	ledger_close(ledger);
	fclose(file);
	return err;
}

static int set_up(void **state)
{
	(void)state;
	room_make(&room);
	room_fill(&room, 0, 20);
	return write_receipt(5);
}

static int tear_down(void **state)
{
	(void)state;
	free(text);
	room_remove(&room);
	return 0;
}

static int check(const char *with, struct ledger_receipt *out)
{
	FILE *file = fmemopen(text, size, "r");
	int err;

	error[0] = '\0';
	err = ledger_receipt_check(file, with, out, error);
	fclose(file);
	if (err)
		assert_true(error[0] != '\0');
	return err;
}

/* White space and the schema's form aside, each byte is held by the signature or read strictly. */
static void every_byte_of_it_counts(void **state)
{
	struct ledger_receipt receipt, before;
	size_t accepted = 0;

	(void)state;
	assert_int_equal(write_receipt(5), 0);
	assert_int_equal(check(key, &before), 0);
	for (size_t i = 0; i < size; i++) {
		for (int bit = 0; bit < 8; bit++) {
			text[i] = (char)(text[i] ^ 1 << bit);
			if (check(key, &receipt) == 0) {
				assert_int_equal(receipt.number, before.number);
				assert_int_equal(receipt.written, before.written);
				assert_string_equal(receipt.kind, before.kind);
				assert_string_equal(receipt.content, before.content);
				assert_memory_equal(&receipt.head, &before.head,
						    sizeof(before.head));
				ledger_receipt_free(&receipt);
				accepted++;
			}
			text[i] = (char)(text[i] ^ 1 << bit);
		}
	}
	assert_true(accepted < size); /* blanks, hex in capitals */
	ledger_receipt_free(&before);
}

static void another_key_proves_nothing(void **state)
{
	static const char other[] =
		"d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a";
	struct ledger_receipt receipt;

	(void)state;
	assert_int_equal(write_receipt(5), 0);
	assert_int_equal(check(other, &receipt), -EBADMSG);
	assert_non_null(strstr(error, "not signed with this key"));
	assert_int_equal(check("abc", &receipt), -EINVAL);
	assert_int_equal(check("", &receipt), -EINVAL);
}

static void what_is_no_receipt_is_said(void **state)
{
	static const char *const texts[] = {"",
					    "{",
					    "[]",
					    "7",
					    "{\"type\":\"receipt\"}",
					    "null",
					    "{\"type\":\"upload\",\"schema\":1}"};
	struct ledger_receipt receipt;

	(void)state;
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		free(text);
		text = strdup(texts[i]);
		size = strlen(text) ? strlen(text) : 1;
		assert_int_equal(check(key, &receipt), -EINVAL);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_byte_of_it_counts),
		cmocka_unit_test(another_key_proves_nothing),
		cmocka_unit_test(what_is_no_receipt_is_said),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
