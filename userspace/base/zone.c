// SPDX-License-Identifier: GPL-2.0-or-later
#include "base/zone.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* No clock is further than that from UTC, and no two steps lie nearer to one another. */
#define ZONE_REACH (26 * 3600)
#define MINUTE 60

/* In the environment, as TZ is: what that was before, "-" where it was not there. */
#define ZONE_KEPT "LENSWATCH_TZ"

/* How far clocks were ahead of UTC, in seconds. */
static int64_t zone_offset(int64_t seconds)
{
	time_t at = (time_t)seconds;
	struct tm tm;

	return localtime_r(&at, &tm) ? (int64_t)timegm(&tm) - seconds : 0;
}

/* When the offset of `to` began, which is not that of `from`. */
static int64_t zone_step(int64_t from, int64_t to)
{
	int64_t offset = zone_offset(to);

	while (to - from > 1) {
		int64_t middle = from + (to - from) / 2;

		if (zone_offset(middle) == offset)
			to = middle;
		else
			from = middle;
	}
	return to;
}

static bool zone_is_date(const struct tm *wall)
{
	struct tm tm = *wall, back;
	time_t seconds = timegm(&tm);

	return gmtime_r(&seconds, &back) && back.tm_mday == wall->tm_mday &&
	       back.tm_mon == wall->tm_mon && back.tm_year == wall->tm_year &&
	       back.tm_hour == wall->tm_hour && back.tm_min == wall->tm_min &&
	       back.tm_sec == wall->tm_sec;
}

int zone_moments(const struct tm *wall, int64_t *first, int64_t *last)
{
	struct tm tm = *wall;
	int64_t shown, before, after;
	bool is_before, is_after;

	if (!zone_is_date(wall))
		return -EINVAL;
	shown = timegm(&tm);
	before = shown - zone_offset(shown - ZONE_REACH);
	after = shown - zone_offset(shown + ZONE_REACH);
	is_before = before + zone_offset(before) == shown;
	is_after = after + zone_offset(after) == shown;
	if (!is_before && !is_after)
		before = after = zone_step(shown - ZONE_REACH, shown + ZONE_REACH);
	else if (!is_before)
		before = after;
	else if (!is_after)
		after = before;
	if (before < 0)
		return -EINVAL;
	*first = before;
	*last = after;
	return 0;
}

int zone_day(int64_t seconds, int days, int64_t *out)
{
	time_t at = (time_t)seconds, noon;
	struct tm tm;
	int64_t last;

	if (!localtime_r(&at, &tm))
		return -EINVAL;
	tm.tm_hour = 12;
	tm.tm_min = tm.tm_sec = 0;
	tm.tm_mday += days;
	noon = timegm(&tm);
	gmtime_r(&noon, &tm);
	tm.tm_hour = 0;
	return zone_moments(&tm, out, &last);
}

bool zone_is_twice(int64_t seconds)
{
	time_t at = (time_t)(seconds - seconds % MINUTE);
	int64_t first, last;
	struct tm tm;

	return localtime_r(&at, &tm) && zone_moments(&tm, &first, &last) == 0 && first != last;
}

void zone_renew(void)
{
	const char *set = getenv("TZ");
	char *kept = set ? strdup(set) : NULL;

	if (set && !kept)
		return;
	setenv("TZ", "UTC0", 1);
	tzset();
	if (kept)
		setenv("TZ", kept, 1);
	else
		unsetenv("TZ");
	tzset();
	free(kept);
}

static void zone_set(const char *zone)
{
	if (strcmp(zone, "-") == 0)
		unsetenv("TZ");
	else
		setenv("TZ", zone, 1);
	tzset();
}

void zone_utc(void)
{
	const char *zone = getenv("TZ");

	setenv(ZONE_KEPT, zone ? zone : "-", 1);
	zone_set("UTC0");
}

struct tm *zone_house(const time_t *time, struct tm *out)
{
	const char *kept = getenv(ZONE_KEPT);
	struct tm *tm;

	if (!kept)
		return localtime_r(time, out);
	zone_set(kept);
	tm = localtime_r(time, out);
	zone_set("UTC0");
	return tm;
}

int64_t zone_house_offset(int64_t seconds)
{
	time_t at = (time_t)seconds;
	struct tm tm;

	return zone_house(&at, &tm) ? (int64_t)timegm(&tm) - seconds : 0;
}

const char *zone_name(int64_t seconds, char text[ZONE_NAME])
{
	time_t at = (time_t)seconds;
	struct tm tm;

	if (!localtime_r(&at, &tm) || !strftime(text, ZONE_NAME, "%Z", &tm))
		memcpy(text, "UTC", 4);
	return text;
}

const char *zone_names(int64_t from, int64_t to, char text[ZONE_NAMES])
{
	char first[ZONE_NAME], last[ZONE_NAME];

	zone_name(from, first);
	zone_name(to, last);
	if (strcmp(first, last) == 0)
		snprintf(text, ZONE_NAMES, "%s", first);
	else
		snprintf(text, ZONE_NAMES, "%s to %s", first, last);
	return text;
}
