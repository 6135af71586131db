/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "report/write/answered.h"

#include "words/catalog.h"
#include "words/link.h"
#include "words/phrase.h"
#include "words/words.h"
#include "report/write/letter.h"
#include "report/write/verdict.h"

static bool answered_is_within(const struct report *report, const struct history_upload *upload)
{
	return upload->start_ns < report->order.to_ns;
}

static size_t answered_count(const struct report *report, bool within)
{
	const struct history *history = report->history;
	size_t found = 0;

	for (size_t i = 0; i < history->uploads.count; i++)
		found += !history->uploads.items[i].local &&
			 answered_is_within(report, &history->uploads.items[i]) == within;
	return found;
}

static void put_within(const struct report *report, struct outline *to)
{
	size_t found = answered_count(report, true);
	char text[WORDS_MOST];

	outline_section(to, OUTLINE_SECTION, SAY_ANSWER_WITHIN, NULL, "uploads");
	if (found)
		fprintf(outline_begin(to, OUTLINE_LINE), SAY_ANSWER_UNDER_WAY,
			words_count(found, "upload", text), found == 1 ? "was" : "were");
	else
		outline_put(to, OUTLINE_LINE, SAY_ANSWER_NONE);
	letter_events(report, 0, report->order.to_ns, to);
}

/* A clip is sent when it is over, so what shows the end of the time frame leaves after it. */
static void put_after(const struct report *report, struct outline *to)
{
	if (!answered_count(report, false))
		return;
	outline_section(to, OUTLINE_SECTION, SAY_ANSWER_AFTER, NULL, "after");
	outline_put(to, OUTLINE_LINE, SAY_ANSWER_AFTER_WHY);
	letter_events(report, report->order.to_ns, UINT64_MAX, to);
}

/* What left after it may show this time: so it belongs to the answer. */
static void put_answer(const struct report *report, struct outline *to)
{
	size_t within = answered_count(report, true), after = answered_count(report, false);
	FILE *file = outline_begin(to, OUTLINE_VERDICT);
	char text[WORDS_MOST];

	if (!within && !after) {
		verdict_write(report, file);
		return;
	}
	if (within)
		fprintf(file, SAY_ANSWER_LEFT, words_count(within, "upload", text));
	else
		fputs(SAY_ANSWER_NOT_LEFT, file);
	if (after)
		fprintf(file, SAY_ANSWER_LEFT_AFTER, within ? ", and" : ", but",
			words_count(after, "upload", text));
	putc('.', file);
}

/* What nobody watched can have left unseen: who asks must know before what is listed. */
static void put_watched(const struct report *report, struct outline *to)
{
	const struct report_order *order = &report->order;
	uint64_t at = order->from_ns, from, until, missed_ns = 0, unsure_ns = 0;
	size_t gaps = report->history->gaps.count + report->history->gaps.left_out;
	FILE *file = outline_begin(to, OUTLINE_LINE);
	char text[WORDS_MOST];
	bool open;

	while (report_hole(report, &at, report_end(report), &from, &until, &open))
		*(open ? &unsure_ns : &missed_ns) += until - from;
	if (order->to_ns > report_end(report))
		missed_ns += order->to_ns - report_end(report);
	if (missed_ns >= order->to_ns - order->from_ns)
		fputs(SAY_ANSWER_UNWATCHED, file);
	else if (missed_ns)
		fprintf(file, SAY_ANSWER_UNWATCHED_OF, words_duration(missed_ns, text));
	else if (!unsure_ns)
		fputs(SAY_ANSWER_WATCHED, file);
	if (unsure_ns)
		fprintf(file, SAY_ANSWER_UNSURE, missed_ns ? " " : "",
			words_duration(unsure_ns, text));
	if (!gaps)
		return;
	fputs(SAY_ANSWER_GAPS, file);
	link_write(file, "#unseen", words_count(gaps, "gap", text));
	putc('.', file);
}

void answered_write(const struct report *report, struct outline *to)
{
	FILE *file;

	outline_put(to, OUTLINE_TITLE, SAY_ANSWER_TITLE);
	put_answer(report, to);
	file = outline_begin(to, OUTLINE_LINE);
	fputs("Requested: ", file);
	letter_span(file, report->order.from_ns, report->order.to_ns);
	if (report->order.camera) {
		fputs(", only ", file);
		phrase_text(file, report->order.camera);
	}
	fputs(SAY_ANSWER_WHAT, file);
	put_watched(report, to);
	outline_put(to, OUTLINE_LINE, "Case reference: ______________________________");
	put_within(report, to);
	put_after(report, to);
	letter_holders(report, to);
	letter_unseen(report, to);
	letter_changes(report, to);
	letter_doubts(report, to);
	letter_advice(report, to);
	letter_seal(report, to);
}
