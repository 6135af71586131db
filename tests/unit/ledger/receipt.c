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
	if (err)
		snprintf(error, sizeof(error), "%s", ledger_error(ledger));
	ledger_close(ledger);
	fclose(file);
	return err;
}

static int set_up(void **state)
{
	struct ledger *ledger;
	size_t erased;

	(void)state;
	room_make(&room);
	room_fill(&room, 0, 300);
	ledger = room_open(&room);
	assert_int_equal(ledger_forget(ledger, ROOM_OTHER, NULL, NULL, &erased), 0);
	ledger_close(ledger);
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

static void one_record_is_proved_with_the_public_key_alone(void **state)
{
	static const uint64_t numbers[] = {1, 5, 255, 257, 258, 299, 301};
	struct ledger_receipt receipt;

	(void)state;
	for (size_t i = 0; i < sizeof(numbers) / sizeof(numbers[0]); i++) {
		assert_int_equal(write_receipt(numbers[i]), 0);
		assert_int_equal(check(key, &receipt), 0);
		assert_int_equal(receipt.number, numbers[i]);
		assert_int_equal(receipt.head.size, 301);
		assert_int_equal(strlen(receipt.content), receipt.length);
		ledger_receipt_free(&receipt);
		assert_int_equal(check(NULL, &receipt), 0);
		ledger_receipt_free(&receipt);
	}
}

static void it_shows_nothing_of_the_other_records(void **state)
{
	(void)state;
	assert_int_equal(write_receipt(5), 0);
	assert_non_null(strstr(text, "Nursery"));
	assert_null(strstr(text, "0000000000000004"));
	assert_null(strstr(text, ROOM_OTHER));
}

static void what_is_not_there_has_no_receipt(void **state)
{
	(void)state;
	assert_int_equal(write_receipt(0), -ENOENT);
	assert_int_equal(write_receipt(302), -ENOENT);
	assert_non_null(strstr(error, "its last is 301"));
	assert_int_equal(write_receipt(6), -ENODATA);
	assert_non_null(strstr(error, "erased"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(one_record_is_proved_with_the_public_key_alone),
		cmocka_unit_test(it_shows_nothing_of_the_other_records),
		cmocka_unit_test(what_is_not_there_has_no_receipt),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
