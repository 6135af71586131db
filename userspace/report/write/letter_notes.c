// SPDX-License-Identifier: GPL-2.0-or-later
/* What the daemon noted beside events, as lines of a report. */
#include <string.h>

#include "words/catalog.h"
#include "words/phrase.h"
#include "words/words.h"
#include "report/write/letter.h"
#include "json/reading.h"

#define LINES 100U /* told one by one; more are counted */

static void put_moment(FILE *file, uint64_t time_ns)
{
	char day[WORDS_MOST], clock[WORDS_MOST];

	fprintf(file, "%s %s", words_day(time_ns, day), words_clock(time_ns, clock));
}

static void put_break(const struct notes_item *item, struct outline *to)
{
	uint64_t from = reading_time(item->record, "start"),
		 until = reading_time(item->record, "end");
	FILE *file = outline_begin(to, OUTLINE_ITEM);
	char text[WORDS_MOST];

	put_moment(file, item->written_ns);
	if (strcmp(item->kind, "clock") == 0) {
		fprintf(file, SAY_BREAK_CLOCK,
			words_duration(until > from ? until - from : 0, text));
		return;
	}
	fputs(SAY_BREAK_RUN, file);
	put_moment(file, from);
	fputs(".", file);
}

static bool is_break(const struct notes_item *item)
{
	return strcmp(item->kind, "restart") == 0 || strcmp(item->kind, "clock") == 0;
}

size_t letter_breaks(const struct report *report, struct outline *to)
{
	char text[WORDS_MOST];
	size_t count = 0;

	for (size_t i = 0; i < report->notes.count; i++) {
		if (is_break(&report->notes.items[i]) && count++ < LINES)
			put_break(&report->notes.items[i], to);
	}
	if (count > LINES)
		fprintf(outline_begin(to, OUTLINE_ITEM), SAY_BREAKS_MORE,
			words_count(count - LINES, SAY_BREAKS_MORE_BREAK, text));
	return count;
}

static void put_change(const struct notes_item *item, struct json_object *change,
		       struct outline *to)
{
	static const struct {
		const char *what, *text;
		bool versions; /* which people tell apart */
	} words[] = {
		{"lenswatch", SAY_CHANGE_LENSWATCH, true}, {"ndpi", SAY_CHANGE_NDPI, true},
		{"rules", SAY_CHANGE_RULES, false},	   {"geo", SAY_CHANGE_GEO, true},
		{"options", SAY_CHANGE_OPTIONS, false},	   {"way", SAY_CHANGE_WAY, true},
	};
	const char *what = reading_text(change, "what");
	const char *before = reading_text(change, "from"), *since = reading_text(change, "to");
	size_t i = 0;
	FILE *file;

	while (i < sizeof(words) / sizeof(words[0]) && what && strcmp(what, words[i].what) != 0)
		i++;
	if (!what || i == sizeof(words) / sizeof(words[0]))
		return;
	file = outline_begin(to, OUTLINE_ITEM);
	put_moment(file, item->written_ns);
	fprintf(file, ": %s", words[i].text);
	if (words[i].versions) {
		fputs(" (before: ", file);
		phrase_text(file, before ? before : "none");
		fputs(", since: ", file);
		phrase_text(file, since ? since : "none");
		fputs(")", file);
	}
	fputs(".", file);
}

static const char *owner_text(const struct notes_item *item)
{
	struct json_object *camera = reading_member(item->record, "camera");

	return camera ? reading_text(camera, "mac") : reading_text(item->record, "address");
}

/* The name by which the report knows the device, else what the owner said it by. */
static const char *owner_device(const struct report *report, const char *text, bool *chosen)
{
	const struct history *history = report->history;
	struct event_camera camera;

	*chosen = !report->order.camera;
	for (size_t i = 0; text && i < history->devices.count; i++) {
		history_camera(history, &history->devices.items[i], &camera);
		if (strcmp(history->devices.items[i].key, text) != 0 &&
		    (!camera.ip || strcmp(camera.ip, text) != 0))
			continue;
		*chosen = history->devices.items[i].chosen;
		return phrase_is_named(&camera) ? camera.name : text;
	}
	return text;
}

/* Whether the report is of it: what was said of another camera is left out. */
static bool is_told(const struct report *report, const struct notes_item *item)
{
	bool chosen = !is_break(item);

	if (strcmp(item->kind, "owner") == 0)
		owner_device(report, owner_text(item), &chosen);
	return chosen;
}

static void put_word(const struct report *report, const struct notes_item *item, struct outline *to)
{
	struct json_object *camera = reading_member(item->record, "camera");
	const char *said = reading_text(item->record, "said"), *device;
	const char *name = reading_text(camera ? camera : item->record, "name");
	bool chosen = false;
	FILE *file;

	device = owner_device(report, owner_text(item), &chosen);
	if (!device || !said)
		return;
	file = outline_begin(to, OUTLINE_ITEM);
	put_moment(file, item->written_ns);
	fputs(SAY_OWNER_SAID, file);
	phrase_text(file, device);
	fputs(strcmp(said, "not") == 0 ? SAY_OWNER_NOT : SAY_OWNER_CAMERA, file);
	if (name && strcmp(name, device) != 0) {
		fputs(SAY_OWNER_NAME, file);
		phrase_text(file, name);
	}
	fputs(".", file);
}

/* A gap says what is missing of it. */
static void put_late(const struct notes_item *item, struct outline *to)
{
	FILE *file = outline_begin(to, OUTLINE_ITEM);
	char text[WORDS_MOST];

	put_moment(file, item->written_ns);
	fputs(SAY_LATE, file);
	put_moment(file, reading_time(item->record, "start"));
	fprintf(file, SAY_LATE_RECORDS,
		words_count(reading_count(item->record, "records"), "record", text));
}

void letter_changes(const struct report *report, struct outline *to)
{
	size_t section = 0, count = 0;

	for (size_t i = 0; i < report->notes.count && count < LINES; i++) {
		const struct notes_item *item = &report->notes.items[i];
		struct json_object *changes = reading_member(item->record, "changes");
		bool change = strcmp(item->kind, "change") == 0 &&
			      json_object_is_type(changes, json_type_array);

		if (!is_told(report, item))
			continue;
		if (!section++)
			outline_section(to, OUTLINE_FOLD, SAY_CHANGES, NULL, "changes");
		if (strcmp(item->kind, "owner") == 0)
			put_word(report, item, to);
		if (strcmp(item->kind, "late") == 0)
			put_late(item, to);
		for (size_t k = 0; change && k < json_object_array_length(changes); k++)
			put_change(item, json_object_array_get_idx(changes, k), to);
		count++;
	}
	if (report->notes.left_out || count == LINES)
		outline_put(to, OUTLINE_LINE, SAY_CHANGES_MORE);
}
