/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "report/write/evidence.h"

#include <errno.h>
#include <inttypes.h>
#include <math.h>
#include <string.h>

#include "base/clock.h"
#include "json/writer.h"
#include "words/catalog.h"
#include "words/phrase.h"
#include "words/signal.h"
#include "words/words.h"
#include "report/history/history_gaps.h"
#include "report/write/letter.h"
#include "json/reading.h"

/* "433,036", "51.9": as many digits as people compare. */
static void evidence_number(FILE *file, double number)
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

static void evidence_value(FILE *file, struct json_object *value)
{
	if (json_object_is_type(value, json_type_string))
		phrase_text(file, json_object_get_string(value));
	else if (json_object_is_type(value, json_type_int) ||
		 json_object_is_type(value, json_type_double))
		evidence_number(file, json_object_get_double(value));
	else
		fputs("–", file);
}

static void put_signals(struct json_object *record, struct outline *to)
{
	struct json_object *evidence = reading_member(record, "evidence");

	outline_put(to, OUTLINE_SECTION, SAY_EVIDENCE_FOR);
	if (!reading_length(evidence)) {
		outline_put(to, OUTLINE_LINE, SAY_EVIDENCE_NONE);
		return;
	}
	outline_put(to, OUTLINE_HEAD, SAY_EVIDENCE_HEAD);
	for (size_t i = 0; i < reading_length(evidence); i++) {
		struct json_object *one = json_object_array_get_idx(evidence, i);
		const char *signal = reading_text(one, "signal"), *rule = reading_text(one, "rule");
		FILE *file = outline_begin(to, OUTLINE_ROW);

		phrase_text(file, signal ? signal_words(signal) : "unknown");
		putc('\t', file);
		evidence_value(file, reading_member(one, "value"));
		putc('\t', file);
		evidence_value(file, reading_member(one, "threshold"));
		putc('\t', file);
		phrase_text(file, rule ? rule : "–");
	}
}

static void put_rejected(struct json_object *record, struct outline *to)
{
	struct json_object *rejected = reading_member(record, "rejected");

	outline_put(to, OUTLINE_SECTION, SAY_EVIDENCE_AGAINST);
	for (size_t i = 0; i < reading_length(rejected); i++) {
		struct json_object *one = json_object_array_get_idx(rejected, i);
		const char *what = reading_text(one, "explanation");
		const char *because = reading_text(one, "because");
		FILE *file = outline_begin(to, OUTLINE_ITEM);

		phrase_text(file, what ? what : "something else");
		fputs(": ", file);
		phrase_text(file, because ? because : SAY_EVIDENCE_NO_REASON);
		putc('.', file);
	}
	if (!reading_length(rejected))
		outline_put(to, OUTLINE_LINE, SAY_EVIDENCE_NOTHING_ELSE);
}

/* Its own word, where it is not among what speaks for it. */
static void evidence_self(const struct event_camera *camera, struct outline *to)
{
	FILE *file;

	if (!phrase_has_self(camera, camera->identified_by, camera->reason_count))
		return;
	file = outline_begin(to, OUTLINE_ITEM);
	fputs("it ", file);
	phrase_self(file, camera);
}

static void evidence_camera(const struct event_camera *camera, struct outline *to)
{
	FILE *file;
	char day[WORDS_MOST], clock[WORDS_MOST];

	outline_put(to, OUTLINE_SECTION, SAY_EVIDENCE_CAMERA);
	file = outline_begin(to, OUTLINE_LINE);
	if (phrase_is_named(camera)) {
		phrase_who(file, camera);
		fputs(", ", file);
	}
	phrase_text(file, phrase_mark(camera));
	fputs(phrase_is_named(camera) ? ", is " : " is ", file);
	phrase_form(file, camera);
	fprintf(file, " (%s)", confidence_word(camera->certainty));
	if (camera->identified_ns)
		fprintf(file, ", known since %s %s.", words_day(camera->identified_ns, day),
			words_clock(camera->identified_ns, clock));
	else
		fputs(SAY_EVIDENCE_YOU, file);
	for (size_t i = 0; i < camera->reason_count; i++)
		phrase_reason(outline_begin(to, OUTLINE_ITEM), &camera->identified_by[i]);
	evidence_self(camera, to);
}

static int evidence_gap(void *context, const struct ledger_record *record)
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
		      const struct records *source, struct outline *to)
{
	struct ledger_query query = {.from = found->start, .to = found->end + 1, .kind = "gap"};
	size_t before;
	int err;

	outline_put(to, OUTLINE_SECTION, SAY_UNSEEN);
	outline_put(to, OUTLINE_LINE, signal_coverage(coverage));
	outline_finish(to);
	before = to->count;
	err = source->each(source->context, &query, evidence_gap, to);
	outline_finish(to);
	if (!err && to->count == before)
		outline_put(to, OUTLINE_LINE, SAY_EVIDENCE_NO_GAP);
	outline_put(to, OUTLINE_LINE, SAY_EVIDENCE_UNSEEN);
	return err;
}

static void put_series(const struct event_upload *upload, struct outline *to)
{
	if (upload->part <= 1 && upload->final)
		return;
	fprintf(outline_begin(to, OUTLINE_LINE), SAY_EVIDENCE_PART, upload->part, upload->series,
		upload->final ? SAY_EVIDENCE_PART_LAST : "");
}

static int evidence_upload(const struct found *found, struct json_object *record,
			   const struct records *source, struct outline *to)
{
	struct event event = {.kind = strcmp(found->kind, "local") ? EVENT_UPLOAD : EVENT_LOCAL};
	char day[WORDS_MOST];

	reading_upload(record, &event.upload);
	reading_camera(reading_member(record, "camera"), &event.upload.camera);
	reading_destination(reading_member(record, "destination"), &event.upload.destination);
	outline_put(to, OUTLINE_DAY, words_day(event.upload.start_ns, day));
	letter_event(&event, to);
	put_series(&event.upload, to);
	fprintf(outline_begin(to, OUTLINE_LINE), SAY_EVIDENCE_SURE,
		confidence_word(event.upload.confidence));
	put_signals(record, to);
	put_rejected(record, to);
	evidence_camera(&event.upload.camera, to);
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
		evidence_camera(&event.camera, to);
	} else {
		outline_put(to, OUTLINE_LINE, SAY_EVIDENCE_OTHER);
	}
}

int evidence_write(const struct found *found, const struct records *source, struct outline *to)
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
		err = evidence_upload(found, record, source, to);
	else
		put_other(found, record, to);
	json_object_put(record);
	return err ? err : outline_finish(to);
}
