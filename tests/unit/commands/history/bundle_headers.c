// SPDX-License-Identifier: GPL-2.0-or-later
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "commands/history/bundle_headers.h"
#include "ledger/support_room.h"

#define SERIES "00000000000000aa"

static struct room room;
static char folder[SHELF_PATH], path[SHELF_PATH], hash[SHELF_HASH];
static char *line;
static size_t size;

static int set_up(void **state)
{
	(void)state;
	room_make(&room);
	return shelf_folder(room.path, folder) || shelf_make(folder) ||
	       shelf_path(folder, SERIES, path);
}

static int tear_down(void **state)
{
	(void)state;
	unlink(path);
	rmdir(folder);
	room_remove(&room);
	free(line);
	line = NULL;
	return 0;
}

static void put(const char *bytes, size_t length)
{
	FILE *file = fopen(path, "w");

	assert_non_null(file);
	assert_int_equal(fwrite(bytes, 1, length, file), length);
	fclose(file);
	assert_int_equal(shelf_hash(path, hash), 0);
}

static int write_line(void)
{
	FILE *file = open_memstream(&line, &size);
	int err = bundle_headers_write(room.path, SERIES, hash, file);

	fclose(file);
	return err;
}

static void what_goes_in_comes_out(void **state)
{
	static const char bytes[] = "any\0bytes\xff\n\"at all";
	uint8_t *pcap;
	size_t length;

	(void)state;
	put(bytes, sizeof(bytes));
	assert_int_equal(write_line(), 0);
	assert_true(bundle_headers_is(line));
	assert_int_equal(bundle_headers_read(line, hash, &pcap, &length), 0);
	assert_int_equal(length, sizeof(bytes));
	assert_memory_equal(pcap, bytes, length);
	free(pcap);
}

/* Who signs a receipt may write into it what they like. */
static void what_a_stranger_wrote_into_a_record_is_no_hash_and_no_path(void **state)
{
	static const char *const contents[] = {
		"",
		"[]",
		"null",
		"{\"type\":null,\"series\":null}",
		"{\"type\":\"slice\",\"sha256\":null,\"series\":7}",
		"{\"type\":\"slice\",\"sha256\":"
		"\"\\u001b[2Jzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzz\","
		"\"series\":\"../../../../etc/\"}",
	};
	char sha256[SHELF_HASH], series[EVENT_ID];

	(void)state;
	for (size_t i = 0; i < sizeof(contents) / sizeof(contents[0]); i++) {
		assert_false(bundle_headers_noted(contents[i], sha256));
		assert_false(bundle_headers_series(contents[i], series));
	}
}

static void what_was_changed_is_not_written(void **state)
{
	char noted[SHELF_HASH];

	(void)state;
	put("headers", 7);
	memcpy(noted, hash, sizeof(noted));
	put("header5", 7);
	memcpy(hash, noted, sizeof(noted));
	assert_int_equal(write_line(), -EBADMSG);
	assert_int_equal(size, 0);
	unlink(path);
	free(line);
	assert_int_equal(write_line(), -ENOENT);
}

static void each_changed_character_of_a_line_is_found(void **state)
{
	uint8_t *pcap = NULL;
	char *begin;
	size_t length;

	(void)state;
	put("headers of packets, and more of them", 36);
	assert_int_equal(write_line(), 0);
	begin = strstr(line, "\"pcap\":\"") + 8;
	for (char *at = begin; *at != '"'; at++) {
		char before = *at;

		*at = before == 'A' ? 'B' : 'A';
		assert_true(bundle_headers_read(line, hash, &pcap, &length) < 0);
		*at = before;
	}
	assert_true(bundle_headers_read(line, "", &pcap, &length) < 0);
	assert_true(bundle_headers_read("{}", hash, &pcap, &length) < 0);
	assert_null(pcap);
}

static void its_record_is_found_by_its_series(void **state)
{
	static const char note[] =
		"{\"type\":\"slice\",\"schema\":1,\"camera\":{\"mac\":\"" ROOM_MAC
		"\"},\"series\":\"" SERIES "\",\"sha256\":"
		"\"0123456789012345678901234567890123456789012345678901234567890123\"}";
	struct ledger *ledger;
	uint64_t number = 77;

	(void)state;
	room_fill(&room, 0, 3);
	ledger = room_open(&room);
	assert_int_equal(bundle_headers_find(ledger, SERIES, &number, hash), -ENOENT);
	assert_int_equal(number, 77);
	assert_int_equal(ledger_note(ledger, "slice", note), 0);
	assert_int_equal(ledger_commit(ledger), 0);
	assert_int_equal(bundle_headers_find(ledger, SERIES, &number, hash), 0);
	assert_int_equal(number, 4);
	assert_string_equal(hash,
			    "0123456789012345678901234567890123456789012345678901234567890123");
	ledger_close(ledger);
}

static void no_other_record_is_taken_for_one(void **state)
{
	(void)state;
	assert_false(bundle_headers_noted("{\"type\":\"upload\"}", hash));
	assert_false(bundle_headers_noted("{\"type\":\"slice\",\"sha256\":\"12\"}", hash));
	assert_false(bundle_headers_noted("nothing of the kind", hash));
	assert_false(bundle_headers_is("{\"type\":\"receipt\"}"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(what_goes_in_comes_out, set_up, tear_down),
		cmocka_unit_test_setup_teardown(what_was_changed_is_not_written, set_up, tear_down),
		cmocka_unit_test_setup_teardown(each_changed_character_of_a_line_is_found, set_up,
						tear_down),
		cmocka_unit_test_setup_teardown(its_record_is_found_by_its_series, set_up,
						tear_down),
		cmocka_unit_test(no_other_record_is_taken_for_one),
		cmocka_unit_test(what_a_stranger_wrote_into_a_record_is_no_hash_and_no_path),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
