// SPDX-License-Identifier: GPL-2.0-or-later
/* All figures of a period, as tables. */
#include <inttypes.h>
#include <string.h>

#include "base/clock.h"
#include "base/zone.h"
#include "words/catalog.h"
#include "words/phrase.h"
#include "words/words.h"
#include "report/write/letter.h"

static const char *video_words(const struct figure *figure, char text[WORDS_MOST])
{
	if (figure->video_high_s)
		return words_span((uint32_t)figure->video_low_s, (uint32_t)figure->video_high_s,
				  text);
	return "–";
}

static void put_sizes(FILE *file, const struct figure *figure)
{
	char size[WORDS_MOST], video[WORDS_MOST];

	fprintf(file, "\t%" PRIu64 "\t%s%s\t%s%s", figure->uploads,
		figure->lower_bound ? "at least " : "", words_size(figure->bytes, size),
		video_words(figure, video),
		figure->unmeasured && figure->video_high_s ? " and more" : "");
}

static void put_tally(const struct tally *tally, const char *title, bool local, struct outline *to)
{
	char text[WORDS_MOST];

	if (!tally->count)
		return;
	fprintf(outline_begin(to, OUTLINE_HEAD), SAY_TOTAL_HEAD, title,
		local ? "\t>Stayed home" : "");
	for (size_t i = 0; i < tally->count; i++) {
		const struct figure *figure = &tally->items[i];
		FILE *file = outline_begin(to, OUTLINE_ROW);

		phrase_text(file, figure->name);
		put_sizes(file, figure);
		if (local)
			fprintf(file, "\t%s", words_size(figure->local_bytes, text));
	}
}

/* Days and hours count uploads by their beginning and bytes where they fall, but no video. */
static void put_days(const struct tally *days, struct outline *to)
{
	char text[WORDS_MOST];

	outline_put(to, OUTLINE_HEAD, SAY_TOTAL_DAYS);
	for (size_t i = 0; i < days->count; i++)
		fprintf(outline_begin(to, OUTLINE_ROW), "%s\t%" PRIu64 "\t%s", days->items[i].name,
			days->items[i].uploads, words_size(days->items[i].bytes, text));
}

static void put_hours(const struct report *report, struct outline *to)
{
	const struct figure *hours = report->figures.hours;
	char text[WORDS_MOST], zones[ZONE_NAMES];

	fprintf(outline_begin(to, OUTLINE_HEAD), SAY_TOTAL_HOURS,
		zone_names((int64_t)(report->order.from_ns / CLOCK_SECOND_NS),
			   (int64_t)(report->order.to_ns / CLOCK_SECOND_NS), zones));
	for (unsigned i = 0; i < 24; i++)
		if (hours[i].uploads || hours[i].bytes)
			fprintf(outline_begin(to, OUTLINE_ROW), "%02u:00–%02u:00\t%" PRIu64 "\t%s",
				i, (i + 1) % 24, hours[i].uploads,
				words_size(hours[i].bytes, text));
}

/* Without a database of geography all is unknown: a table that says so again says nothing. */
static void put_geography(const struct tally *tally, const char *title, struct outline *to)
{
	if (tally->count != 1 || strcmp(tally->items[0].key, FIGURES_UNKNOWN) != 0)
		put_tally(tally, title, false, to);
}

void letter_totals(const struct report *report, struct outline *to)
{
	const struct figures *figures = &report->figures;

	if (!figures->all.uploads && !figures->all.local_bytes)
		return;
	outline_section(to, OUTLINE_FOLD, "Totals", NULL, "totals");
	put_tally(&figures->cameras, "Camera", true, to);
	if (!figures->all.uploads)
		return;
	put_tally(&figures->destinations, "Destination", false, to);
	put_geography(&figures->operators, SAY_TOTAL_OPERATORS, to);
	put_geography(&figures->countries, SAY_TOTAL_COUNTRIES, to);
	put_tally(&figures->classes, "Kind", false, to);
	put_days(&figures->days, to);
	put_hours(report, to);
}
