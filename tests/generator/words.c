/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "words.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

struct unit {
	const char *name;
	double factor;
};

static int words_one(char **at, char **out)
{
	char *p = *at + strspn(*at, " \t\r\n");

	*out = NULL;
	if (!*p || *p == '#')
		return 0;
	if (*p == '"') {
		char *close = strchr(++p, '"');

		if (!close)
			return -EINVAL;
		*close = '\0';
		*out = p;
		*at = close + 1;
		return 0;
	}
	*out = p;
	p += strcspn(p, " \t\r\n");
	*at = *p ? p + 1 : p;
	*p = '\0';
	return 0;
}

int words_split(char *line, struct words *out)
{
	out->count = 0;
	for (;;) {
		char *word;
		int rc = words_one(&line, &word);

		if (rc || !word)
			return rc;
		if (out->count == WORDS_MAX)
			return -E2BIG;
		out->word[out->count++] = word;
	}
}

static int words_measure(const char *text, const struct unit *units, double *out)
{
	char *end;
	double number = strtod(text, &end);

	if (end == text || number < 0)
		return -EINVAL;
	for (; units->name; units++) {
		if (!strcmp(end, units->name)) {
			*out = number * units->factor;
			return 0;
		}
	}
	return -EINVAL;
}

int words_size(const char *text, double *bytes)
{
	static const struct unit units[] = {{"", 1},	 {"B", 1},    {"kB", 1e3},
					    {"MB", 1e6}, {"GB", 1e9}, {NULL, 0}};

	return words_measure(text, units, bytes);
}

int words_duration(const char *text, double *seconds)
{
	static const struct unit units[] = {{"", 1},	 {"ms", 1e-3}, {"s", 1}, {"m", 60},
					    {"h", 3600}, {"d", 86400}, {NULL, 0}};

	return words_measure(text, units, seconds);
}

int words_rate(const char *text, double *bits_a_second)
{
	static const struct unit units[] = {
		{"bit", 1}, {"kbit", 1e3}, {"Mbit", 1e6}, {"Gbit", 1e9}, {NULL, 0}};

	return words_measure(text, units, bits_a_second);
}

int words_number(const char *text, double *number)
{
	static const struct unit units[] = {{"", 1}, {"%", 0.01}, {NULL, 0}};

	return words_measure(text, units, number);
}

int words_clock(const char *text, uint64_t *ns)
{
	unsigned days = 0, hours, minutes;
	double seconds = 0;
	const char *p = strchr(text, 'd');
	int used = 0;

	if (p) {
		if (sscanf(text, "%5u%n", &days, &used) != 1 || text + used != p)
			return -EINVAL;
		text = p + 1;
	}
	used = 0;
	if (sscanf(text, "%3u:%2u%n", &hours, &minutes, &used) != 2 || !used || minutes > 59)
		return -EINVAL;
	if (text[used] == ':') {
		char *end;

		seconds = strtod(text + used + 1, &end);
		if (end == text + used + 1 || *end || seconds < 0 || seconds >= 60)
			return -EINVAL;
	} else if (text[used]) {
		return -EINVAL;
	}
	*ns = (uint64_t)days * 86400000000000ULL +
	      (hours * 3600ULL + minutes * 60ULL) * 1000000000ULL +
	      (uint64_t)(seconds * 1e6 + 0.5) * 1000;
	return 0;
}

int words_instant(const char *text, uint64_t *ns)
{
	struct tm tm = {0};
	const char *rest = strptime(text, "%Y-%m-%dT%H:%M:%S", &tm);
	time_t when;

	if (!rest || strcmp(rest, "Z"))
		return -EINVAL;
	when = timegm(&tm);
	if (when < 0)
		return -EINVAL;
	*ns = (uint64_t)when * 1000000000ULL;
	return 0;
}
