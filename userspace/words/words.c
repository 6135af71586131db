/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>
#include <time.h>

#include "words/words.h"
#include "base/clock.h"
#include "base/zone.h"

static uint64_t words_rounded(uint64_t value, uint64_t unit)
{
	return value / unit + (value % unit >= unit - unit / 2);
}

/*
 * One decimal below ten, none above: a byte count is exact, but people compare the first two
 * digits.
 */
static const char *words_scaled(uint64_t bytes, uint64_t unit, const char *name,
				char text[WORDS_MOST])
{
	uint64_t tenths = words_rounded(bytes, unit / 10);

	if (tenths < 100)
		snprintf(text, WORDS_MOST, "%" PRIu64 ".%" PRIu64 " %s", tenths / 10, tenths % 10,
			 name);
	else
		snprintf(text, WORDS_MOST, "%" PRIu64 " %s", words_rounded(bytes, unit), name);
	return text;
}

const char *words_size(uint64_t bytes, char text[WORDS_MOST])
{
	if (bytes < 1000)
		return words_count(bytes, "byte", text);
	if (words_rounded(bytes, 1000) < 100) {
		snprintf(text, WORDS_MOST, "%" PRIu64 " kB", words_rounded(bytes, 1000));
		return text;
	}
	if (words_rounded(bytes, 1000000) < 1000)
		return words_scaled(bytes, 1000000, "MB", text);
	return words_scaled(bytes, 1000000000, "GB", text);
}

const char *words_duration(uint64_t ns, char text[WORDS_MOST])
{
	uint64_t seconds = words_rounded(ns, CLOCK_SECOND_NS),
		 minutes = words_rounded(ns, 60 * CLOCK_SECOND_NS);

	if (!seconds)
		snprintf(text, WORDS_MOST, "less than a second");
	else if (seconds < 90)
		snprintf(text, WORDS_MOST, "%" PRIu64 " s", seconds);
	else if (seconds < 600 && seconds % 60)
		snprintf(text, WORDS_MOST, "%" PRIu64 " min %" PRIu64 " s", seconds / 60,
			 seconds % 60);
	else if (minutes < 120)
		snprintf(text, WORDS_MOST, "%" PRIu64 " min", minutes);
	else if (minutes < 2880)
		snprintf(text, WORDS_MOST, "%" PRIu64 " h %" PRIu64 " min", minutes / 60,
			 minutes % 60);
	else
		snprintf(text, WORDS_MOST, "%" PRIu64 " days", words_rounded(minutes, 1440));
	return text;
}

const char *words_span(uint32_t low_s, uint32_t high_s, char text[WORDS_MOST])
{
	uint64_t low = words_rounded(low_s, 60), high = words_rounded(high_s, 60);
	bool whole = low_s % 60 == 0 && high_s % 60 == 0;
	char least[WORDS_MOST], most[WORDS_MOST];

	if (low_s == high_s)
		return words_duration(low_s * CLOCK_SECOND_NS, text);
	if (high_s < 90)
		snprintf(text, WORDS_MOST, "%" PRIu32 "–%" PRIu32 " s", low_s, high_s);
	else if ((low_s < 120 && !whole) || !low_s)
		snprintf(text, WORDS_MOST, "%.20s to %.20s",
			 words_duration(low_s * CLOCK_SECOND_NS, least),
			 words_duration(high_s * CLOCK_SECOND_NS, most));
	else if (low == high)
		snprintf(text, WORDS_MOST, "%" PRIu64 " min", low);
	else
		snprintf(text, WORDS_MOST, "%" PRIu64 "–%" PRIu64 " min", low, high);
	return text;
}

const char *words_count(uint64_t count, const char *noun, char text[WORDS_MOST])
{
	char digits[24];
	int length = snprintf(digits, sizeof(digits), "%" PRIu64, count), at = 0;

	for (int i = 0; i < length; i++) {
		if (i && (length - i) % 3 == 0)
			text[at++] = ',';
		text[at++] = digits[i];
	}
	snprintf(text + at, (size_t)(WORDS_MOST - at), " %s%s", noun, count == 1 ? "" : "s");
	return text;
}

const char *words_clock(uint64_t time_ns, char text[WORDS_MOST])
{
	time_t seconds = (time_t)(time_ns / CLOCK_SECOND_NS);
	struct tm tm = {0};
	char zone[ZONE_NAME];

	localtime_r(&seconds, &tm);
	snprintf(text, WORDS_MOST, "%02d:%02d", tm.tm_hour, tm.tm_min);
	if (zone_is_twice(seconds))
		snprintf(text + 5, WORDS_MOST - 5, " %s", zone_name(seconds, zone));
	return text;
}

const char *words_day(uint64_t time_ns, char text[WORDS_MOST])
{
	static const char *const days[] = {"Sunday",   "Monday", "Tuesday", "Wednesday",
					   "Thursday", "Friday", "Saturday"};
	static const char *const months[] = {"January",	  "February", "March",	  "April",
					     "May",	  "June",     "July",	  "August",
					     "September", "October",  "November", "December"};
	time_t seconds = (time_t)(time_ns / CLOCK_SECOND_NS);
	struct tm tm = {0};

	localtime_r(&seconds, &tm);
	snprintf(text, WORDS_MOST, "%s %d %s %d", days[tm.tm_wday], tm.tm_mday, months[tm.tm_mon],
		 tm.tm_year + 1900);
	return text;
}
