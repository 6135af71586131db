// SPDX-License-Identifier: GPL-2.0-or-later
#include "promise/daytime.h"

#include "base/clock.h"

/* The shortest time that can be forbidden is a minute, so one between two looks is never missed. */
#define HOURS_LOOK (30 * CLOCK_SECOND_NS)
/* Longer than a day with an hour put in: whatever the hours are, they came. */
#define HOURS_MOST (26 * 3600 * CLOCK_SECOND_NS)

static bool local_of(uint64_t time_ns, local_fn *local, struct tm *out)
{
	time_t seconds = (time_t)(time_ns / CLOCK_SECOND_NS);

	return local(&seconds, out) != NULL;
}

int hours_minute(uint64_t time_ns, local_fn *local)
{
	struct tm tm;

	return local_of(time_ns, local, &tm) ? tm.tm_hour * 60 + tm.tm_min : -1;
}

static bool is_forbidden(const struct promise *promise, uint64_t time_ns, local_fn *local)
{
	int at = hours_minute(time_ns, local);
	unsigned minute = (unsigned)at;

	if (at < 0)
		return false;
	if (promise->from_minute < promise->to_minute)
		return minute >= promise->from_minute && minute < promise->to_minute;
	return minute >= promise->from_minute || minute < promise->to_minute;
}

bool daytime_meet(const struct promise *promise, uint64_t start_ns, uint64_t end_ns,
		  local_fn *local, uint64_t *at)
{
	uint64_t end = end_ns > start_ns + HOURS_MOST ? start_ns + HOURS_MOST : end_ns;

	for (uint64_t now = start_ns; now < end; now += HOURS_LOOK) {
		if (!is_forbidden(promise, now, local))
			continue;
		*at = now;
		return true;
	}
	if (!is_forbidden(promise, end_ns, local))
		return false;
	*at = end_ns;
	return true;
}

int daytime_day(uint64_t time_ns, local_fn *local)
{
	struct tm tm;

	if (!local_of(time_ns, local, &tm))
		return 0;
	return (tm.tm_year + 1900) * 10000 + (tm.tm_mon + 1) * 100 + tm.tm_mday;
}
