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

/* A date that does not exist is none, also where that zone left it out. */
static int from_date(const struct tm *tm, bool end, uint64_t *out)
{
	int64_t first, last;
	int err = zone_moments(tm, &first, &last);

	if (err)
		return err;
	if (local_day((uint64_t)first * CLOCK_SECOND_NS).tm_mday != tm->tm_mday)
		return -EINVAL;
	return from_day((uint64_t)first * CLOCK_SECOND_NS, end, out);
}

/* "7d", "12h ago", "2 weeks ago": a unit may be shortened. */
static int parse_ago(const char *text, uint64_t now_ns, uint64_t *out)
{
	static const struct {
		const char *name;
		uint64_t seconds;
	} units[] = {{"minute", 60}, {"hour", 3600}, {"day", 86400}, {"week", 7 * 86400}};
	unsigned long count;
	size_t length;
	char *rest;

	if (*text < '0' || *text > '9')
		return -EINVAL;
	count = strtoul(text, &rest, 10);
	rest += *rest == ' ';
	length = strcspn(rest, " ");
	if (!length || (rest[length] && strcmp(rest + length, " ago") != 0))
		return -EINVAL;
	length -= length > 1 && rest[length - 1] == 's';
	for (size_t i = 0; i < sizeof(units) / sizeof(units[0]); i++)
		if (strncmp(units[i].name, rest, length) == 0 && count <= 1000000 &&
		    count * units[i].seconds * CLOCK_SECOND_NS <= now_ns) {
			*out = now_ns - count * units[i].seconds * CLOCK_SECOND_NS;
			return 0;
		}
	return -EINVAL;
}

/* "monday", "mon": the last one, or today; "last monday": the last one before today. */
static int parse_weekday(const char *text, uint64_t now_ns, bool end, uint64_t *out)
{
	static const char *const names[] = {"sunday",	"monday", "tuesday", "wednesday",
					    "thursday", "friday", "saturday"};
	bool last = strncmp(text, "last ", 5) == 0;
	int today = local_day(now_ns).tm_wday, days;

	text += last ? 5 : 0;
	for (int i = 0; i < 7; i++) {
		if (strcasecmp(text, names[i]) != 0 &&
		    (strlen(text) != 3 || strncasecmp(text, names[i], 3) != 0))
			continue;
		days = (today - i + 7) % 7;
		days += last && !days ? 7 : 0;
		return from_day(now_ns, end - days, out);
	}
	return -EINVAL;
}

/* Weeks begin on Mondays (ISO 8601). */
static int parse_week(const char *text, uint64_t now_ns, bool end, uint64_t *out)
{
	int monday = -((local_day(now_ns).tm_wday + 6) % 7);

	if (strcmp(text, "this week") == 0)
		return from_day(now_ns, monday + (end ? 7 : 0), out);
	if (strcmp(text, "last week") == 0)
		return from_day(now_ns, monday - (end ? 0 : 7), out);
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
	if (parse_ago(text, now_ns, out) == 0 || parse_week(text, now_ns, end, out) == 0 ||
	    parse_weekday(text, now_ns, end, out) == 0)
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
