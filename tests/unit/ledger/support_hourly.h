/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A ledger for tests of what is dropped: 700 records, one an hour, each fifth with a head of its
 * own; and a clock.
 */
#ifndef LENSWATCH_TESTS_SUPPORT_HOURLY_H
#define LENSWATCH_TESTS_SUPPORT_HOURLY_H

#include "ledger/support_room.h"

#define HOURLY_RECORDS 700
#define HOURLY_US (UINT64_C(3600) * 1000000)
#define HOURLY_BEGUN_US (UINT64_C(1772409600) * 1000000) /* 2026-03-02 00:00 UTC */

extern struct room hourly_room;
extern struct found hourly_found;			    /* by hourly_is_whole */
extern uint64_t hourly_now;				    /* what the ledger's clock says */
extern struct ledger_head hourly_heads[HOURLY_RECORDS + 1]; /* [size], as they were signed */

int hourly_begin(void **state);
int hourly_end(void **state);
/* The file as it was, an hour after its last record. */
int hourly_restore(void **state);
/* To be written by that clock, each commit with a head that is kept. */
struct ledger *hourly_open(void);
void hourly_add(struct ledger *ledger, size_t index);
/* All that goes by now. Returns how many. */
size_t hourly_drop(struct ledger *ledger, unsigned days, unsigned megabytes);
void hourly_drop_now(unsigned days, size_t expected);
/* Verifies: nothing is found, and so many are dropped. */
void hourly_is_whole(uint64_t dropped);

#endif
