// SPDX-License-Identifier: GPL-2.0-or-later
#include "page/spoken.h"

#include <stdbool.h>
#include <string.h>

#include "base/clock.h"
#include "json/reading.h"
#include "report/history/history_gaps.h"
#include "report/write/letter.h"
#include "words/words.h"

static void spoken_upload(struct json_object *object, struct event *event)
{
	reading_upload(object, &event->upload);
	reading_camera(reading_member(object, "camera"), &event->upload.camera);
	reading_destination(reading_member(object, "destination"), &event->upload.destination);
}

/* False: there are no sentences for it. `camera` holds a gap's. */
static bool spoken_read(const char *kind, struct json_object *object, struct event_camera *camera,
			struct event *event)
{
	if (strcmp(kind, "upload") == 0 || strcmp(kind, "local") == 0) {
		event->kind = *kind == 'u' ? EVENT_UPLOAD : EVENT_LOCAL;
		spoken_upload(object, event);
	} else if (strcmp(kind, "gap") == 0) {
		event->kind = EVENT_GAP;
		history_gap_read(object, camera, &event->gap);
	} else if (strcmp(kind, "camera") == 0 && !reading_flag(object, "withdrawn")) {
		event->kind = EVENT_CAMERA;
		reading_camera(reading_member(object, "camera"), &event->camera);
	} else {
		return false;
	}
	return true;
}

/* An event that begins with its clock: that is told apart. */
static const char *spoken_text(const char *text)
{
	bool clock = strspn(text, "0123456789") == 2 && text[2] == ':' &&
		     strspn(text + 3, "0123456789") == 2 && text[5] == ' ';

	return clock ? text + 6 : text;
}

static struct json_object *spoken_lines(const struct event *event)
{
	struct json_object *lines = json_object_new_array();
	struct outline outline = {0};

	letter_event(event, &outline);
	if (outline_finish(&outline) == 0)
		for (size_t i = 0; i < outline.count; i++)
			json_object_array_add(
				lines, json_object_new_string(spoken_text(outline.items[i].text)));
	outline_clear(&outline);
	return lines;
}

static struct json_object *spoken_when(const struct ledger_record *record, bool day)
{
	char text[WORDS_MOST];
	uint64_t start_ns = record->start * CLOCK_US_NS;

	if (!record->start)
		return NULL;
	return json_object_new_string(day ? words_day(start_ns, text)
					  : words_clock(start_ns, text));
}

void spoken_write(const struct ledger_record *record, FILE *file)
{
	struct json_object *object =
		record->content ? reading_parse(record->content, record->length) : NULL;
	struct json_object *said = json_object_new_object(), *lines = NULL;
	struct event_camera camera;
	struct event event = {0};

	if (object && spoken_read(record->kind, object, &camera, &event))
		lines = spoken_lines(&event);
	json_object_object_add(said, "day", spoken_when(record, true));
	json_object_object_add(said, "clock", spoken_when(record, false));
	json_object_object_add(said, "lines", lines);
	fputs(json_object_to_json_string_ext(said, JSON_C_TO_STRING_PLAIN |
							   JSON_C_TO_STRING_NOSLASHESCAPE),
	      file);
	json_object_put(said);
	json_object_put(object);
}
