// SPDX-License-Identifier: GPL-2.0-or-later
/* What had not been before. */

#include "words/catalog.h"
#include "words/countries.h"
#include "words/phrase.h"
#include "words/words.h"
#include "report/write/letter.h"

static bool letter_new_is_known(const struct novelty *novelty, const struct novelty_item *item)
{
	for (size_t i = 0; i < novelty->count; i++)
		if (novelty->items[i].what == NOVELTY_CAMERA &&
		    novelty->items[i].device == item->device)
			return novelty->items[i].seen;
	return false;
}

/* Of a camera that is new itself, all it does is. */
static bool letter_new_is_first(const struct novelty *novelty, const struct novelty_item *item)
{
	return !item->seen && (item->what == NOVELTY_CAMERA || letter_new_is_known(novelty, item));
}

static void put_novelty(const struct report *report, const struct novelty_item *item, FILE *file)
{
	const struct history *history = report->history;
	uint64_t start_ns = history->uploads.items[item->upload].start_ns;
	char day[WORDS_MOST], clock[WORDS_MOST];
	struct event_camera camera;

	history_camera(history, &history->devices.items[item->device], &camera);
	phrase_who(file, &camera);
	switch (item->what) {
	case NOVELTY_CAMERA:
		fputs(SAY_NEW_CAMERA, file);
		break;
	case NOVELTY_OPERATOR:
		fputs(SAY_NEW_OPERATOR, file);
		phrase_text(file, item->value);
		break;
	case NOVELTY_COUNTRY:
		fputs(SAY_NEW_COUNTRY, file);
		phrase_text(file, country_name(item->value));
		break;
	case NOVELTY_PROTOCOL:
		fputs(" sent by ", file);
		phrase_text(file, item->value);
		break;
	case NOVELTY_HOUR:
		fprintf(file, SAY_NEW_HOUR, item->hour, (item->hour + 1) % 24);
		break;
	}
	fprintf(file, SAY_NEW_FIRST, words_day(start_ns, day), words_clock(start_ns, clock));
	letter_point(&history->uploads.items[item->upload], file);
}

static void letter_new_known(const struct report *report, struct outline *to)
{
	const struct history *history = report->history;

	for (size_t i = 0; i < report->novelty.known_count; i++) {
		struct event_camera camera;
		FILE *file;

		history_camera(history, &history->devices.items[report->novelty.known[i]], &camera);
		file = outline_begin(to, OUTLINE_ITEM);
		phrase_who(file, &camera);
		if (!phrase_is_named(&camera)) {
			fputs(SAY_NEW_KNOWN, file);
			continue;
		}
		fputs(SAY_NEW_KNOWN_AS, file);
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
			    novelty->before ? SAY_NEW_NONE_BEFORE : SAY_NEW_NOTHING_BEFORE);
		return;
	}
	file = outline_begin(to, OUTLINE_LINE);
	fprintf(file, SAY_NEW_COMPARED, words_count(novelty->looked, "upload", text));
	fprintf(file, "since %s:", words_day(novelty->since_ns, text));
	if (novelty->crowded)
		fputs(SAY_NEW_TOO_MUCH, file);
}

void letter_new(const struct report *report, struct outline *to)
{
	const struct novelty *novelty = &report->novelty;
	size_t written = 0;

	if (!novelty->known_count && !novelty->count)
		return;
	outline_section(to, OUTLINE_FOLD, SAY_NEW, NULL, "new");
	letter_new_known(report, to);
	if (!novelty->count)
		return;
	put_compared(novelty, to);
	for (size_t i = 0; novelty->before && i < novelty->count; i++) {
		const struct novelty_item *item = &novelty->items[i];

		if (!letter_new_is_first(novelty, item))
			continue;
		put_novelty(report, item, outline_begin(to, OUTLINE_ITEM));
		written++;
	}
	if (!written && novelty->before)
		outline_put(to, OUTLINE_LINE, SAY_NEW_NOTHING);
}

void letter_first(const struct report *report, struct outline *to, size_t *told)
{
	const struct novelty *novelty = &report->novelty;

	for (size_t i = 0; novelty->before && i < novelty->count; i++) {
		const struct novelty_item *item = &novelty->items[i];

		if (item->what <= NOVELTY_COUNTRY && letter_new_is_first(novelty, item))
			put_novelty(report, item, letter_alert(to, told));
	}
}
