/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the record cannot tell: times nobody watched, gaps, what is not certain. */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "words/phrase.h"
#include "output/text.h"
#include "words/words.h"
#include "report/write/letter.h"

#define HOLES 50  /* told one by one; more are counted */
#define GAPS 200U /* the same */

static void put_hole(struct outline *to, uint64_t from, uint64_t until, bool open)
{
	FILE *file = outline_begin(to, OUTLINE_ITEM);

	letter_span(file, from, until);
	fputs(open ? ": the record does not show whether Lenswatch was still watching."
		   : ": Lenswatch was not watching.",
	      file);
}

static size_t put_holes(const struct report *report, struct outline *to)
{
	uint64_t at = report->order.from_ns, end = report_end(report), from, until;
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
		fprintf(outline_begin(to, OUTLINE_ITEM), "And at %zu more times.", count - HOLES);
	return count;
}

static void put_gap(const struct event *event, struct outline *to)
{
	static const struct text_style plain = {false};
	char *text = NULL, day[WORDS_MOST] = "At an unknown time";
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

	outline_put(to, OUTLINE_SECTION, "What was not seen");
	written = put_holes(report, to) + letter_breaks(report, to);
	for (size_t i = 0; i < history->gaps.count && i < GAPS; i++) {
		struct event_camera camera;
		struct event event;

		history_gap_event(&history->gaps.items[i], &camera, &event);
		put_gap(&event, to);
	}
	if (gaps > GAPS)
		fprintf(outline_begin(to, OUTLINE_ITEM), "And %zu more gaps.", gaps - GAPS);
	if (!written && !gaps)
		outline_put(to, OUTLINE_LINE,
			    "Lenswatch was watching all the time, and no gap was noticed.");
	if (report->watching.left_out)
		outline_put(to, OUTLINE_LINE,
			    "There were too many runs in this time to look at all of them.");
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
		fprintf(outline_begin(to, OUTLINE_ITEM),
			"%s %s not certain to be footage: the word likely or possibly says so.",
			words_count(unsure, "upload", text), unsure == 1 ? "is" : "are");
	if (low)
		fprintf(outline_begin(to, OUTLINE_ITEM),
			"Packets were lost during %s: more was sent than is told.",
			words_count(low, "upload", text));
	if (rough)
		fprintf(outline_begin(to, OUTLINE_ITEM),
			"%s %s forwarded by the router's hardware: times are rough there.",
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
		fprintf(outline_begin(to, OUTLINE_ITEM),
			"%s %s lost before they could be seen, so more may have left.",
			words_count(lost, "packet", text), lost == 1 ? "was" : "were");
	if (unreadable)
		fprintf(outline_begin(to, OUTLINE_ITEM), "%s could not be read.",
			words_count(unreadable, "packet", text));
	if (undecided)
		fprintf(outline_begin(to, OUTLINE_ITEM),
			"It cannot be told whether %s %s; what they sent is not in this record.",
			words_count(undecided, "other device", text),
			undecided == 1 ? "is a camera" : "are cameras");
	if (outside)
		outline_put(to, OUTLINE_ITEM,
			    "Some of it was taken outside the home's router, where no camera can "
			    "be told.");
}

static void put_dropped(const struct report *report, struct outline *to)
{
	char day[WORDS_MOST], clock[WORDS_MOST];

	if (report->dropped_ns < report->order.from_ns)
		return;
	fprintf(outline_begin(to, OUTLINE_ITEM),
		"What was written down up to %s %s was dropped to keep the history within its "
		"limits: what left then may not be in this report.",
		words_day(report->dropped_ns, day), words_clock(report->dropped_ns, clock));
}

void letter_doubts(const struct report *report, struct outline *to)
{
	char text[WORDS_MOST];

	outline_put(to, OUTLINE_SECTION, "What the record cannot tell");
	put_counts(report, to);
	put_run_doubts(report, to);
	put_dropped(report, to);
	if (report->forgotten)
		fprintf(outline_begin(to, OUTLINE_ITEM),
			"The owner erased %s in or after this period; what they said is gone.",
			words_count(report->forgotten, "record", text));
	if (report->history->unreadable)
		fprintf(outline_begin(to, OUTLINE_ITEM), "%s of the ledger could not be read.",
			words_count(report->history->unreadable, "record", text));
	outline_put(to, OUTLINE_ITEM,
		    "Times are when footage was sent, not when it was filmed: a camera may keep "
		    "it and send it later.");
	outline_put(to, OUTLINE_ITEM,
		    "What is in the footage, who looks at it in a cloud, whom it is passed on "
		    "to, and whether it was deleted there: none of it is visible from the home.");
	outline_put(to, OUTLINE_ITEM,
		    "A country is where an address is registered, by a database of the date "
		    "told; it is not where the footage lies.");
	outline_put(to, OUTLINE_ITEM,
		    "Devices that only behave like cameras are not kept in this record until "
		    "better evidence comes or the owner confirms them.");
}
