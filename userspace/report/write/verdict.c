// SPDX-License-Identifier: GPL-2.0-or-later
#include "report/write/verdict.h"

#include <inttypes.h>

#include "words/catalog.h"
#include "words/doubts.h"
#include "words/phrase.h"
#include "words/words.h"

#define HOUR (3600 * UINT64_C(1000000000))
#define REASONS 2 /* named here; all stand below */

/* The gravest first: what was there and is gone, what nobody saw, what may be missing. */
static const enum doubt reasons[] = {
	DOUBT_CHANGED,	      DOUBT_ERASED,	DOUBT_DROPPED,	      DOUBT_UNWRITTEN,
	DOUBT_UNWATCHED,      DOUBT_ABSENT,	DOUBT_UNDER_WAY,      DOUBT_PASSED_ON,
	DOUBT_UNSEEN,	      DOUBT_OFF_PATH,	DOUBT_ONE_WAY,	      DOUBT_FORWARDED,
	DOUBT_OUTSIDE_ROUTER, DOUBT_NO_PACKETS, DOUBT_NO_CAMERA,      DOUBT_LOST,
	DOUBT_FILTERED,	      DOUBT_CUT,	DOUBT_UNREAD,	      DOUBT_INTERRUPTED,
	DOUBT_TABLE_FULL,     DOUBT_CLOCK,	DOUBT_HOME_UNKNOWN,   DOUBT_UNEXPLAINED,
	DOUBT_UNCOUNTED,      DOUBT_GAP,	DOUBT_LOSSES_UNKNOWN,
};

static void put_unwatched(const struct report *report, FILE *file)
{
	uint64_t at = report->order.from_ns, end = report_end(report), from = at, until = at;
	bool open = false, certain = false, all = at >= end;

	while (report_hole(report, &at, end, &from, &until, &open)) {
		certain |= !open;
		all |= !open && from == report->order.from_ns && until == end;
	}
	all &= report->left.nothing != NOTHING_LEFT_NO;
	fputs(all	? SAY_WHY_UNWATCHED
	      : certain ? SAY_WHY_UNWATCHED_PART
			: SAY_WHY_UNWATCHED_UNSURE,
	      file);
}

static void put_reason(const struct report *report, size_t index, FILE *file)
{
	char text[WORDS_MOST];

	if (reasons[index] == DOUBT_UNWATCHED)
		put_unwatched(report, file);
	else if (reasons[index] != DOUBT_ERASED)
		fputs(doubts_reason(reasons[index]), file);
	else
		fprintf(file, SAY_WHY_ERASED, words_count(report->forgotten, "record", text));
}

static void put_reasons(const struct report *report, FILE *file)
{
	size_t told = 0, left = 0;

	for (size_t i = 0; i < sizeof(reasons) / sizeof(reasons[0]); i++)
		left += (report->left.doubts >> reasons[i]) & 1;
	for (size_t i = 0; i < sizeof(reasons) / sizeof(reasons[0]) && told < REASONS; i++) {
		if (!(report->left.doubts & 1U << reasons[i]))
			continue;
		if (told++)
			fputs(left > 1 ? ", " : " and ", file);
		put_reason(report, i, file);
		left--;
	}
	fputs(left ? ", and more." : ".", file);
}

/* The camera that the report is about alone; false: it is about all. */
static bool find_camera(const struct report *report, struct event_camera *camera)
{
	const struct history *history = report->history;

	for (size_t i = 0; report->order.camera && i < history->devices.count; i++) {
		if (!history->devices.items[i].chosen)
			continue;
		history_camera(history, &history->devices.items[i], camera);
		return true;
	}
	return false;
}

static void put_footage(const struct report *report, FILE *file)
{
	struct event_camera camera;

	fputs("footage", file);
	if (!find_camera(report, &camera))
		return;
	fputs(" of ", file);
	phrase_whom(file, &camera);
}

/* The word is that of the surest: one certain upload makes it certain that something left. */
static const char *verdict_surest(const struct history *history)
{
	double most = 0;

	for (size_t i = 0; i < history->uploads.count; i++) {
		const struct history_upload *upload = &history->uploads.items[i];

		if (!upload->local && upload->confidence > most)
			most = upload->confidence;
	}
	return phrase_sure(most);
}

static void verdict_left(const struct report *report, FILE *file)
{
	const struct figure *all = &report->figures.all;
	struct event_camera camera;
	char text[WORDS_MOST];

	if (find_camera(report, &camera))
		phrase_who(file, &camera);
	else
		fputs("Your cameras", file);
	fprintf(file, " %ssent ", verdict_surest(report->history));
	fprintf(file, "%s%s", all->lower_bound ? "at least " : "", words_size(all->bytes, text));
	if (all->video_high_s)
		fprintf(file, SAY_VERDICT_VIDEO,
			words_span((uint32_t)all->video_low_s, (uint32_t)all->video_high_s, text),
			all->unmeasured ? " and more" : "");
	fprintf(file, SAY_VERDICT_IN, words_count(all->uploads, "upload", text));
}

bool verdict_doubted(const struct report *report)
{
	return report->left.nothing == NOTHING_LEFT_NO &&
	       (report->left.doubts || report->figures.all.guessed);
}

static void put_unsure(const struct report *report, FILE *file)
{
	const struct history *history = report->history;
	uint64_t all = report->figures.all.uploads;
	size_t unsure = 0;

	for (size_t i = 0; i < history->uploads.count; i++)
		unsure += !history->uploads.items[i].local &&
			  sureness_of(history->uploads.items[i].confidence) != SURE;
	if (all == 1)
		fputs(SAY_VERDICT_UNSURE_ONE, file);
	else if (unsure == all)
		fputs(SAY_VERDICT_UNSURE_ALL, file);
	else
		fprintf(file, SAY_VERDICT_UNSURE_SOME, unsure, unsure == 1 ? "is" : "are");
}

void verdict_more(const struct report *report, FILE *file)
{
	if (report->figures.all.guessed)
		put_unsure(report, file);
	if (!report->left.doubts)
		return;
	fprintf(file, SAY_VERDICT_MORE, report->figures.all.guessed ? " " : "");
	put_reasons(report, file);
}

void verdict_write(const struct report *report, FILE *file)
{
	switch (report->left.nothing) {
	case NOTHING_LEFT_NO:
		verdict_left(report, file);
		break;
	case NOTHING_LEFT_YES:
		fputs("No ", file);
		put_footage(report, file);
		fputs(SAY_VERDICT_NONE_SEEN, file);
		break;
	case NOTHING_LEFT_CANNOT_TELL:
		fputs(SAY_VERDICT_CANNOT, file);
		put_footage(report, file);
		fputs(SAY_VERDICT_CANNOT_BUT, file);
		put_reasons(report, file);
		break;
	}
}

static void put_promises(const struct promised *promised, FILE *file)
{
	size_t all = promised_count(promised), broken = 0, kept = 0;

	for (size_t i = 0; i < promised->terms.promise_count; i++) {
		const struct promised_item *item = &promised->items[i];

		broken += item->force_ns && item->verdict == VERDICT_BROKEN;
		kept += item->force_ns && item->verdict == VERDICT_KEPT;
	}
	if (all)
		fprintf(file, "\t%zu of %zu\tpromise%s %s", broken ? broken : kept, all,
			all == 1 ? "" : "s", broken ? "broken" : "kept");
}

/* Of which it is known that somebody watched; the rest stands below. */
static void put_watched(const struct report *report, FILE *file)
{
	uint64_t at = report->order.from_ns, end = report_end(report), from, until;
	uint64_t all = end > at ? end - at : 0, watched = all;
	char text[WORDS_MOST];
	bool open;

	while (report_hole(report, &at, end, &from, &until, &open))
		watched -= until - from;
	putc('\t', file);
	if (watched >= 2 * HOUR || !watched)
		fprintf(file, "%" PRIu64, watched / HOUR);
	else
		fputs(words_duration(watched, text), file);
	putc('\t', file);
	if (all >= 2 * HOUR || !watched)
		fprintf(file, "of %" PRIu64 " h ", (all + HOUR / 2) / HOUR);
	fputs("watched", file);
}

void verdict_tiles(const struct report *report, FILE *file)
{
	const struct figures *figures = &report->figures;
	const struct figure *all = &figures->all;
	char text[WORDS_MOST];
	size_t cameras = 0;

	for (size_t i = 0; i < figures->cameras.count; i++)
		cameras += figures->cameras.items[i].uploads > 0;
	fprintf(file, SAY_TILE_UPLOADS, all->uploads, all->uploads == 1 ? "" : "s");
	if (all->video_high_s)
		fprintf(file, SAY_TILE_VIDEO,
			words_span((uint32_t)all->video_low_s, (uint32_t)all->video_high_s, text),
			all->unmeasured ? ", and more" : "");
	if (cameras)
		fprintf(file, SAY_TILE_CAMERAS, cameras, cameras == 1 ? "" : "s");
	put_promises(&report->promised, file);
	put_watched(report, file);
}
