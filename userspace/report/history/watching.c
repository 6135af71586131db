/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "report/history/watching.h"

#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "report/history/array.h"
#include "json/reading.h"

static int add_span(struct watching *watching, const struct watching_span *span)
{
	int err;

	if (watching->span_count == WATCHING_SPANS) {
		watching->left_out++;
		return 0;
	}
	err = array_grow((void **)&watching->spans, watching->span_count, &watching->span_room,
			 WATCHING_SPANS, sizeof(*watching->spans));
	if (!err)
		watching->spans[watching->span_count++] = *span;
	return err;
}

/* A run over captures covers their time; one without files is live and begins when it was written.
 */
static int add_run(struct watching *watching, struct json_object *object,
		   const struct ledger_record *record)
{
	struct json_object *files = reading_member(object, "files");
	size_t count = reading_length(files);
	struct watching_span span = {.number = record->number};
	int err = 0;

	if (!count)
		return watching_begin(watching, record);
	for (size_t i = 0; !err && i < count; i++) {
		struct json_object *file = json_object_array_get_idx(files, i);

		span.from_ns = reading_time(file, "first");
		span.to_ns = reading_time(file, "last");
		span.silent = !reading_member(file, "lost");
		span.filtered = reading_text(file, "filter") != NULL;
		if (span.from_ns && span.to_ns)
			err = add_span(watching, &span);
	}
	return err;
}

/* The live run that the record belongs to: the last that began before it. */
static struct watching_span *live_before(struct watching *watching, uint64_t number)
{
	struct watching_span *found = NULL;

	for (size_t i = 0; i < watching->span_count; i++) {
		struct watching_span *span = &watching->spans[i];

		if (span->live && span->number < number && (!found || span->number > found->number))
			found = span;
	}
	return found;
}

/*
 * What a live run lost is told by gaps, each of its time; whether a camera is known, by records. Of
 * who was declared and never seen there is none.
 */
static uint32_t read_doubts(struct json_object *object)
{
	struct json_object *list = reading_member(object, "doubts");
	size_t count = reading_length(list);
	uint32_t doubts = 0;

	for (size_t i = 0; i < count; i++) {
		struct json_object *word = json_object_array_get_idx(list, i);

		if (json_object_is_type(word, json_type_string))
			doubts |= doubt_bit(json_object_get_string(word));
	}
	if (!reading_text(object, "capture"))
		return doubts & 1U << DOUBT_ABSENT;
	return doubts & ~(1U << DOUBT_NO_CAMERA | 1U << DOUBT_NO_PACKETS);
}

static int add_summary(struct watching *watching, struct json_object *object,
		       const struct ledger_record *record)
{
	struct watching_doubt doubt = {
		.from_ns = reading_time(object, "first"),
		.to_ns = reading_time(object, "last"),
		.lost = reading_count(object, "lost"),
		.unreadable = reading_count(object, "unreadable"),
		.undecided = (uint32_t)reading_count(object, "undecided"),
		.behind_nat = reading_flag(object, "behind_nat"),
		.doubts = read_doubts(object),
	};
	struct watching_span *live = live_before(watching, record->number);
	int err;

	/* Of a run that began before what was read, its summary alone shows how far it reached. */
	if (!reading_text(object, "capture") && doubt.from_ns && doubt.to_ns) {
		err = add_span(watching, &(struct watching_span){.from_ns = doubt.from_ns,
								 .to_ns = doubt.to_ns,
								 .number = record->number,
								 .ended = true});
		if (err)
			return err;
		live = live_before(watching, record->number);
	}
	if (live && !reading_text(object, "capture")) {
		live->to_ns = record->written * CLOCK_US_NS;
		live->open = false;
	}
	err = array_grow((void **)&watching->doubts, watching->doubt_count, &watching->doubt_room,
			 SIZE_MAX, sizeof(*watching->doubts));
	if (!err)
		watching->doubts[watching->doubt_count++] = doubt;
	return err;
}

int watching_add(struct watching *watching, const struct ledger_record *record)
{
	bool run = !strcmp(record->kind, "run"), summary = !strcmp(record->kind, "summary");
	struct json_object *object;
	int err;

	if (!record->content || !(run || summary))
		return 0;
	object = reading_parse(record->content, record->length);
	if (!object)
		return 0;
	err = run ? add_run(watching, object, record) : add_summary(watching, object, record);
	json_object_put(object);
	return err;
}

bool watching_is_live(const struct ledger_record *record)
{
	static const char live[] = "\"capture\":null"; /* quotes inside of strings are escaped */

	return record->content && memmem(record->content, record->length, live, sizeof(live) - 1);
}

bool watching_is_run(const struct ledger_record *record)
{
	static const char live[] = "\"files\":[]"; /* quotes inside of strings are escaped */

	return record->content && !strcmp(record->kind, "run") &&
	       memmem(record->content, record->length, live, sizeof(live) - 1);
}

bool watching_has_ended(const struct watching *watching, uint64_t number)
{
	for (size_t i = 0; i < watching->span_count; i++)
		if (watching->spans[i].ended && watching->spans[i].number >= number)
			return true;
	return false;
}

int watching_begin(struct watching *watching, const struct ledger_record *record)
{
	uint64_t written_ns = record->written * CLOCK_US_NS;

	return add_span(watching, &(struct watching_span){.from_ns = written_ns,
							  .to_ns = written_ns,
							  .number = record->number,
							  .live = true,
							  .open = true});
}

void watching_alive(struct watching *watching, const struct ledger_record *record)
{
	struct watching_span *live =
		watching_is_live(record) ? live_before(watching, record->number) : NULL;

	if (live && live->to_ns < record->written * CLOCK_US_NS)
		live->to_ns = record->written * CLOCK_US_NS;
}

static int by_time(const void *left, const void *right)
{
	const struct watching_span *a = left, *b = right;

	return a->from_ns < b->from_ns ? -1 : a->from_ns > b->from_ns;
}

void watching_finish(struct watching *watching)
{
	if (watching->span_count)
		qsort(watching->spans, watching->span_count, sizeof(*watching->spans), by_time);
	for (size_t i = 0; i < watching->span_count; i++)
		if (watching->spans[i].to_ns > watching->last_ns)
			watching->last_ns = watching->spans[i].to_ns;
	if (watching->span_count)
		watching->first_ns = watching->spans[0].from_ns;
}

void watching_clear(struct watching *watching)
{
	free(watching->spans);
	free(watching->doubts);
	*watching = (struct watching){0};
}

bool watching_hole(const struct watching *watching, uint64_t *at, uint64_t to_ns, uint64_t *from,
		   uint64_t *until, bool *open)
{
	bool last_open = watching->unsure || *at < watching->dropped_ns;

	for (size_t i = 0; i < watching->span_count && *at < to_ns; i++) {
		const struct watching_span *span = &watching->spans[i];

		if (span->from_ns > *at) {
			*from = *at;
			*until = span->from_ns < to_ns ? span->from_ns : to_ns;
			*open = last_open;
			*at = *until;
			return true;
		}
		if (span->to_ns >= *at) {
			*at = span->to_ns;
			last_open = span->open;
		} else if (span->open) {
			last_open = true;
		}
	}
	if (*at >= to_ns)
		return false;
	*from = *at;
	*until = to_ns;
	*open = last_open;
	*at = to_ns;
	return true;
}
