/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "report/write/answer.h"

#include "words/phrase.h"
#include "words/words.h"
#include "report/write/letter.h"
#include "report/write/verdict.h"

static bool is_within(const struct report *report, const struct history_upload *upload)
{
	return upload->start_ns < report->order.to_ns;
}

static size_t answer_count(const struct report *report, bool within)
{
	const struct history *history = report->history;
	size_t found = 0;

	for (size_t i = 0; i < history->uploads.count; i++)
		found += !history->uploads.items[i].local &&
			 is_within(report, &history->uploads.items[i]) == within;
	return found;
}

static void put_within(const struct report *report, struct outline *to)
{
	size_t found = answer_count(report, true);
	char text[WORDS_MOST];

	outline_put(to, OUTLINE_SECTION, "What left in this time");
	if (found)
		fprintf(outline_begin(to, OUTLINE_LINE),
			"%s %s under way in it:", words_count(found, "upload", text),
			found == 1 ? "was" : "were");
	else
		outline_put(to, OUTLINE_LINE,
			    "None is on record. That is no proof that none was filmed, and what "
			    "was not seen stands below.");
	letter_events(report, 0, report->order.to_ns, to);
}

/* A clip is sent when it is over, so what shows the end of the time frame leaves after it. */
static void put_after(const struct report *report, struct outline *to)
{
	if (!answer_count(report, false))
		return;
	outline_put(to, OUTLINE_SECTION, "What left within ten minutes after it");
	outline_put(to, OUTLINE_LINE,
		    "A camera often sends when the clip is over, so these may show this time too; "
		    "they are counted below.");
	letter_events(report, report->order.to_ns, UINT64_MAX, to);
}

/* What left after it may show this time: so it belongs to the answer. */
static void put_answer(const struct report *report, struct outline *to)
{
	size_t within = answer_count(report, true), after = answer_count(report, false);
	FILE *file = outline_begin(to, OUTLINE_VERDICT);
	char text[WORDS_MOST];

	if (!within && !after) {
		verdict_write(report, file);
		return;
	}
	if (within)
		fprintf(file, "%s left in this time", words_count(within, "upload", text));
	else
		fputs("No upload of this time is on record", file);
	if (after)
		fprintf(file, "%s %s within ten minutes after it", within ? ", and" : ", but",
			words_count(after, "upload", text));
	putc('.', file);
}

void answer_write(const struct report *report, struct outline *to)
{
	FILE *file;

	outline_put(to, OUTLINE_TITLE, "What left of the footage of a requested time");
	put_answer(report, to);
	file = outline_begin(to, OUTLINE_LINE);
	fputs("Requested: ", file);
	letter_span(file, report->order.from_ns, report->order.to_ns);
	if (report->order.camera) {
		fputs(", only ", file);
		phrase_text(file, report->order.camera);
	}
	fputs(". This is the owner's own record of what the cameras sent, made by watching the "
	      "home's network; it holds no footage.",
	      file);
	put_within(report, to);
	put_after(report, to);
	letter_holders(report, to);
	letter_unseen(report, to);
	letter_changes(report, to);
	letter_doubts(report, to);
	letter_advice(report, to);
	letter_seal(report, to);
}
