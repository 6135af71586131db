// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Everything that someone may do to a small ledger as a whole. LEDGER_FLIPS=20000 flips that many
 * random bits of its file (issue 5); it takes a minute.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "ledger/support_tamper.h"

#define FLIPS 2000

static void every_record_removed_is_found(void **state)
{
	char sql[256];

	(void)state;
	for (int n = 1; n <= TAMPER_RECORDS; n++) {
		snprintf(sql, sizeof(sql), "DELETE FROM record WHERE number = %d", n);
		tamper_look_after(sql);
		assert_true(found_kind(&tamper_found, FAULT_MISSING));
		assert_true(found_at(&tamper_found, (uint64_t)n));
		/* And the gap closed behind it. */
		snprintf(sql, sizeof(sql),
			 "DELETE FROM record WHERE number = %d;"
			 "UPDATE record SET number = -number WHERE number > %d;"
			 "UPDATE record SET number = -number - 1 WHERE number < 0",
			 n, n);
		tamper_look_after(sql);
		assert_true(found_at(&tamper_found, (uint64_t)n));
	}
}

static void every_two_records_swapped_are_found(void **state)
{
	char sql[256];

	(void)state;
	for (int n = 1; n <= TAMPER_RECORDS; n++) {
		for (int m = n + 1; m <= TAMPER_RECORDS; m++) {
			snprintf(sql, sizeof(sql),
				 "UPDATE record SET number = -1 WHERE number = %d;"
				 "UPDATE record SET number = %d WHERE number = %d;"
				 "UPDATE record SET number = %d WHERE number = -1",
				 n, n, m, m);
			tamper_look_after(sql);
			assert_true(tamper_hit[n] && tamper_hit[m]);
		}
	}
}

static void every_record_doubled_is_found(void **state)
{
	static const char fields[] =
		"written, kind, leaf, link, body, salt, device, series, start, "
		"finish, content";
	char sql[512];

	(void)state;
	for (int n = 1; n <= TAMPER_RECORDS; n++) {
		snprintf(sql, sizeof(sql),
			 "INSERT INTO record (number, %s) SELECT %d, %s FROM record WHERE number = "
			 "%d",
			 fields, TAMPER_RECORDS + 1, fields, n);
		tamper_look_after(sql);
		assert_true(found_at(&tamper_found, TAMPER_RECORDS + 1));
		assert_true(found_kind(&tamper_found, FAULT_UNSIGNED));
		/* And put in behind itself. */
		snprintf(sql, sizeof(sql),
			 "UPDATE record SET number = -number - 1 WHERE number > %d;"
			 "UPDATE record SET number = -number WHERE number < 0;"
			 "INSERT INTO record (number, %s) SELECT %d, %s FROM record WHERE number = "
			 "%d",
			 n, fields, n + 1, fields, n);
		tamper_look_after(sql);
		assert_true(found_at(&tamper_found, (uint64_t)n + 1));
		snprintf(sql, sizeof(sql),
			 "INSERT INTO record (number, %s) SELECT %d, %s FROM record WHERE number = "
			 "%d",
			 fields, -n, fields, n);
		tamper_look_after(sql);
		assert_int_not_equal(tamper_found.count, 0);
	}
}

static void every_head_changed_or_removed_is_found(void **state)
{
	static const char *const changes[] = {
		"UPDATE checkpoint SET size = size - 1 WHERE size = %d",
		"UPDATE checkpoint SET written = written + 1 WHERE size = %d",
		"UPDATE checkpoint SET root = zeroblob(32) WHERE size = %d",
		"UPDATE checkpoint SET link = zeroblob(32) WHERE size = %d",
		"UPDATE checkpoint SET link = x'' WHERE size = %d",
		"UPDATE checkpoint SET previous = randomblob(32) WHERE size = %d",
		"UPDATE checkpoint SET signature = zeroblob(64) WHERE size = %d",
		"DELETE FROM checkpoint WHERE size = %d",
	};
	static const int sizes[] = {5, 10, 15, 20, 21, 22};
	char sql[128];

	(void)state;
	for (size_t i = 0; i < sizeof(changes) / sizeof(changes[0]); i++) {
		for (size_t j = 0; j < sizeof(sizes) / sizeof(sizes[0]); j++) {
			if (i == 0 && sizes[j] > 20) /* there is a head of that size */
				continue;
			snprintf(sql, sizeof(sql), changes[i], sizes[j]);
			tamper_look_after(sql);
			if (!tamper_found.count)
				fail_msg("%s", sql);
		}
	}
}

static void a_tail_cut_off_is_found_by_an_anchor_alone(void **state)
{
	char sql[128];

	(void)state;
	for (int n = TAMPER_RECORDS - 1; n >= 0; n--) {
		snprintf(sql, sizeof(sql), "DELETE FROM record WHERE number > %d", n);
		tamper_look_after(sql);
		assert_true(found_kind(&tamper_found,
				       FAULT_MISSING)); /* the heads say how many there were */
		assert_true(found_at(&tamper_found, TAMPER_RECORDS));
	}
	/* The heads as well: all that is left is as it was. */
	tamper_look_after(
		"DELETE FROM record WHERE number > 20; DELETE FROM checkpoint WHERE size > 20;"
		"UPDATE record SET body = body");
	assert_true(found_kind(&tamper_found, FAULT_MISSING));
	assert_true(found_at(&tamper_found, 21) && found_at(&tamper_found, 22));
	tamper_look(&tamper_early);
	assert_false(found_kind(&tamper_found, FAULT_MISSING));
	assert_true(tamper_found.report.anchored);
	assert_non_null(strstr(ledger_limit(&tamper_found.report, 0), "cut off"));
}

static void the_cut_that_nothing_shows_is_said_to_be_beyond_proof(void **state)
{
	struct found cut;
	size_t index = 0;

	(void)state;
	room_sql(&tamper_room,
		 "DELETE FROM record WHERE number > 5; DELETE FROM checkpoint WHERE size > 5");
	assert_int_equal(room_verify(&tamper_room, NULL, &cut), 0);
	assert_int_equal(cut.count, 0);
	assert_int_equal(cut.report.records, 5);
	assert_non_null(strstr(ledger_limit(&cut.report, 0), "cut off at the end"));
	while (ledger_limit(&cut.report, index))
		index++;
	assert_int_equal(index, 4);
	assert_int_equal(room_verify(&tamper_room, &tamper_anchor, &cut), 0);
	assert_true(found_kind(&cut, FAULT_MISSING));
	assert_true(found_at(&cut, 6) && found_at(&cut, TAMPER_RECORDS) && !found_at(&cut, 5));
	room_store(tamper_room.path, tamper_whole, tamper_size);
}

/* As what users ask would find it: through each index, and through none. */
static int read_all(uint8_t out[4][LEDGER_HASH])
{
	static const struct ledger_query queries[] = {
		{0},
		{.from = 1},
		{.device = ROOM_MAC},
		{.series = "0000000000000003"},
	};
	int err = 0;

	for (size_t i = 0; !err && i < 4; i++)
		err = room_reading(&tamper_room, &queries[i], out[i]);
	return err;
}

static void a_flipped_bit_is_found_or_changes_nothing(void **state)
{
	const char *asked = getenv("LEDGER_FLIPS");
	unsigned flips = asked ? (unsigned)strtoul(asked, NULL, 10) : FLIPS, told = 0;
	uint8_t before[4][LEDGER_HASH], after[4][LEDGER_HASH];
	struct found flipped;

	(void)state;
	room_store(tamper_room.path, tamper_whole, tamper_size);
	assert_int_equal(read_all(before), 0);
	srandom(5);
	for (unsigned i = 0; i < flips; i++) {
		size_t bit = (size_t)random() % (8 * tamper_size);

		tamper_whole[bit / 8] ^= (uint8_t)(1 << bit % 8);
		room_store(tamper_room.path, tamper_whole, tamper_size);
		if (room_verify(&tamper_room, &tamper_anchor, &flipped) != 0 || flipped.count)
			told++;
		else if (read_all(after) != 0 || memcmp(before, after, sizeof(before)) != 0)
			fail_msg("bit %zu is not found", bit);
		tamper_whole[bit / 8] ^= (uint8_t)(1 << bit % 8);
	}
	print_message("%u of %u flips found, the others changed nothing\n", told, flips);
	assert_in_range(told, flips / 10, flips);
	room_store(tamper_room.path, tamper_whole, tamper_size);
}

#define PAGE 8192

/* What a bad disk or a careless program does. Told, or nothing was changed by it. */
static void overwritten_page(size_t page, const uint8_t with[PAGE], unsigned *told)
{
	uint8_t before[4][LEDGER_HASH], after[4][LEDGER_HASH], was[PAGE];
	char error[LEDGER_ERROR] = "";
	struct ledger *ledger = NULL;
	struct found found;
	int err;

	room_store(tamper_room.path, tamper_whole, tamper_size);
	assert_int_equal(read_all(before), 0);
	memcpy(was, tamper_whole + page * PAGE, PAGE);
	memcpy(tamper_whole + page * PAGE, with, PAGE);
	room_store(tamper_room.path, tamper_whole, tamper_size);
	memcpy(tamper_whole + page * PAGE, was, PAGE);
	if (room_verify(&tamper_room, &tamper_anchor, &found) != 0 || found.count)
		++*told;
	else if (read_all(after) != 0 || memcmp(before, after, sizeof(before)) != 0)
		fail_msg("page %zu overwritten is not found", page);
	/* Who would write on is told what to do, where it is among what is read for that. */
	err = ledger_open(tamper_room.path, LEDGER_WRITE, &ledger, error);
	if (err && err != -EMEDIUMTYPE && err != -EKEYREJECTED && err != -EUCLEAN &&
	    err != -EPROTO && (err != -EBADMSG || !strstr(error, "move it away")))
		fail_msg("page %zu: %d: %s", page, err, error);
	ledger_close(ledger);
}

static void a_page_overwritten_is_found_and_said_what_to_do(void **state)
{
	size_t pages = tamper_size / PAGE;
	uint8_t with[PAGE];
	unsigned told = 0;

	(void)state;
	for (size_t page = 0; page < pages; page++) {
		memset(with, 0, sizeof(with));
		overwritten_page(page, with, &told);
		memset(with, 0xa5, sizeof(with));
		overwritten_page(page, with, &told);
		memcpy(with, tamper_whole + (page + 1) % pages * PAGE, sizeof(with));
		overwritten_page(page, with, &told);
	}
	print_message("%u of %zu overwritten pages found, the others changed nothing\n", told,
		      3 * pages);
	assert_true(told >= 3 * (pages - 2));
	room_store(tamper_room.path, tamper_whole, tamper_size);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_record_removed_is_found),
		cmocka_unit_test(every_two_records_swapped_are_found),
		cmocka_unit_test(every_record_doubled_is_found),
		cmocka_unit_test(every_head_changed_or_removed_is_found),
		cmocka_unit_test(a_tail_cut_off_is_found_by_an_anchor_alone),
		cmocka_unit_test(the_cut_that_nothing_shows_is_said_to_be_beyond_proof),
		cmocka_unit_test(a_page_overwritten_is_found_and_said_what_to_do),
		cmocka_unit_test(a_flipped_bit_is_found_or_changes_nothing),
	};

	return cmocka_run_group_tests(tests, tamper_begin, tamper_end);
}
