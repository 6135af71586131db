// SPDX-License-Identifier: GPL-2.0-or-later
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "ledger/support_room.h"
#include "report/history/records.h"

static int count(void *context, const struct ledger_record *record)
{
	(void)record;
	++*(size_t *)context;
	return 0;
}

static void the_ledgers_records_are_the_sources(void **state)
{
	struct ledger *ledger;
	struct records source;
	size_t records = 0;
	struct room room;

	(void)state;
	room_make(&room);
	room_fill(&room, 0, 10);
	ledger = room_open(&room);
	source = records_of(ledger);
	assert_int_equal(source.each(source.context, NULL, count, &records), 0);
	assert_int_equal(records, 10);
	ledger_close(ledger);
	room_remove(&room);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_ledgers_records_are_the_sources),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
