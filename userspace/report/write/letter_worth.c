// SPDX-License-Identifier: GPL-2.0-or-later
/* What an owner would want to look at first, of each camera. */
#include <stdlib.h>

#include "words/phrase.h"
#include "words/words.h"
#include "report/findings/figures.h"
#include "report/write/letter.h"

#define MORNING 5 /* from midnight till then most homes sleep */

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
	fputs(last->upload.destination.kind == DESTINATION_PEER
		      ? " If that was not you, change the camera's password."
		      : " If nobody of you was watching, look in its app at who may.",
	      file);
}

static void put_item(const struct history *history, const struct worth_item *item, enum worth worth,
		     struct outline *to)
{
	static const char *const nouns[] = {[WORTH_LIVE] = "live view",
					    [WORTH_CONTINUOUS] = "continuous recording",
					    [WORTH_VPN] = "upload",
					    [WORTH_NIGHT] = "upload"};
	const struct history_upload *last = &history->uploads.items[item->last];
	char text[WORDS_MOST], day[WORDS_MOST], clock[WORDS_MOST];
	FILE *file = outline_begin(to, OUTLINE_ITEM);
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
	for (int worth = 0; worth < WORTHS; worth++) {
		for (size_t i = 0; i < history->devices.count; i++) {
			if (!found[i][worth].count)
				continue;
			if (!told++)
				outline_put(to, OUTLINE_SECTION, "Worth a look");
			put_item(history, &found[i][worth], (enum worth)worth, to);
		}
	}
	free(found);
}
