// SPDX-License-Identifier: GPL-2.0-or-later
/* Camera by camera: what it sent, when, to whom, whether promises of it were kept, what was missed.
 */
#include <inttypes.h>

#include "words/catalog.h"
#include "words/link.h"
#include "words/phrase.h"
#include "words/words.h"
#include "report/write/letter.h"

#define PLACES 4 /* named; all stand in the totals */

static void put_title(const struct event_camera *camera, struct outline *to)
{
	FILE *file = outline_begin(to, OUTLINE_CARD);

	phrase_who(file, camera);
	if (phrase_is_named(camera) && camera->vendor) {
		putc('\t', file);
		phrase_text(file, camera->vendor);
	} else if (camera->name && !phrase_is_named(camera)) {
		putc('\t', file);
		phrase_self(file, camera);
	}
}

static void put_figures(const struct figure *all, struct outline *to)
{
	FILE *file = outline_begin(to, OUTLINE_FIGURES);
	char text[WORDS_MOST];

	if (!all->uploads) {
		fputs(SAY_CARD_NOTHING, file);
		if (all->local_bytes)
			fprintf(file, SAY_CARD_HOME, words_size(all->local_bytes, text));
		return;
	}
	fprintf(file, "%s · ", words_count(all->uploads, "upload", text));
	fprintf(file, "%s%s", all->lower_bound ? "at least " : "", words_size(all->bytes, text));
	if (all->video_high_s)
		fprintf(file, SAY_CARD_VIDEO,
			words_span((uint32_t)all->video_low_s, (uint32_t)all->video_high_s, text),
			all->unmeasured ? " and more" : "");
	if (all->guessed)
		fputs(SAY_CARD_UNSURE, file);
}

static void letter_cards_classes(const struct figure *all, FILE *file)
{
	static const struct {
		enum upload_class class;
		const char *noun;
	} nouns[] = {{CLASS_CLIP, "clip"},
		     {CLASS_LIVE, "live view"},
		     {CLASS_SNAPSHOT, "snapshot"},
		     {CLASS_CONTINUOUS, "continuous recording"},
		     {CLASS_SPEECH, "speech upload"},
		     {CLASS_UNKNOWN, NULL}};
	size_t written = 0;
	char text[WORDS_MOST];

	for (size_t i = 0; i < sizeof(nouns) / sizeof(nouns[0]); i++) {
		uint64_t count = all->class_uploads[nouns[i].class];

		if (!count)
			continue;
		fputs(written++ ? ", " : "", file);
		if (!nouns[i].noun)
			fprintf(file, SAY_CARD_OF_KIND_UNKNOWN, count);
		else
			fputs(words_count(count, nouns[i].noun, text), file);
	}
}

/* "56 clips. To Blink 26 MB, a viewer at 203.0.113.9 6.5 MB." */
static void put_places(const struct card *card, struct outline *to)
{
	const struct tally *places = &card->destinations;
	FILE *file = outline_begin(to, OUTLINE_LINE);
	char text[WORDS_MOST];

	letter_cards_classes(&card->all, file);
	fputs(". To ", file);
	for (size_t i = 0; i < places->count && i < PLACES; i++) {
		fputs(i ? ", to " : "", file);
		phrase_text(file, places->items[i].name);
		if (places->count > 1)
			fprintf(file, " (%s)", words_size(places->items[i].bytes, text));
	}
	if (places->count > PLACES)
		fprintf(file, " and %s more",
			words_count(places->count - PLACES, "destination", text));
	putc('.', file);
}

/*
 * What is promised of all cameras and was broken by another says nothing of this one; it is kept or
 * not known by this one where that is so of all.
 */
static void put_chip(const struct promise *promise, const struct promised_item *item,
		     uint32_t device, struct outline *to)
{
	uint64_t breaches = item->broken[device];
	char text[WORDS_MOST];
	FILE *file;

	if (breaches || (item->verdict == VERDICT_BROKEN && promise->subject != SUBJECT_ALL)) {
		file = outline_begin(to, OUTLINE_CHIP);
		fputs("broken\tbroken", file);
		if (breaches)
			fprintf(file, " %s", words_count(breaches, "time", text));
	} else if (item->verdict == VERDICT_KEPT) {
		file = outline_begin(to, OUTLINE_CHIP);
		fputs(promised_is_seen(item) ? "kept\tkept" : SAY_CARD_KEPT_AS_SEEN, file);
	} else if (item->verdict == VERDICT_UNKNOWN) {
		file = outline_begin(to, OUTLINE_CHIP);
		fputs("unknown\tunknown", file);
	} else {
		return;
	}
	putc('\t', file);
	phrase_text(file, promise->text + promise->words);
}

static void put_chips(const struct report *report, uint32_t device,
		      const struct event_camera *camera, struct outline *to)
{
	const struct promised *promised = &report->promised;

	for (size_t i = 0; i < promised->terms.promise_count; i++)
		if (promised->items[i].force_ns &&
		    promise_is_of(&promised->terms.promises[i], camera))
			put_chip(&promised->terms.promises[i], &promised->items[i], device, to);
}

static void put_missed(const struct card *card, struct outline *to)
{
	FILE *file;
	char text[WORDS_MOST];

	if (!card->gaps)
		return;
	file = outline_begin(to, OUTLINE_LINE);
	fputs(SAY_CARD_MISSED, file);
	link_write(file, "#unseen", words_count(card->gaps, "gap", text));
	fputs(").", file);
}

static void put_card(const struct report *report, const struct card *card, struct outline *to)
{
	const struct history_device *device = &report->history->devices.items[card->device];
	struct event_camera camera;

	history_camera(report->history, device, &camera);
	put_title(&camera, to);
	put_figures(&card->all, to);
	if (card->all.uploads) {
		fprintf(outline_begin(to, OUTLINE_CHART), "%d\t\t%" PRIu32, LETTER_CHART_CAMERA,
			card->device);
		put_places(card, to);
	}
	put_missed(card, to);
	put_chips(report, card->device, &camera, to);
}

void letter_cards(const struct report *report, struct outline *to)
{
	const struct cards *cards = &report->cards;

	if (!cards->count)
		return;
	outline_section(to, OUTLINE_SECTION, SAY_CARDS, NULL, "cameras");
	if (report->figures.all.uploads)
		fprintf(outline_begin(to, OUTLINE_CHART), "%d\t", LETTER_CHART_KEY);
	for (size_t i = 0; i < cards->count; i++)
		put_card(report, &cards->items[i], to);
}
