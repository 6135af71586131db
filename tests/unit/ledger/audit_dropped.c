// SPDX-License-Identifier: GPL-2.0-or-later
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <string.h>

#include "ledger/store.h"
#include "ledger/support_hourly.h"

static void look_at(const struct ledger_head *head)
{
	struct ledger_anchor anchor = {.size = head->size};

	memcpy(anchor.root, head->root, sizeof(anchor.root));
	assert_int_equal(room_verify(&hourly_room, &anchor, &hourly_found), 0);
}

static void heads_of_before_are_checked_where_they_were_the_last_of_a_day(void **state)
{
	struct ledger_head other;
	unsigned checked = 0;

	(void)state;
	hourly_drop_now(10, 256);
	for (size_t size = 5; size <= HOURLY_RECORDS; size += 5) {
		uint64_t day = hourly_heads[size].written / (24 * HOURLY_US);
		bool kept = size > 256 || hourly_heads[size + 5].written / (24 * HOURLY_US) != day;

		look_at(&hourly_heads[size]);
		assert_int_equal(hourly_found.count, 0);
		assert_int_equal(hourly_found.report.anchored, kept);
		assert_int_equal(hourly_found.report.beyond, !kept);
		checked += kept;
		other = hourly_heads[size];
		other.root[7] ^= 1;
		look_at(&other);
		assert_int_equal(found_kind(&hourly_found, FAULT_ANCHOR), kept);
		assert_int_equal(hourly_found.report.beyond, !kept);
		if (kept)
			size += 20; /* these are all alike */
	}
	assert_in_range(checked, 10, 60);
	look_at(&hourly_heads[5]);
	assert_non_null(
		strstr(ledger_limit(&hourly_found.report, 5), "your head is of this history"));
}

/* Someone with sqlite3, behind its back: hourly_found, and each record from `first` to `last` is
 * told. */
static void is_found(const char *sql, uint64_t first, uint64_t last)
{
	room_sql(&hourly_room, sql);
	assert_int_equal(room_verify(&hourly_room, NULL, &hourly_found), 0);
	if (!hourly_found.count)
		fail_msg("%s", sql);
	for (uint64_t n = first; n && n <= last; n++) {
		if (!found_at(&hourly_found, n))
			fail_msg("%s: record %llu, as in: %s", sql, (unsigned long long)n,
				 fault_text(&hourly_found.faults[0]));
	}
}

static void more_gone_than_is_said_is_found_and_where(void **state)
{
	static const struct {
		const char *sql;
		uint64_t first, last;
	} changes[] = {
		{"DELETE FROM record WHERE number = 257", 257, 257},
		{"DELETE FROM record WHERE number <= 300", 257, 300},
		{"DELETE FROM record WHERE number = 701", 701, 701}, /* which says it */
		{"DELETE FROM record WHERE number = 701; DELETE FROM checkpoint WHERE size > 700",
		 1, 256},
		{"UPDATE record SET kind = 'droppes' WHERE number = 701", 1, 256},
		{"UPDATE record SET content = replace(content, '\"last\":256', '\"last\":512') "
		 "WHERE number = 701; DELETE FROM record WHERE number <= 512",
		 1, 512},
		{"UPDATE record SET content = replace(replace(content, '\"last\":256', "
		 "'\"last\":512'), substr(content, instr(content, '\"chain\":'), 74), "
		 "'\"chain\":\"' || lower(hex((SELECT link FROM record WHERE number = 512))) || "
		 "'\"') WHERE number = 701; DELETE FROM record WHERE number <= 512",
		 1, 512},
		{"UPDATE record SET content = replace(content, '\"first\":1', '\"first\":2') "
		 "WHERE number = 701",
		 1, 256},
		{"INSERT INTO record SELECT 17, written, kind, leaf, link, body, salt, NULL, "
		 "device, series, start, finish, content FROM record WHERE number = 300",
		 17, 17},
		{"UPDATE block SET root = zeroblob(32) WHERE number = 1", 1, 256},
		{"DELETE FROM block WHERE number = 1", 1, 256},
		{"UPDATE block SET number = 0 WHERE number = 1", 1, 256},
		{"INSERT INTO block VALUES (0, zeroblob(32))", 1, 256},
		{"DELETE FROM checkpoint WHERE size = (SELECT min(size) FROM checkpoint)", 1, 256},
		{"DELETE FROM checkpoint WHERE size < 256", 1, 256},
		{"UPDATE checkpoint SET written = written + 1 WHERE size = (SELECT min(size) FROM "
		 "checkpoint)",
		 1, 5},
		{"UPDATE checkpoint SET size = size + 1 WHERE size = (SELECT min(size) FROM "
		 "checkpoint)",
		 1, 20},
		{"UPDATE checkpoint SET previous = zeroblob(32) WHERE size = 260", 257, 260},
		{"DELETE FROM checkpoint WHERE size = 260", 257, 265},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(changes) / sizeof(changes[0]); i++) {
		hourly_restore(NULL);
		hourly_drop_now(10, 256);
		is_found(changes[i].sql, changes[i].first, changes[i].last);
	}
}

/* Who has no key can put in a head that was signed once, but not say that it is kept. */
static void a_head_that_was_not_kept_is_not_put_back(void **state)
{
	sqlite3_stmt *insert = NULL;
	const struct ledger_head *head = &hourly_heads[10];
	struct store store;

	(void)state;
	hourly_drop_now(10, 256);
	assert_int_equal(store_open(hourly_room.path, LEDGER_WRITE, &store), 0);
	assert_int_equal(store_prepare(&store,
				       "INSERT INTO checkpoint VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
				       &insert),
			 0);
	sqlite3_bind_int64(insert, 1, (int64_t)head->size);
	sqlite3_bind_int64(insert, 2, (int64_t)head->written);
	store_bind_blob(insert, 3, head->root, LEDGER_HASH);
	store_bind_blob(insert, 4, head->chain, LEDGER_HASH);
	store_bind_blob(insert, 5, head->previous, LEDGER_HASH);
	store_bind_blob(insert, 6, head->signature, LEDGER_SIGNATURE);
	assert_int_equal(store_do(&store, insert), 0);
	sqlite3_finalize(insert);
	store_close(&store);
	assert_int_equal(room_verify(&hourly_room, NULL, &hourly_found), 0);
	assert_true(found_kind(&hourly_found, FAULT_DROPPED));
}

#define CASE(name) cmocka_unit_test_setup(name, hourly_restore)

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(heads_of_before_are_checked_where_they_were_the_last_of_a_day),
		CASE(more_gone_than_is_said_is_found_and_where),
		CASE(a_head_that_was_not_kept_is_not_put_back),
	};

	return cmocka_run_group_tests(tests, hourly_begin, hourly_end);
}
