// SPDX-License-Identifier: GPL-2.0-or-later
#include "notify/quiet.h"

#include <stdbool.h>

/* The next moment at which the clock shows that minute of the day; mktime(3) looks after the days
 * on which the clocks change. */
static time_t quiet_next(int minute, time_t now)
{
	struct tm local = {0};
	time_t next;

	if (!localtime_r(&now, &local))
		return now;
	local.tm_hour = minute / 60;
	local.tm_min = minute % 60;
	local.tm_sec = 0;
	local.tm_isdst = -1;
	next = mktime(&local);
	if (next > now)
		return next;
	local.tm_mday++;
	local.tm_hour = minute / 60;
	local.tm_min = minute % 60;
	local.tm_isdst = -1;
	return mktime(&local);
}

static bool quiet_is(const struct notify_target *target, time_t now)
{
	int from = target->quiet_from, to = target->quiet_to, minute;
	struct tm local = {0};

	if (from == to || !localtime_r(&now, &local))
		return false;
	minute = local.tm_hour * 60 + local.tm_min;
	if (from < to)
		return minute >= from && minute < to;
	return minute >= from || minute < to;
}

time_t quiet_until(const struct notify_target *target, unsigned kinds, time_t now)
{
	if (kinds & target->loud)
		return 0;
	if (target->digest >= 0)
		return quiet_next(target->digest, now);
	return quiet_is(target, now) ? quiet_next(target->quiet_to, now) : 0;
}
