/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "attest/reasons.h"

#include <inttypes.h>
#include <string.h>
#include <time.h>

#include "base/clock.h"
#include "words/phrase.h"
#include "words/words.h"
#include "base/zone.h"

static const char *put_clock(uint64_t time_ns, char text[WORDS_MOST])
{
	time_t seconds = (time_t)(time_ns / 1000000000U);
	struct tm tm;

	if (!localtime_r(&seconds, &tm) || !strftime(text, WORDS_MOST, "%H:%M:%S", &tm))
		text[0] = '\0';
	return text;
}

void reasons_span(FILE *file, uint64_t from_ns, uint64_t to_ns)
{
	char first[WORDS_MOST], last[WORDS_MOST], clock[WORDS_MOST];
	char zone[ZONE_NAME], until[ZONE_NAME];

	words_day(from_ns, first);
	words_day(to_ns, last);
	fprintf(file, "%s %s", first, put_clock(from_ns, clock));
	if (from_ns != to_ns) {
		zone_name((int64_t)(from_ns / CLOCK_SECOND_NS), zone);
		if (strcmp(zone, zone_name((int64_t)(to_ns / CLOCK_SECOND_NS), until)) != 0)
			fprintf(file, " %s", zone);
		fputs(" to ", file);
		if (strcmp(first, last) != 0)
			fprintf(file, "%s ", last);
		fputs(put_clock(to_ns, clock), file);
	}
	fprintf(file, " %s", zone_name((int64_t)(to_ns / CLOCK_SECOND_NS), zone));
}

static const char *holding_words(enum attest_condition condition)
{
	static const char *const words[] = {
		[ATTEST_GENUINE] = "the history is as it was written",
		[ATTEST_KEPT] = "its owner erased nothing that was written about this time",
		[ATTEST_WATCHED] = "Lenswatch was watching all the time",
		[ATTEST_COUNTED] = "all that the camera sent to the outside was counted",
		[ATTEST_ON_PATH] = "what the camera sends passes where it is counted",
		[ATTEST_SEEN] = "no packets were lost, and nothing was out of sight",
		[ATTEST_CLOCK] = "the clock was not set",
		[ATTEST_TOLD] = "what was under way at the end has been told since",
	};

	return words[condition];
}

static void put_reason(FILE *file, const struct attest_check *check)
{
	char count[WORDS_MOST];

	if (check->to_ns) {
		reasons_span(file, check->from_ns, check->to_ns);
		fputs(", ", file);
	}
	phrase_text(file, check->detail);
	if (check->count)
		fprintf(file, " (%s)", words_count(check->count, "packet", count));
}

static bool is_last(const struct attest *attest, uint64_t time_ns)
{
	for (size_t i = 0; i < attest->hours.count; i++)
		if (attest->hours.items[i].from_ns >= time_ns)
			return false;
	return true;
}

static void put_uncounted(const struct attest *attest, FILE *file)
{
	const struct attest_check *check = &attest->checks[ATTEST_COUNTED];

	if (!attest->hours.count) {
		fputs("this history counts nothing of what the camera sends: it is of an older "
		      "Lenswatch, or no full hour has passed",
		      file);
		return;
	}
	fputs("what it sent was not counted from ", file);
	reasons_span(file, check->from_ns, check->to_ns);
	if (is_last(attest, check->to_ns))
		fputs("; counts are written at each full hour and when Lenswatch ends", file);
	else
		fputs(": it was not known as a camera, or nothing of anybody was recorded", file);
}

static bool ends_in_stop(const char *text)
{
	size_t length = strlen(text);

	return length && text[length - 1] == '.';
}

static void put_failing(const struct attest *attest, enum attest_condition condition, FILE *file)
{
	const struct attest_check *check = &attest->checks[condition];
	char count[WORDS_MOST], clock[WORDS_MOST], text[ATTEST_DETAIL];

	switch (condition) {
	case ATTEST_GENUINE:
		fprintf(file, "the history is not as it was written: %s wrong, first: ",
			words_count(check->count, "thing", count));
		snprintf(text, sizeof(text), "%.*s",
			 (int)(strlen(check->detail) - ends_in_stop(check->detail)), check->detail);
		phrase_text(file, text);
		break;
	case ATTEST_KEPT:
		fprintf(file,
			"its owner erased %s of uploads or gaps of that time; whose they were is "
			"not known any more",
			words_count(check->count, "record", count));
		break;
	case ATTEST_WATCHED:
		fputs("Lenswatch is not known to have watched from ", file);
		reasons_span(file, check->from_ns, check->to_ns);
		break;
	case ATTEST_COUNTED:
		put_uncounted(attest, file);
		break;
	case ATTEST_TOLD:
		fprintf(file,
			"it was sending when the count ended at %s, and what that was is not "
			"known yet: ask again in an hour",
			put_clock(check->to_ns, clock));
		break;
	default:
		put_reason(file, check);
	}
	if (check->failures > 1 && condition != ATTEST_GENUINE && condition != ATTEST_KEPT)
		fprintf(file, "; and %" PRIu64 " more like it", check->failures - 1);
}

void reasons_put(const struct attest *attest, enum attest_condition condition, FILE *file)
{
	if (attest->checks[condition].failures)
		put_failing(attest, condition, file);
	else
		fputs(holding_words(condition), file);
}
