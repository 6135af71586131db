/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "commands/history/moment.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/clock.h"
#include "base/zone.h"

static struct tm local_day(uint64_t time_ns)
{
	time_t seconds = (time_t)(time_ns / CLOCK_SECOND_NS);
	struct tm tm = {0};

	localtime_r(&seconds, &tm);
	tm.tm_hour = tm.tm_min = tm.tm_sec = 0;
	return tm;
}

/* `days` after the beginning of that day, however long days are there. */
static int from_day(uint64_t time_ns, int days, uint64_t *out)
{
	int64_t seconds;
	int err = zone_day((int64_t)(time_ns / CLOCK_SECOND_NS), days, &seconds);

	if (err)
		return err;
	*out = (uint64_t)seconds * CLOCK_SECOND_NS;
	return 0;
}

/* A date that does not exist is none. */
static int from_date(const struct tm *tm, bool end, uint64_t *out)
{
	int64_t first, last;
	int err = zone_moments(tm, &first, &last);

	return err ? err : from_day((uint64_t)first * CLOCK_SECOND_NS, end, out);
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
		    count * units[i].seconds * CLOCK_SECOND_NS <= now_ns) {
			*out = now_ns - count * units[i].seconds * CLOCK_SECOND_NS;
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

/* In the hour that comes twice a span takes both: it begins with the first, ends with the last. */
static int from_clock(const char *text, struct tm tm, bool end, uint64_t *out)
{
	bool utc;
	int64_t first, last;

	if (parse_clock(text, &tm, &utc) != 0 || zone_moments(&tm, &first, &last) != 0)
		return -EINVAL;
	if (utc)
		first = last = timegm(&tm);
	if (first < 0)
		return -EINVAL;
	*out = (uint64_t)(end ? last : first) * CLOCK_SECOND_NS;
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
		return from_day(now_ns, end, out);
	if (!strcmp(text, "yesterday"))
		return from_day(now_ns, end - 1, out);
	if (parse_ago(text, now_ns, out) == 0)
		return 0;
	if (strlen(text) >= 4 && strchr(text, ':') && strchr(text, ':') - text <= 2)
		return from_clock(text, local_day(base_ns), end, out);
	rest = strptime(text, "%Y-%m-%d", &tm);
	/* Nanoseconds in 64 bits end in 2554. */
	if (!rest || tm.tm_year < 70 || tm.tm_year > 600 || rest - text != 10)
		return -EINVAL;
	if (!*rest)
		return from_date(&tm, end, out);
	return *rest == 'T' || *rest == ' ' ? from_clock(rest + 1, tm, end, out) : -EINVAL;
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
