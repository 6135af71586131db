// SPDX-License-Identifier: GPL-2.0-or-later
/* What an owner would want to look at first, of each camera. */
#include <stdlib.h>

#include "words/catalog.h"
#include "words/link.h"
#include "words/phrase.h"
#include "words/words.h"
#include "report/findings/figures.h"
#include "report/write/letter.h"
#include "report/write/promised_write.h"

#define MORNING 5	       /* from midnight till then most homes sleep */
#define MUCH UINT64_C(1000000) /* bytes; twice as much as less is nothing to look at */

enum worth { WORTH_LIVE, WORTH_CONTINUOUS, WORTH_VPN, WORTH_NIGHT, WORTHS };

struct worth_item {
	uint64_t count, bytes;
	size_t last; /* index of the upload */
	double most; /* the surest of them */
	bool lossy;
};

static void letter_worth_add(struct worth_item *item, const struct history_upload *upload,
			     size_t index)
{
	item->count++;
	item->bytes += upload->bytes_up;
	item->last = index;
	item->most = upload->confidence > item->most ? upload->confidence : item->most;
	item->lossy |= upload->coverage == COVERAGE_LOWER_BOUND;
}

static void letter_worth_find(const struct history *history, struct worth_item (*found)[WORTHS])
{
	for (size_t i = 0; i < history->uploads.count; i++) {
		const struct history_upload *upload = &history->uploads.items[i];
		struct worth_item *items = found[upload->device];
		struct event event;

		if (upload->local)
			continue;
		history_event(history, upload, &event);
		if (upload->class == CLASS_LIVE)
			letter_worth_add(&items[WORTH_LIVE], upload, i);
		if (upload->class == CLASS_CONTINUOUS)
			letter_worth_add(&items[WORTH_CONTINUOUS], upload, i);
		if (event.upload.destination.kind == DESTINATION_VPN)
			letter_worth_add(&items[WORTH_VPN], upload, i);
		if (figures_hour(upload->start_ns) < MORNING)
			letter_worth_add(&items[WORTH_NIGHT], upload, i);
	}
}

/* Only the owner knows who was watching. */
static void put_cure(const struct event *last, FILE *file)
{
	fputs(last->upload.destination.kind == DESTINATION_PEER ? SAY_WORTH_PASSWORD
								: SAY_WORTH_APP,
	      file);
}

static void put_item(const struct history *history, const struct worth_item *item, enum worth worth,
		     FILE *file)
{
	static const char *const nouns[] = {[WORTH_LIVE] = "live view",
					    [WORTH_CONTINUOUS] = "continuous recording",
					    [WORTH_VPN] = "upload",
					    [WORTH_NIGHT] = "upload"};
	const struct history_upload *last = &history->uploads.items[item->last];
	char text[WORDS_MOST], day[WORDS_MOST], clock[WORDS_MOST];
	struct event event;

	history_event(history, last, &event);
	phrase_who(file, &event.upload.camera);
	fprintf(file, " %ssent %s", phrase_sure(item->most),
		words_count(item->count, nouns[worth], text));
	if (worth == WORTH_NIGHT)
		fprintf(file, " between 00:00 and 0%d:00", MORNING);
	fprintf(file, " (%s%s), ", item->lossy ? "at least " : "", words_size(item->bytes, text));
	fprintf(file, "%son %s at %s ", item->count > 1 ? "the last " : "",
		words_day(last->start_ns, day), words_clock(last->start_ns, clock));
	phrase_where(file, &event.upload);
	putc('.', file);
	if (worth == WORTH_LIVE)
		put_cure(&event, file);
	letter_point(last, file);
}

FILE *letter_alert(struct outline *to, size_t *told)
{
	if (!(*told)++)
		outline_section(to, OUTLINE_SECTION, SAY_WORTH, NULL, "worth");
	return outline_begin(to, OUTLINE_ALERT);
}

static void put_promises(const struct promised *promised, struct outline *to, size_t *told)
{
	for (size_t i = 0; i < promised->terms.promise_count; i++) {
		const struct promise *promise = &promised->terms.promises[i];
		const struct promised_item *item = &promised->items[i];
		char text[WORDS_MOST];
		FILE *file;

		if (!item->force_ns || item->verdict != VERDICT_BROKEN)
			continue;
		file = letter_alert(to, told);
		fputs("The promise \"", file);
		phrase_text(file, promise->text);
		fprintf(file, "\" was %sbroken: ", promised_sure(item));
		link_write(file, "#promises",
			   words_count(item->breaches, promised_noun(promise), text));
		putc('.', file);
	}
}

/* Of what is on record: before, nobody may have watched. */
static void put_more(const struct report *report, struct outline *to, size_t *told)
{
	uint64_t length_ns = report->order.to_ns - report->order.from_ns;

	for (size_t i = 0; i < report->cards.count; i++) {
		const struct card *card = &report->cards.items[i];
		char now[WORDS_MOST], before[WORDS_MOST], length[WORDS_MOST];
		struct event_camera camera;
		FILE *file;

		if (card->before_bytes < MUCH || card->all.bytes / 2 < card->before_bytes)
			continue;
		file = letter_alert(to, told);
		history_camera(report->history, &report->history->devices.items[card->device],
			       &camera);
		phrase_who(file, &camera);
		fprintf(file, SAY_WORTH_MORE, words_size(card->all.bytes, now),
			words_size(card->before_bytes, before), words_duration(length_ns, length));
	}
}

void letter_worth(const struct report *report, struct outline *to)
{
	const struct history *history = report->history;
	struct worth_item(*found)[WORTHS] = calloc(HISTORY_DEVICES, sizeof(*found));
	size_t told = 0;

	if (!found) {
		to->failed = true;
		return;
	}
	letter_worth_find(history, found);
	for (int worth = 0; worth < WORTHS; worth++)
		for (size_t i = 0; i < history->devices.count; i++)
			if (found[i][worth].count)
				put_item(history, &found[i][worth], (enum worth)worth,
					 letter_alert(to, &told));
	free(found);
	put_promises(&report->promised, to, &told);
	put_more(report, to, &told);
	letter_first(report, to, &told);
}
