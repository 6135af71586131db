/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The hours of the day in which nothing may be sent, by the clock on the wall: on the day the
 * clocks go back an hour that comes twice is forbidden twice, on the day they go forward one that
 * does not come is not. Called by judgement.c and day.c.
 */
#ifndef LENSWATCH_PROMISE_DAYTIME_H
#define LENSWATCH_PROMISE_DAYTIME_H

#include "promise/judgement.h"

/* Whether a moment from `start_ns` to `end_ns` (both counted) is forbidden; `*at` is one. */
bool daytime_meet(const struct promise *promise, uint64_t start_ns, uint64_t end_ns,
		  local_fn *local, uint64_t *at);
/* Of the local day, 1330 for 22:10; -1 where it cannot be told. */
int hours_minute(uint64_t time_ns, local_fn *local);
/* The local day as 20260302; 0 where it cannot be told. */
int daytime_day(uint64_t time_ns, local_fn *local);

#endif
