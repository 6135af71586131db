/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the record cannot tell: times nobody watched, gaps, what is not certain. */
#include <stdlib.h>
#include <string.h>

#include "words/catalog.h"
#include "words/phrase.h"
#include "words/text.h"
#include "words/words.h"
#include "report/write/letter.h"

#define HOLES 50  /* told one by one; more are counted */
#define GAPS 200U /* the same */

static void put_hole(struct outline *to, uint64_t from, uint64_t until, bool open)
{
	FILE *file = outline_begin(to, OUTLINE_ITEM);

	letter_span(file, from, until);
	fputs(open ? SAY_HOLE_UNSURE : SAY_HOLE, file);
}

static size_t put_holes(const struct report *report, struct outline *to)
{
	uint64_t at = report->order.from_ns, end = report_end(report), from, until;
	char text[WORDS_MOST];
	size_t count = 0;
	bool open;

	while (report_hole(report, &at, end, &from, &until, &open)) {
		/* A clock tells minutes; what is shorter is between two runs. */
		if (until - from < 60000000000ULL && !open)
			continue;
		if (count++ < HOLES)
			put_hole(to, from, until, open);
	}
	if (count > HOLES)
		fprintf(outline_begin(to, OUTLINE_ITEM), SAY_HOLES_MORE,
			words_count(count - HOLES, SAY_HOLES_MORE_TIME, text));
	return count;
}

static void letter_doubts_gap(const struct event *event, struct outline *to)
{
	static const struct text_style plain = {false};
	char *text = NULL, day[WORDS_MOST] = SAY_GAP_UNDATED;
	size_t length;
	FILE *file = open_memstream(&text, &length);

	if (!file) {
		to->failed = true;
		return;
	}
	text_write(event, NULL, &plain, file);
	if (fclose(file) == 0) {
		text[strcspn(text, "\n")] = '\0';
		if (event->gap.from_ns)
			words_day(event->gap.from_ns, day);
		fprintf(outline_begin(to, OUTLINE_ITEM), "%s: %s", day, text);
	}
	free(text);
}

void letter_unseen(const struct report *report, struct outline *to)
{
	const struct history *history = report->history;
	size_t written, gaps = history->gaps.count + history->gaps.left_out;
	char text[WORDS_MOST];

	outline_section(to, OUTLINE_FOLD, SAY_UNSEEN, NULL, "unseen");
	written = put_holes(report, to) + letter_breaks(report, to);
	for (size_t i = 0; i < history->gaps.count && i < GAPS; i++) {
		struct event_camera camera;
		struct event event;

		history_gap_event(&history->gaps.items[i], &camera, &event);
		letter_doubts_gap(&event, to);
	}
	if (gaps > GAPS)
		fprintf(outline_begin(to, OUTLINE_ITEM), SAY_GAPS_MORE,
			words_count(gaps - GAPS, SAY_GAPS_MORE_GAP, text));
	if (!written && !gaps)
		outline_put(to, OUTLINE_LINE, SAY_UNSEEN_NOTHING);
	if (report->watching.left_out)
		outline_put(to, OUTLINE_LINE, SAY_UNSEEN_RUNS);
}

static void put_counts(const struct report *report, struct outline *to)
{
	const struct history *history = report->history;
	size_t unsure = 0, low = 0, rough = 0;
	char text[WORDS_MOST];

	for (size_t i = 0; i < history->uploads.count; i++) {
		unsure += !history->uploads.items[i].local &&
			  sureness_of(history->uploads.items[i].confidence) != SURE;
		low += history->uploads.items[i].coverage == COVERAGE_LOWER_BOUND;
		rough += history->uploads.items[i].coverage == COVERAGE_HARDWARE;
	}
	if (unsure)
		fprintf(outline_begin(to, OUTLINE_ITEM), SAY_DOUBT_UNSURE,
			words_count(unsure, "upload", text), unsure == 1 ? "is" : "are");
	if (low)
		fprintf(outline_begin(to, OUTLINE_ITEM), SAY_DOUBT_LOWER_BOUND,
			words_count(low, "upload", text));
	if (rough)
		fprintf(outline_begin(to, OUTLINE_ITEM), SAY_DOUBT_HARDWARE,
			words_count(rough, "upload", text), rough == 1 ? "was" : "were");
}

static void put_run_doubts(const struct report *report, struct outline *to)
{
	uint64_t lost = 0, unreadable = 0;
	uint32_t undecided = 0;
	char text[WORDS_MOST];
	bool outside = false;

	for (size_t i = 0; i < report->watching.doubt_count; i++) {
		const struct watching_doubt *doubt = &report->watching.doubts[i];

		if (doubt->to_ns < report->order.from_ns || doubt->from_ns >= report->order.to_ns)
			continue;
		lost += doubt->lost;
		unreadable += doubt->unreadable;
		undecided = doubt->undecided > undecided ? doubt->undecided : undecided;
		outside |= doubt->behind_nat;
	}
	if (lost)
		fprintf(outline_begin(to, OUTLINE_ITEM), SAY_DOUBT_LOST,
			words_count(lost, "packet", text), lost == 1 ? "was" : "were");
	if (unreadable)
		fprintf(outline_begin(to, OUTLINE_ITEM), SAY_DOUBT_UNREADABLE,
			words_count(unreadable, "packet", text));
	if (undecided)
		fprintf(outline_begin(to, OUTLINE_ITEM), SAY_DOUBT_UNDECIDED,
			words_count(undecided, "other device", text),
			undecided == 1 ? SAY_DOUBT_IS_CAMERA : "cameras");
	if (outside)
		outline_put(to, OUTLINE_ITEM, SAY_DOUBT_OUTSIDE);
}

static void put_dropped(const struct report *report, struct outline *to)
{
	char day[WORDS_MOST], clock[WORDS_MOST];

	if (report->dropped_ns < report->order.from_ns)
		return;
	fprintf(outline_begin(to, OUTLINE_ITEM), SAY_DOUBT_DROPPED,
		words_day(report->dropped_ns, day), words_clock(report->dropped_ns, clock));
}

void letter_doubts(const struct report *report, struct outline *to)
{
	char text[WORDS_MOST];

	outline_section(to, OUTLINE_FOLD, SAY_DOUBTS_SECTION, NULL, "doubts");
	put_counts(report, to);
	put_run_doubts(report, to);
	put_dropped(report, to);
	if (report->forgotten)
		fprintf(outline_begin(to, OUTLINE_ITEM), SAY_DOUBT_ERASED,
			words_count(report->forgotten, "record", text));
	if (report->history->unreadable)
		fprintf(outline_begin(to, OUTLINE_ITEM), SAY_DOUBT_LEDGER,
			words_count(report->history->unreadable, "record", text));
	outline_put(to, OUTLINE_ITEM, SAY_DOUBT_TIMES);
	outline_put(to, OUTLINE_ITEM, SAY_DOUBT_CONTENT);
	outline_put(to, OUTLINE_ITEM, SAY_DOUBT_COUNTRY);
	outline_put(to, OUTLINE_ITEM, SAY_DOUBT_SUSPECTED);
}
