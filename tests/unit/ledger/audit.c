// SPDX-License-Identifier: GPL-2.0-or-later
/* Every bit and every column of a small ledger, one after the other: found, and where. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include "ledger/audit.h"
#include "ledger/digest.h"
#include "ledger/support_tamper.h"

static void nothing_done_is_nothing_found(void **state)
{
	struct found all;

	(void)state;
	assert_int_equal(room_verify(&tamper_room, &tamper_anchor, &all), 0);
	assert_int_equal(all.count, 0);
	assert_int_equal(all.report.records, TAMPER_RECORDS);
	assert_int_equal(all.report.erased, 4);
	assert_int_equal(all.report.forgettings, 1);
	assert_int_equal(all.report.checkpoints, 6);
	assert_true(all.report.anchored && all.report.key_given);
	assert_int_equal(room_verify(&tamper_room, &tamper_early, &all), 0);
	assert_int_equal(all.count, 0);
	assert_true(all.report.anchored);
	tamper_restore();
	tamper_look(&tamper_anchor);
	assert_int_equal(tamper_found.count, 0);
}

struct value {
	int size;
	uint8_t bytes[2048];
};

static struct value values[TAMPER_RECORDS + 1];

/* That column of all records as bytes. Returns the size of the longest. */
static int load_values(const char *column)
{
	sqlite3_stmt *rows = NULL;
	char sql[128];
	int longest = 0;

	snprintf(sql, sizeof(sql), "SELECT number, %s FROM record WHERE %s IS NOT NULL", column,
		 column);
	memset(values, 0, sizeof(values));
	assert_int_equal(store_prepare(&tamper_copy, sql, &rows), 0);
	while (store_step(&tamper_copy, rows) > 0) {
		struct value *value = &values[sqlite3_column_int(rows, 0)];
		const void *bytes = sqlite3_column_blob(rows, 1);

		value->size = sqlite3_column_bytes(rows, 1);
		assert_in_range(value->size, 1, sizeof(value->bytes));
		memcpy(value->bytes, bytes, (size_t)value->size);
		longest = value->size > longest ? value->size : longest;
	}
	sqlite3_finalize(rows);
	return longest;
}

static void put_value(sqlite3_stmt *update, bool text, int number)
{
	const struct value *value = &values[number];

	sqlite3_bind_int(update, 1, number);
	if (text)
		sqlite3_bind_text(update, 2, (const char *)value->bytes, value->size,
				  SQLITE_STATIC);
	else
		sqlite3_bind_blob(update, 2, value->bytes, value->size, SQLITE_STATIC);
	assert_int_equal(store_do(&tamper_copy, update), 0);
}

/* Where the record that says what was erased is changed itself, the erased ones are told too. */
static bool is_told(int number, bool changed, bool forgotten_changed)
{
	bool erased = number == 6 || number == 10 || number == 16 || number == 20;

	return tamper_hit[number] == changed || (erased && forgotten_changed);
}

/*
 * Flips bit after bit: the same one in every record at once, as the finding of each is its own.
 * Each must be told by its number, and no other.
 */
static void every_bit_is_found(const char *column, bool text)
{
	sqlite3_stmt *update = NULL;
	char sql[128];
	int longest;

	tamper_restore();
	longest = load_values(column);
	snprintf(sql, sizeof(sql), "UPDATE record SET %s = ?2 WHERE number = ?1", column);
	assert_int_equal(store_prepare(&tamper_copy, sql, &update), 0);
	for (int bit = 0; bit < 8 * longest; bit++) {
		for (int n = 1; n <= TAMPER_RECORDS; n++) {
			if (bit / 8 >= values[n].size)
				continue;
			values[n].bytes[bit / 8] ^= (uint8_t)(1 << bit % 8);
			put_value(update, text, n);
		}
		tamper_look(NULL);
		for (int n = 1; n <= TAMPER_RECORDS; n++) {
			if (!is_told(n, bit / 8 < values[n].size,
				     bit / 8 < values[TAMPER_RECORDS].size))
				fail_msg("bit %d of %s of record %d", bit, column, n);
			if (bit / 8 >= values[n].size)
				continue;
			values[n].bytes[bit / 8] ^= (uint8_t)(1 << bit % 8);
			put_value(update, text, n);
		}
	}
	sqlite3_finalize(update);
	tamper_look(NULL);
	assert_int_equal(tamper_found.count, 0);
}

static void every_bit_of_every_content_is_found(void **state)
{
	(void)state;
	every_bit_is_found("content", true);
}

static void every_bit_of_every_other_part_of_a_leaf_is_found(void **state)
{
	char sql[128];

	(void)state;
	every_bit_is_found("kind", true);
	every_bit_is_found("salt", false);
	every_bit_is_found("body", false);
	every_bit_is_found("identity", false);
	for (int bit = 0; bit < 63; bit++) {
		snprintf(
			sql, sizeof(sql),
			"UPDATE record SET written = (written | (1 << %d)) - (written & (1 << %d))",
			bit, bit);
		tamper_look_after(sql);
		for (int n = 1; n <= TAMPER_RECORDS; n++)
			assert_true(tamper_hit[n]);
	}
}

static void every_bit_of_every_hash_is_found(void **state)
{
	static const char *const columns[] = {"leaf", "link"};
	sqlite3_stmt *update = NULL;
	char sql[128];

	(void)state;
	for (size_t i = 0; i < 2; i++) {
		tamper_restore();
		load_values(columns[i]);
		snprintf(sql, sizeof(sql), "UPDATE record SET %s = ?2 WHERE number = ?1",
			 columns[i]);
		assert_int_equal(store_prepare(&tamper_copy, sql, &update), 0);
		for (int n = 1; n <= TAMPER_RECORDS; n++) {
			for (int bit = 0; bit < 8 * LEDGER_HASH; bit++) {
				values[n].bytes[bit / 8] ^= (uint8_t)(1 << bit % 8);
				put_value(update, false, n);
				tamper_look(NULL);
				if (tamper_found.count != 1 ||
				    !found_at(&tamper_found, (uint64_t)n))
					fail_msg("bit %d of %s of record %d: %s", bit, columns[i],
						 n, fault_text(&tamper_found.faults[0]));
				values[n].bytes[bit / 8] ^= (uint8_t)(1 << bit % 8);
			}
			put_value(update, false, n);
		}
		sqlite3_finalize(update);
	}
}

/* The whole row as text. */
static void describe(int number, char out[8192])
{
	sqlite3_stmt *row = NULL;

	assert_int_equal(
		store_prepare(&tamper_copy,
			      "SELECT concat, length(concat) FROM (SELECT quote(written) || "
			      "hex(kind) || hex(leaf) || hex(link) || quote(body) || quote(salt) "
			      "|| quote(identity) || hex(coalesce(device, 'none')) || "
			      "quote(series) || quote(start) || quote(finish) || "
			      "hex(coalesce(content, 'none')) AS concat FROM record WHERE "
			      "number = ?1)",
			      &row),
		0);
	sqlite3_bind_int(row, 1, number);
	assert_int_equal(store_step(&tamper_copy, row), 1);
	snprintf(out, 8192, "%s", (const char *)sqlite3_column_text(row, 0));
	sqlite3_finalize(row);
}

static void every_column_changed_is_found(void **state)
{
	static const char *const changes[] = {
		"written = written + 1",
		"kind = 'x' || kind",
		"kind = kind || char(0) || 'x'",
		"leaf = zeroblob(32)",
		"leaf = x'00'",
		"link = zeroblob(32)",
		"link = x''",
		"body = zeroblob(32)",
		"salt = NULL",
		"salt = zeroblob(32)",
		"identity = NULL",
		"identity = randomblob(24)",
		"device = 'f4:b8:5e:00:00:09'",
		"device = coalesce(device, '') || char(0) || 'x'",
		"series = 'x'",
		"start = coalesce(start, 0) + 1",
		"start = NULL, finish = 3",
		"finish = coalesce(finish, 0) + 1",
		"finish = NULL, start = 3",
		"content = NULL",
		"content = coalesce(content, '') || ' '",
		"content = coalesce(content, '') || char(0)",
		"content = NULL, salt = NULL, identity = NULL, device = NULL, series = NULL, "
		"start = NULL, finish = NULL, body = randomblob(32)",
	};
	char sql[256], before[8192], after[8192];

	(void)state;
	for (size_t i = 0; i < sizeof(changes) / sizeof(changes[0]); i++) {
		for (int n = 1; n <= TAMPER_RECORDS; n++) {
			snprintf(sql, sizeof(sql), "UPDATE record SET %s WHERE number = %d",
				 changes[i], n);
			tamper_restore();
			describe(n, before);
			tamper_change(sql);
			describe(n, after);
			tamper_look(&tamper_anchor);
			/* What was NULL of an erased record stays so: nothing was changed. */
			if (found_at(&tamper_found, (uint64_t)n) != (strcmp(before, after) != 0))
				fail_msg("%s of record %d", changes[i], n);
		}
	}
}

/* Who has no key can make leaf and links fit, but not what was signed. */
static void rewrite_from(int number)
{
	uint8_t link[LEDGER_HASH] = {0}, leaf[LEDGER_HASH], text[LEDGER_HASH], body[LEDGER_HASH];
	sqlite3_stmt *update = NULL, *rows = NULL;
	struct record record;

	assert_int_equal(store_prepare(&tamper_copy, RECORD_SELECT "ORDER BY number", &rows), 0);
	assert_int_equal(store_prepare(&tamper_copy,
				       "UPDATE record SET leaf = ?2, link = ?3 WHERE number = ?1",
				       &update),
			 0);
	while (store_step(&tamper_copy, rows) > 0) {
		record_read(rows, &record);
		memcpy(leaf, record.leaf, sizeof(leaf));
		if (record.number == (uint64_t)number && record.content) {
			digest_text(record.content, record.length, text);
			digest_body(record.salt, text, body);
			digest_leaf(record.number, record.written, record.kind, body, leaf);
		}
		digest_link(link, leaf, link);
		sqlite3_bind_int64(update, 1, (int64_t)record.number);
		store_bind_blob(update, 2, leaf, sizeof(leaf));
		store_bind_blob(update, 3, link, sizeof(link));
		assert_int_equal(store_do(&tamper_copy, update), 0);
	}
	sqlite3_finalize(rows);
	sqlite3_finalize(update);
}

static void every_record_rewritten_with_all_its_hashes_is_found(void **state)
{
	char sql[256];

	(void)state;
	tamper_restore();
	load_values("content");
	for (int n = 1; n <= TAMPER_RECORDS; n++) {
		if (!values[n].size)
			continue;
		tamper_restore();
		snprintf(sql, sizeof(sql),
			 "UPDATE record SET content = replace(content, '\"schema\":1', "
			 "'\"schema\":2'), identity = NULL WHERE number = %d",
			 n);
		tamper_change(sql);
		rewrite_from(n);
		tamper_look(NULL);
		assert_true(found_kind(&tamper_found, FAULT_CHECKPOINT));
		assert_true(found_at(&tamper_found, (uint64_t)n));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(nothing_done_is_nothing_found),
		cmocka_unit_test(every_bit_of_every_content_is_found),
		cmocka_unit_test(every_bit_of_every_other_part_of_a_leaf_is_found),
		cmocka_unit_test(every_bit_of_every_hash_is_found),
		cmocka_unit_test(every_column_changed_is_found),
		cmocka_unit_test(every_record_rewritten_with_all_its_hashes_is_found),
	};

	return cmocka_run_group_tests(tests, tamper_begin, tamper_end);
}
