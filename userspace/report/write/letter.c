/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "report/write/letter.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/clock.h"
#include "base/zone.h"
#include "words/catalog.h"
#include "words/link.h"
#include "words/phrase.h"
#include "words/text.h"
#include "words/words.h"
#include "report/write/promised_write.h"
#include "report/write/verdict.h"

#define LETTER_DATE 16 /* room for "2026-03-02" */

static bool is_midnight(uint64_t time_ns)
{
	char clock[WORDS_MOST];

	return !strcmp(words_clock(time_ns, clock), "00:00") && time_ns % 60000000000ULL == 0;
}

static void put_zone(FILE *file, uint64_t from_ns, uint64_t to_ns)
{
	char zones[ZONE_NAMES];

	fprintf(file, " (%s)",
		zone_names((int64_t)(from_ns / CLOCK_SECOND_NS), (int64_t)(to_ns / CLOCK_SECOND_NS),
			   zones));
}

static void put_times(FILE *file, uint64_t from_ns, uint64_t to_ns)
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

void letter_span(FILE *file, uint64_t from_ns, uint64_t to_ns)
{
	put_times(file, from_ns, to_ns);
	put_zone(file, from_ns, to_ns > from_ns ? to_ns - 1 : to_ns);
}

void letter_handle(const struct history_upload *upload, FILE *file)
{
	char handle[EVENT_ID];

	snprintf(handle, sizeof(handle), "%.*s", upload->handle, upload->id);
	link_here(file, handle);
}

void letter_point(const struct history_upload *upload, FILE *file)
{
	char target[EVENT_ID + 2];

	snprintf(target, sizeof(target), "#e%.*s", upload->handle, upload->id);
	fputs(" #", file);
	link_write(file, target, target + 2);
}

/* `upload` NULL: what stands there has no handle. */
static void letter_put_event(const struct event *event, const struct history_upload *upload,
			     struct outline *to)
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
	if (upload) {
		putc(' ', to->file);
		letter_handle(upload, to->file);
	}
	if (rest && *rest) {
		rest[strcspn(rest, "\n")] = '\0';
		outline_put(to, OUTLINE_DETAIL, rest + strspn(rest, " "));
	}
	free(text);
}

void letter_event(const struct event *event, struct outline *to)
{
	letter_put_event(event, NULL, to);
}

void letter_upload(const struct history *history, const struct history_upload *upload,
		   struct outline *to)
{
	struct event event;

	history_event(history, upload, &event);
	letter_put_event(&event, upload, to);
	if (upload->first_part > 1)
		fprintf(outline_begin(to, OUTLINE_DETAIL), SAY_PART_LATER, upload->first_part);
}

/* "Sunday 22 November 2026", and how much left on it: what stayed home is no upload. */
static void put_date(const struct history *history, size_t at, uint64_t to_ns, struct outline *to)
{
	const struct history_upload *items = history->uploads.items;
	char day[WORDS_MOST], other[WORDS_MOST], size[WORDS_MOST];
	uint64_t count = 0, bytes = 0;
	FILE *file = outline_begin(to, OUTLINE_DATE);

	fputs(words_day(items[at].start_ns, day), file);
	for (size_t i = at; i < history->uploads.count && items[i].start_ns < to_ns; i++) {
		if (strcmp(words_day(items[i].start_ns, other), day) != 0)
			break;
		count += !items[i].local;
		bytes += items[i].local ? 0 : items[i].bytes_up;
	}
	if (count)
		fprintf(file, "\t%s, %s", words_count(count, "upload", other),
			words_size(bytes, size));
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
			put_date(history, i, to_ns, to);
		snprintf(last, sizeof(last), "%s", day);
		if (!letter_row(history, i, to_ns, taken, to))
			letter_upload(history, upload, to);
	}
	free(taken);
}

/* As --since takes it. */
static const char *letter_date(uint64_t time_ns, char text[LETTER_DATE])
{
	time_t seconds = (time_t)(time_ns / CLOCK_SECOND_NS);
	struct tm tm = {0};

	localtime_r(&seconds, &tm);
	strftime(text, LETTER_DATE, "%F", &tm);
	return text;
}

/* Who replayed an old capture and asks for the last days wants to know where to look. */
static void put_latest(const struct report *report, struct outline *to)
{
	const struct watching *watching = &report->watching;
	char first[LETTER_DATE], last[LETTER_DATE];
	FILE *file;

	if (!watching->last_ns || watching->last_ns >= report->order.from_ns)
		return;
	file = outline_begin(to, OUTLINE_LINE);
	fputs(SAY_LATEST, file);
	letter_span(file, watching->first_ns, watching->last_ns);
	fprintf(file, SAY_LATEST_ASK, letter_date(watching->first_ns, first),
		letter_date(watching->last_ns, last));
}

static void letter_summary(const struct report *report, struct outline *to)
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
	outline_section(to, OUTLINE_FOLD, SAY_SEAL, NULL, "proof");
	outline_put(to, OUTLINE_LINE, SAY_SEAL_HEAD);
	fprintf(outline_begin(to, OUTLINE_ITEM), "Head: %s", seal->head);
	fprintf(outline_begin(to, OUTLINE_ITEM), "Public key: %s", seal->key);
	fprintf(outline_begin(to, OUTLINE_CHART), "%d\t%s", LETTER_CHART_HEAD, SAY_SEAL_CODE);
}

static void put_handles(const struct report *report, struct outline *to)
{
	const struct history_upload *upload = report->history->uploads.items;

	FILE *file = outline_begin(to, OUTLINE_LINE);

	fprintf(file, SAY_HANDLES, upload->handle, upload->id);
	if (report->order.ledger) {
		fputs(" --ledger ", file);
		phrase_text(file, report->order.ledger);
	}
	fputs(SAY_HANDLES_SAY, file);
}

static void put_charts(const struct report *report, struct outline *to)
{
	if (!report->figures.all.uploads)
		return;
	outline_section(to, OUTLINE_SECTION, SAY_CHARTS, NULL, "when");
	fprintf(outline_begin(to, OUTLINE_CHART), "%d\t%s", LETTER_CHART_DAYS, SAY_CHART_A_DAY);
	fprintf(outline_begin(to, OUTLINE_CHART), "%d\t%s", LETTER_CHART_HOURS, SAY_CHART_BY_HOUR);
	fprintf(outline_begin(to, OUTLINE_CHART), "%d\t%s", LETTER_CHART_DESTINATIONS,
		SAY_CHART_BY_PLACE);
}

void letter_write(const struct report *report, struct outline *to)
{
	outline_put(to, OUTLINE_TITLE, SAY_TITLE);
	letter_summary(report, to);
	letter_worth(report, to);
	letter_cards(report, to);
	put_charts(report, to);
	if (report->history->uploads.count) {
		outline_section(to, OUTLINE_SECTION, "What happened", NULL, "uploads");
		put_handles(report, to);
		letter_events(report, 0, UINT64_MAX, to);
	}
	promised_section(&report->promised, to);
	letter_new(report, to);
	letter_totals(report, to);
	letter_holders(report, to);
	letter_advice(report, to);
	letter_unseen(report, to);
	letter_changes(report, to);
	letter_doubts(report, to);
	letter_seal(report, to);
}
