/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "report/write/evidence.h"

#include <errno.h>
#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "json/writer.h"
#include "words/phrase.h"
#include "words/words.h"
#include "report/history/history_gaps.h"
#include "report/write/letter.h"
#include "json/reading.h"

/* The engine's name of a signal, and what it means. */
static const char *signal_words(const char *signal)
{
	static const struct {
		const char *signal, *words;
	} known[] = {{"destination role", "what the host is for"},
		     {"bytes sent", "bytes sent"},
		     {"up/down bytes", "times more bytes sent than received"},
		     {"mean packet sent", "bytes in a packet sent, on average"},
		     {"kbit/s", "speed in kbit/s"},
		     {"bursts", "bursts without a pause of a second"},
		     {"first bytes", "protocol of its first bytes"},
		     {"camera", "known as a camera by"}};

	for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++)
		if (!strcmp(signal, known[i].signal))
			return known[i].words;
	return signal;
}

/* "433,036", "51.9": as many digits as people compare. */
static void put_number(FILE *file, double number)
{
	char text[JSON_NUMBER + 16];
	int length, digits;

	length = snprintf(text, sizeof(text), "%.*f", fabs(number) < 100 ? 1 : 0, number);
	if (length > 2 && !strcmp(text + length - 2, ".0"))
		text[length -= 2] = '\0';
	digits = (int)strspn(text, "0123456789");
	for (int i = 0; i < length; i++) {
		if (i && i < digits && (digits - i) % 3 == 0)
			putc(',', file);
		putc(text[i], file);
	}
}

static void put_value(FILE *file, struct json_object *value)
{
	if (json_object_is_type(value, json_type_string))
		phrase_text(file, json_object_get_string(value));
	else if (json_object_is_type(value, json_type_int) ||
		 json_object_is_type(value, json_type_double))
		put_number(file, json_object_get_double(value));
	else
		fputs("–", file);
}

static size_t length_of(struct json_object *array)
{
	return json_object_is_type(array, json_type_array) ? json_object_array_length(array) : 0;
}

static void put_signals(struct json_object *record, struct outline *to)
{
	struct json_object *evidence = reading_member(record, "evidence");

	outline_put(to, OUTLINE_SECTION, "What speaks for it");
	if (!length_of(evidence)) {
		outline_put(to, OUTLINE_LINE, "The record has no evidence.");
		return;
	}
	outline_put(to, OUTLINE_HEAD, "Signal\tValue\t>At least\tRule");
	for (size_t i = 0; i < length_of(evidence); i++) {
		struct json_object *one = json_object_array_get_idx(evidence, i);
		const char *signal = reading_text(one, "signal"), *rule = reading_text(one, "rule");
		FILE *file = outline_begin(to, OUTLINE_ROW);

		phrase_text(file, signal ? signal_words(signal) : "unknown");
		putc('\t', file);
		put_value(file, reading_member(one, "value"));
		putc('\t', file);
		put_value(file, reading_member(one, "threshold"));
		putc('\t', file);
		phrase_text(file, rule ? rule : "–");
	}
}

static void put_rejected(struct json_object *record, struct outline *to)
{
	struct json_object *rejected = reading_member(record, "rejected");

	outline_put(to, OUTLINE_SECTION, "What else it could have been, and why not");
	for (size_t i = 0; i < length_of(rejected); i++) {
		struct json_object *one = json_object_array_get_idx(rejected, i);
		const char *what = reading_text(one, "explanation");
		const char *because = reading_text(one, "because");
		FILE *file = outline_begin(to, OUTLINE_ITEM);

		phrase_text(file, what ? what : "something else");
		fputs(": ", file);
		phrase_text(file, because ? because : "the record does not say why not");
		putc('.', file);
	}
	if (!length_of(rejected))
		outline_put(to, OUTLINE_LINE, "Nothing else was weighed.");
}

static void put_camera(const struct event_camera *camera, struct outline *to)
{
	FILE *file;
	char day[WORDS_MOST], clock[WORDS_MOST];

	outline_put(to, OUTLINE_SECTION, "What identified the camera");
	file = outline_begin(to, OUTLINE_LINE);
	phrase_who(file, camera);
	fputs(", ", file);
	phrase_text(file, phrase_mark(camera));
	fputs(", is ", file);
	phrase_form(file, camera);
	fprintf(file, " (%s)", confidence_word(camera->certainty));
	if (camera->identified_ns)
		fprintf(file, ", known since %s %s.", words_day(camera->identified_ns, day),
			words_clock(camera->identified_ns, clock));
	else
		fputs(": you said so.", file);
	for (size_t i = 0; i < camera->reason_count; i++)
		phrase_reason(outline_begin(to, OUTLINE_ITEM), camera->identified_by[i]);
}

static const char *coverage_words(enum coverage coverage)
{
	switch (coverage) {
	case COVERAGE_MERGED:
		return "Packets were seen merged into larger ones, so bytes are up to 4 % low.";
	case COVERAGE_LOWER_BOUND:
		return "Packets were lost while it ran, so more was sent than is told.";
	case COVERAGE_HARDWARE:
		return "The router's hardware forwarded it and counted: bytes are right, times "
		       "are rough.";
	case COVERAGE_EXACT:
		break;
	}
	return "Every packet of it was seen: bytes and times are exact.";
}

static int put_gap(void *context, const struct ledger_record *record)
{
	struct outline *to = context;
	struct json_object *object =
		record->content ? reading_parse(record->content, record->length) : NULL;
	struct event_camera camera;
	struct event event = {.kind = EVENT_GAP};

	if (object) {
		history_gap_read(object, &camera, &event.gap);
		letter_event(&event, to);
		json_object_put(object);
	}
	return 0;
}

static int put_unseen(const struct found *found, enum coverage coverage,
		      const struct source *source, struct outline *to)
{
	struct ledger_query query = {.from = found->start, .to = found->end + 1, .kind = "gap"};
	size_t before;
	int err;

	outline_put(to, OUTLINE_SECTION, "What was not seen");
	outline_put(to, OUTLINE_LINE, coverage_words(coverage));
	outline_finish(to);
	before = to->count;
	err = source->each(source->context, &query, put_gap, to);
	outline_finish(to);
	if (!err && to->count == before)
		outline_put(to, OUTLINE_LINE, "No gap falls into its time.");
	outline_put(to, OUTLINE_LINE,
		    "What the footage shows, and who looks at it, cannot be seen from the home.");
	return err;
}

static void put_series(const struct event_upload *upload, struct outline *to)
{
	if (upload->part <= 1 && upload->final)
		return;
	fprintf(outline_begin(to, OUTLINE_LINE),
		"It is part %" PRIu32 " of an upload told in parts of ten minutes (series %s)%s.",
		upload->part, upload->series, upload->final ? ", the last one" : "");
}

static int put_upload(const struct found *found, struct json_object *record,
		      const struct source *source, struct outline *to)
{
	struct event event = {.kind = strcmp(found->kind, "local") ? EVENT_UPLOAD : EVENT_LOCAL};
	char day[WORDS_MOST];

	reading_upload(record, &event.upload);
	reading_camera(reading_member(record, "camera"), &event.upload.camera);
	reading_destination(reading_member(record, "destination"), &event.upload.destination);
	outline_put(to, OUTLINE_DAY, words_day(event.upload.start_ns, day));
	letter_event(&event, to);
	put_series(&event.upload, to);
	fprintf(outline_begin(to, OUTLINE_LINE),
		"How sure that this was footage of that camera: %s.",
		confidence_word(event.upload.confidence));
	put_signals(record, to);
	put_rejected(record, to);
	put_camera(&event.upload.camera, to);
	return put_unseen(found, event.upload.coverage, source, to);
}

/* A record that is no upload has no evidence; what it says is all there is. */
static void put_other(const struct found *found, struct json_object *record, struct outline *to)
{
	struct event event = {0};
	struct event_camera camera;

	if (!strcmp(found->kind, "gap")) {
		event.kind = EVENT_GAP;
		history_gap_read(record, &camera, &event.gap);
		letter_event(&event, to);
	} else if (!strcmp(found->kind, "camera")) {
		event.kind = EVENT_CAMERA;
		reading_camera(reading_member(record, "camera"), &event.camera);
		letter_event(&event, to);
		put_camera(&event.camera, to);
	} else {
		outline_put(to, OUTLINE_LINE,
			    "It is no upload, so there is nothing to weigh. --format jsonl shows "
			    "it as it stands.");
	}
}

int evidence_write(const struct found *found, const struct source *source, struct outline *to)
{
	struct json_object *record;
	char day[WORDS_MOST], clock[WORDS_MOST];
	int err = 0;

	if (!found->content)
		return -ENODATA;
	record = reading_parse(found->content, found->length);
	if (!record)
		return -EINVAL;
	fprintf(outline_begin(to, OUTLINE_TITLE), "Record %" PRIu64 " (%s), written %s %s",
		found->number, found->kind, words_day(found->written * CLOCK_US_NS, day),
		words_clock(found->written * CLOCK_US_NS, clock));
	if (!strcmp(found->kind, "upload") || !strcmp(found->kind, "local"))
		err = put_upload(found, record, source, to);
	else
		put_other(found, record, to);
	json_object_put(record);
	return err ? err : outline_finish(to);
}
