/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "report/write/letter.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "words/countries.h"
#include "words/phrase.h"
#include "output/text.h"
#include "words/words.h"
#include "report/write/promised_write.h"
#include "report/write/verdict.h"

static bool is_midnight(uint64_t time_ns)
{
	char clock[WORDS_MOST];

	return !strcmp(words_clock(time_ns, clock), "00:00") && time_ns % 60000000000ULL == 0;
}

void letter_span(FILE *file, uint64_t from_ns, uint64_t to_ns)
{
	char first[WORDS_MOST], last[WORDS_MOST], clock[WORDS_MOST], until[WORDS_MOST];

	words_day(from_ns, first);
	if (is_midnight(from_ns) && is_midnight(to_ns)) {
		words_day(to_ns - 1, last);
		fputs(first, file);
		if (strcmp(first, last) != 0)
			fprintf(file, " to %s", last);
		return;
	}
	words_day(to_ns, last);
	words_clock(from_ns, clock);
	words_clock(to_ns, until);
	fprintf(file, "%s %s", first, clock);
	if (strcmp(first, last) != 0)
		fprintf(file, " to %s %s", last, until);
	else if (strcmp(clock, until) != 0)
		fprintf(file, " to %s", until);
}

void letter_event(const struct event *event, struct outline *to)
{
	static const struct text_style plain = {false};
	char *text = NULL, *rest;
	size_t length;
	FILE *file = open_memstream(&text, &length);

	if (!file) {
		to->failed = true;
		return;
	}
	text_write(event, NULL, &plain, file);
	if (fclose(file) != 0) {
		to->failed = true;
		free(text);
		return;
	}
	rest = strchr(text, '\n');
	if (rest)
		*rest++ = '\0';
	outline_put(to, OUTLINE_EVENT, text);
	if (rest && *rest) {
		rest[strcspn(rest, "\n")] = '\0';
		outline_put(to, OUTLINE_DETAIL, rest + strspn(rest, " "));
	}
	free(text);
}

void letter_upload(const struct history *history, const struct history_upload *upload,
		   struct outline *to)
{
	struct event event;

	history_event(history, upload, &event);
	letter_event(&event, to);
	if (upload->first_part > 1)
		fprintf(outline_begin(to, OUTLINE_DETAIL),
			"It had begun before: this is its part %" PRIu32 " and what came after.",
			upload->first_part);
}

void letter_events(const struct report *report, uint64_t from_ns, uint64_t to_ns,
		   struct outline *to)
{
	const struct history *history = report->history;
	char day[WORDS_MOST] = "", last[WORDS_MOST] = "";
	bool *taken = calloc(history->uploads.count + 1, sizeof(*taken));

	if (!taken) {
		to->failed = true;
		return;
	}
	for (size_t i = 0; i < history->uploads.count; i++) {
		const struct history_upload *upload = &history->uploads.items[i];

		if (taken[i] || upload->start_ns < from_ns || upload->start_ns >= to_ns)
			continue;
		words_day(upload->start_ns, day);
		if (strcmp(day, last) != 0)
			outline_put(to, OUTLINE_DAY, day);
		snprintf(last, sizeof(last), "%s", day);
		if (!letter_row(history, i, to_ns, taken, to))
			letter_upload(history, upload, to);
	}
	free(taken);
}

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
	fprintf(outline_begin(to, OUTLINE_HEAD), "%s\t>Uploads\t>Sent out\t>Video%s", title,
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

	outline_put(to, OUTLINE_HEAD, "Day\t>Uploads\t>Sent out");
	for (size_t i = 0; i < days->count; i++)
		fprintf(outline_begin(to, OUTLINE_ROW), "%s\t%" PRIu64 "\t%s", days->items[i].name,
			days->items[i].uploads, words_size(days->items[i].bytes, text));
}

static void put_hours(const struct figure hours[24], struct outline *to)
{
	char text[WORDS_MOST];

	outline_put(to, OUTLINE_HEAD, "Hour of the day\t>Uploads\t>Sent out");
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

static void put_totals(const struct report *report, struct outline *to)
{
	const struct figures *figures = &report->figures;

	if (!figures->all.uploads && !figures->all.local_bytes)
		return;
	outline_put(to, OUTLINE_SECTION, "Totals");
	put_tally(&figures->cameras, "Camera", true, to);
	if (!figures->all.uploads)
		return;
	fprintf(outline_begin(to, OUTLINE_CHART), "%d\tSent out by destination",
		LETTER_CHART_DESTINATIONS);
	put_tally(&figures->destinations, "Destination", false, to);
	put_geography(&figures->operators, "Operator of the address", to);
	put_geography(&figures->countries, "Address registered in", to);
	put_tally(&figures->classes, "Kind", false, to);
	fprintf(outline_begin(to, OUTLINE_CHART), "%d\tSent out a day", LETTER_CHART_DAYS);
	put_days(&figures->days, to);
	fprintf(outline_begin(to, OUTLINE_CHART), "%d\tSent out by hour of the day",
		LETTER_CHART_HOURS);
	put_hours(figures->hours, to);
}

static bool is_known(const struct novelty *novelty, const struct novelty_item *item)
{
	for (size_t i = 0; i < novelty->count; i++)
		if (novelty->items[i].what == NOVELTY_CAMERA &&
		    novelty->items[i].device == item->device)
			return novelty->items[i].seen;
	return false;
}

static void put_novelty(const struct report *report, const struct novelty_item *item,
			struct outline *to)
{
	const struct history *history = report->history;
	uint64_t start_ns = history->uploads.items[item->upload].start_ns;
	FILE *file = outline_begin(to, OUTLINE_ITEM);
	char day[WORDS_MOST], clock[WORDS_MOST];
	struct event_camera camera;

	history_camera(history, &history->devices.items[item->device], &camera);
	phrase_who(file, &camera);
	switch (item->what) {
	case NOVELTY_CAMERA:
		fputs(" was seen to send footage for the first time", file);
		break;
	case NOVELTY_OPERATOR:
		fputs(" sent to an address of ", file);
		phrase_text(file, item->value);
		break;
	case NOVELTY_COUNTRY:
		fputs(" sent to an address registered in ", file);
		phrase_text(file, country_name(item->value));
		break;
	case NOVELTY_PROTOCOL:
		fputs(" sent by ", file);
		phrase_text(file, item->value);
		break;
	case NOVELTY_HOUR:
		fprintf(file, " sent between %02u:00 and %02u:00", item->hour,
			(item->hour + 1) % 24);
		break;
	}
	fprintf(file, ", first on %s at %s.", words_day(start_ns, day),
		words_clock(start_ns, clock));
}

static void put_known(const struct report *report, struct outline *to)
{
	const struct history *history = report->history;

	for (size_t i = 0; i < report->novelty.known_count; i++) {
		struct event_camera camera;
		FILE *file;

		history_camera(history, &history->devices.items[report->novelty.known[i]], &camera);
		file = outline_begin(to, OUTLINE_ITEM);
		phrase_who(file, &camera);
		fputs(" became known as ", file);
		phrase_form(file, &camera);
		fprintf(file, " (%s).", confidence_word(camera.certainty));
	}
}

static void put_compared(const struct novelty *novelty, struct outline *to)
{
	char text[WORDS_MOST];
	FILE *file;

	if (!novelty->looked) {
		outline_put(to, OUTLINE_LINE,
			    novelty->before ? "No upload of these cameras before this period is in "
					      "the record:"
					    : "No upload before this period is in the record, so "
					      "nothing can be compared with it.");
		return;
	}
	file = outline_begin(to, OUTLINE_LINE);
	fprintf(file, "Compared with %s before this period, ",
		words_count(novelty->looked, "upload", text));
	fprintf(file, "since %s:", words_day(novelty->since_ns, text));
	if (novelty->crowded)
		fputs(" There was too much to compare all of it.", file);
}

static void put_new(const struct report *report, struct outline *to)
{
	const struct novelty *novelty = &report->novelty;
	size_t written = 0;

	if (!novelty->known_count && !novelty->count)
		return;
	outline_put(to, OUTLINE_SECTION, "What is new");
	put_known(report, to);
	if (!novelty->count)
		return;
	put_compared(novelty, to);
	for (size_t i = 0; novelty->before && i < novelty->count; i++) {
		const struct novelty_item *item = &novelty->items[i];

		if (item->seen || (item->what != NOVELTY_CAMERA && !is_known(novelty, item)))
			continue;
		put_novelty(report, item, to);
		written++;
	}
	if (!written && novelty->before)
		outline_put(to, OUTLINE_LINE,
			    "Nothing: no camera used an operator, country, protocol or hour of "
			    "the day that it had not used before.");
}

/* Who replayed an old capture and asks for the last days wants to know where to look. */
static void put_latest(const struct report *report, struct outline *to)
{
	uint64_t last_ns = report->watching.last_ns;
	char day[WORDS_MOST], clock[WORDS_MOST];

	if (last_ns && last_ns < report->order.from_ns)
		fprintf(outline_begin(to, OUTLINE_LINE),
			"What the record tells of ends on %s at %s: ask for that time with "
			"--since and --until.",
			words_day(last_ns, day), words_clock(last_ns, clock));
}

static void put_summary(const struct report *report, struct outline *to)
{
	const struct report_order *order = &report->order;
	FILE *file;

	verdict_write(report, outline_begin(to, OUTLINE_VERDICT));
	if (verdict_doubted(report))
		verdict_more(report, outline_begin(to, OUTLINE_LINE));
	file = outline_begin(to, OUTLINE_LINE);
	letter_span(file, order->from_ns, order->to_ns);
	if (order->camera) {
		fputs(", only ", file);
		phrase_text(file, order->camera);
	}
	putc('.', file);
	verdict_tiles(report, outline_begin(to, OUTLINE_TILES));
	if (report->left.nothing != NOTHING_LEFT_NO)
		put_latest(report, to);
}

void letter_seal(const struct report *report, struct outline *to)
{
	const struct seal *seal = report->order.seal;

	if (!seal || !*seal->head)
		return;
	outline_put(to, OUTLINE_SECTION, "How to check this later");
	outline_put(
		to, OUTLINE_LINE,
		"The head stands for all that the history said when this was made. Keep it where "
		"nobody can change it, on paper or in a mail to yourself: with it \"lenswatch "
		"verify --head\" tells later whether the history still says the same. Who does "
		"not have the history from you needs its public key too.");
	fprintf(outline_begin(to, OUTLINE_ITEM), "Head: %s", seal->head);
	fprintf(outline_begin(to, OUTLINE_ITEM), "Public key: %s", seal->key);
	fprintf(outline_begin(to, OUTLINE_CHART), "%d\tThe head, to read with a phone",
		LETTER_CHART_HEAD);
}

void letter_write(const struct report *report, struct outline *to)
{
	outline_put(to, OUTLINE_TITLE, "What your cameras sent out of the house");
	put_summary(report, to);
	letter_worth(report, to);
	promised_section(&report->promised, to);
	put_new(report, to);
	if (report->history->uploads.count) {
		outline_put(to, OUTLINE_SECTION, "What happened");
		letter_events(report, 0, UINT64_MAX, to);
	}
	put_totals(report, to);
	letter_holders(report, to);
	letter_advice(report, to);
	letter_unseen(report, to);
	letter_changes(report, to);
	letter_doubts(report, to);
	letter_seal(report, to);
}
