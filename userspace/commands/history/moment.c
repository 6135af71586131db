/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "commands/history/moment.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define SECOND 1000000000ULL

static struct tm local_day(uint64_t time_ns)
{
	time_t seconds = (time_t)(time_ns / SECOND);
	struct tm tm = {0};

	localtime_r(&seconds, &tm);
	tm.tm_hour = tm.tm_min = tm.tm_sec = 0;
	tm.tm_isdst = -1;
	return tm;
}

/* `days` after that day's midnight; a day of 23 or 25 hours counts as one. */
static int from_day(struct tm tm, int days, uint64_t *out)
{
	time_t seconds;

	tm.tm_mday += days;
	tm.tm_isdst = -1;
	seconds = mktime(&tm);
	if (seconds < 0)
		return -EINVAL;
	*out = (uint64_t)seconds * SECOND;
	return 0;
}

/* "7d", "12h", "2w": that long ago. */
static int parse_ago(const char *text, uint64_t now_ns, uint64_t *out)
{
	static const struct {
		char unit;
		uint64_t seconds;
	} units[] = {{'m', 60}, {'h', 3600}, {'d', 86400}, {'w', 7 * 86400}};
	unsigned long count;
	char *rest;

	if (*text < '0' || *text > '9')
		return -EINVAL;
	count = strtoul(text, &rest, 10);
	for (size_t i = 0; i < sizeof(units) / sizeof(units[0]); i++)
		if (*rest == units[i].unit && !rest[1] && count <= 1000000 &&
		    count * units[i].seconds * SECOND <= now_ns) {
			*out = now_ns - count * units[i].seconds * SECOND;
			return 0;
		}
	return -EINVAL;
}

/* "10:00" or "10:00:30", maybe with a Z behind: what it adds to a midnight. */
static int parse_clock(const char *text, struct tm *tm, bool *utc)
{
	const char *rest = strptime(text, "%H:%M", tm);

	if (rest && *rest == ':')
		rest = strptime(text, "%H:%M:%S", tm);
	if (!rest)
		return -EINVAL;
	*utc = *rest == 'Z';
	return rest[*utc] ? -EINVAL : 0;
}

static int from_clock(const char *text, struct tm tm, uint64_t *out)
{
	bool utc;
	time_t seconds;

	if (parse_clock(text, &tm, &utc) != 0)
		return -EINVAL;
	tm.tm_isdst = -1;
	seconds = utc ? timegm(&tm) : mktime(&tm);
	if (seconds < 0)
		return -EINVAL;
	*out = (uint64_t)seconds * SECOND;
	return 0;
}

int moment_parse(const char *text, uint64_t now_ns, uint64_t base_ns, bool end, uint64_t *out)
{
	struct tm tm = {0};
	const char *rest;

	if (!strcmp(text, "now")) {
		*out = now_ns;
		return 0;
	}
	if (!strcmp(text, "today"))
		return from_day(local_day(now_ns), end, out);
	if (!strcmp(text, "yesterday"))
		return from_day(local_day(now_ns), end - 1, out);
	if (parse_ago(text, now_ns, out) == 0)
		return 0;
	if (strlen(text) >= 4 && strchr(text, ':') && strchr(text, ':') - text <= 2)
		return from_clock(text, local_day(base_ns), out);
	rest = strptime(text, "%Y-%m-%d", &tm);
	/* Nanoseconds in 64 bits end in 2554. */
	if (!rest || tm.tm_year < 70 || tm.tm_year > 600 || rest - text != 10)
		return -EINVAL;
	if (!*rest)
		return from_day(tm, end, out);
	return *rest == 'T' || *rest == ' ' ? from_clock(rest + 1, tm, out) : -EINVAL;
}

int moment_parse_span(const char *text, uint64_t now_ns, uint64_t *from, uint64_t *to)
{
	const char *dots = strstr(text, "..");
	uint64_t first, last;
	char start[64];

	if (!dots || (size_t)(dots - text) >= sizeof(start))
		return -EINVAL;
	snprintf(start, sizeof(start), "%.*s", (int)(dots - text), text);
	if (moment_parse(start, now_ns, now_ns, false, &first) != 0 ||
	    moment_parse(dots + 2, now_ns, first, true, &last) != 0 || last <= first)
		return -EINVAL;
	*from = first;
	*to = last;
	return 0;
}
