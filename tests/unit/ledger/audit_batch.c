// SPDX-License-Identifier: GPL-2.0-or-later
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include "ledger/support_room.h"

#define LONG (700UL * 1024) /* more than a batch has room for */

static struct room room;

static int set_up(void **state)
{
	(void)state;
	room_make(&room);
	room_fill(&room, 0, 700);
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	room_remove(&room);
	return 0;
}

static void put_long(void)
{
	struct ledger *ledger = room_open(&room);
	char *text = malloc(LONG + 64);
	int length;

	assert_non_null(text);
	length = sprintf(text, "{\"type\":\"owner\",\"schema\":1,\"name\":\"");
	memset(text + length, 'x', LONG);
	strcpy(text + length + LONG, "\"}");
	assert_int_equal(ledger_note(ledger, "owner", text), 0);
	ledger_close(ledger);
	free(text);
}

static void records_of_any_length_are_looked_at_in_batches(void **state)
{
	struct found found;

	(void)state;
	put_long();
	put_long();
	room_fill(&room, 700, 10);
	assert_int_equal(room_verify(&room, NULL, &found), 0);
	assert_int_equal(found.count, 0);
	assert_int_equal(found.report.records, 712);
	room_sql(&room, "UPDATE record SET content = content || ' ' WHERE number = 702");
	assert_int_equal(room_verify(&room, NULL, &found), 0);
	assert_int_equal(found.count, 1);
	assert_int_equal(found.faults[0].finding.first, 702);
}

/* The first and the last of several batches, and what stands beside the contents. */
static void each_is_told_by_its_number(void **state)
{
	static const uint64_t told[] = {1, 128, 129, 256, 257, 699, 700};
	struct found found;

	(void)state;
	room_sql(&room, "UPDATE record SET content = content || ' ' WHERE number IN (1, 129, 256)");
	room_sql(&room, "UPDATE record SET start = start + 1 WHERE number IN (128, 257, 699)");
	room_sql(&room, "UPDATE record SET content = content || ' ' WHERE number = 700");
	assert_int_equal(room_verify(&room, NULL, &found), 0);
	assert_int_equal(found.count, sizeof(told) / sizeof(told[0]));
	for (size_t i = 0; i < found.count; i++)
		assert_int_equal(found.faults[i].finding.first, told[i]);
	assert_int_equal(found.report.records, 700);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(records_of_any_length_are_looked_at_in_batches,
						set_up, tear_down),
		cmocka_unit_test_setup_teardown(each_is_told_by_its_number, set_up, tear_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
