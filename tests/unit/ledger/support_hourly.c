// SPDX-License-Identifier: GPL-2.0-or-later
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdlib.h>

#include "ledger/support_hourly.h"

struct room hourly_room;
struct found hourly_found;
uint64_t hourly_now;
static uint8_t *hourly_whole; /* the file of HOURLY_RECORDS records, one an hour */
static size_t hourly_size;
struct ledger_head hourly_heads[HOURLY_RECORDS + 1]; /* [size], as they were signed */

static uint64_t told_time(void)
{
	return hourly_now;
}

struct ledger *hourly_open(void)
{
	struct ledger *ledger = room_open(&hourly_room);

	ledger->interval = 0;
	ledger->clock = told_time;
	return ledger;
}

void hourly_add(struct ledger *ledger, size_t index)
{
	struct event event;

	room_event(index, &event);
	assert_int_equal(ledger_append(ledger, &event), 0);
}

/* Each fifth is committed, with a head of its own. */
int hourly_begin(void **state)
{
	struct ledger *ledger;

	(void)state;
	room_make(&hourly_room);
	ledger = hourly_open();
	for (size_t i = 0; i < HOURLY_RECORDS; i++) {
		hourly_now = HOURLY_BEGUN_US + i * HOURLY_US;
		hourly_add(ledger, i);
		if (i % 5 != 4)
			continue;
		assert_int_equal(ledger_commit(ledger), 0);
		assert_int_equal(ledger_head(ledger, &hourly_heads[i + 1]), 0);
	}
	ledger_close(ledger);
	hourly_whole = room_load(hourly_room.path, &hourly_size);
	return 0;
}

int hourly_end(void **state)
{
	(void)state;
	free(hourly_whole);
	room_remove(&hourly_room);
	return 0;
}

int hourly_restore(void **state)
{
	(void)state;
	room_store(hourly_room.path, hourly_whole, hourly_size);
	hourly_now = HOURLY_BEGUN_US + HOURLY_RECORDS * HOURLY_US;
	return 0;
}

size_t hourly_drop(struct ledger *ledger, unsigned days, unsigned megabytes)
{
	struct ledger_limits limits = {days, megabytes};
	size_t one = 1, all = 0;

	while (one) {
		if (ledger_drop(ledger, &limits, &one))
			fail_msg("%s", ledger_error(ledger));
		all += one;
	}
	return all;
}

void hourly_drop_now(unsigned days, size_t expected)
{
	struct ledger *ledger = hourly_open();

	assert_int_equal(hourly_drop(ledger, days, 0), expected);
	ledger_close(ledger);
}

void hourly_is_whole(uint64_t dropped)
{
	assert_int_equal(room_verify(&hourly_room, NULL, &hourly_found), 0);
	if (hourly_found.count)
		fail_msg("%s", fault_text(&hourly_found.faults[0]));
	assert_int_equal(hourly_found.report.dropped, dropped);
}
