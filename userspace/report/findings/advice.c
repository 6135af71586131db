/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "report/findings/advice.h"

#include <string.h>
#include <time.h>

#include "words/catalog.h"
#include "words/link.h"
#include "words/phrase.h"

const struct rule *advice_vendor(const struct rules *rules, const char *vendor)
{
	for (size_t i = 0; rules && vendor && i < rules_count(rules); i++)
		if (!strcmp(rules_at(rules, i)->vendor, vendor))
			return rules_at(rules, i);
	return NULL;
}

/*
 * YYYY-MM or YYYY-MM-DD as a text compares like the time it names. A date of a month counts from
 * its first day: rather too old than too young.
 */
static bool is_stale(const char *date, uint64_t now_ns)
{
	time_t seconds = (time_t)(now_ns / 1000000000U);
	struct tm tm = {0};
	char oldest[16];

	gmtime_r(&seconds, &tm);
	tm.tm_year -= ADVICE_YEARS;
	strftime(oldest, sizeof(oldest), "%Y-%m-%d", &tm);
	return strcmp(date, oldest) < 0;
}

bool advice_next(const struct rule *rule, const char *topic, uint64_t now_ns, size_t *at,
		 struct advice *out)
{
	while (rule && *at < rule->advice_count) {
		const struct rule_advice *advice = &rule->advice[(*at)++];

		if (strcmp(advice->topic, topic) != 0)
			continue;
		*out = (struct advice){advice, is_stale(advice->date, now_ns)};
		return true;
	}
	return false;
}

bool advice_find(const struct rule *rule, const char *topic, uint64_t now_ns, struct advice *out)
{
	struct advice next;
	bool found = false;
	size_t at = 0;

	while (advice_next(rule, topic, now_ns, &at, &next)) {
		if (!found || strcmp(next.rule->date, out->rule->date) > 0)
			*out = next;
		found = true;
	}
	return found;
}

void advice_write(FILE *file, const struct advice *advice)
{
	phrase_text(file, advice->rule->text);
	fprintf(file, " (read %s at ", advice->rule->date);
	link_source(file, advice->rule->source);
	if (advice->stale)
		fputs(SAY_ADVICE_STALE, file);
	putc(')', file);
}
