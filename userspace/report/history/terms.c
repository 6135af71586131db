// SPDX-License-Identifier: GPL-2.0-or-later
#include "report/history/terms.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "promise/parse.h"
#include "json/reading.h"
#include "report/history/array.h"

struct terms_reader {
	struct terms *terms;
	uint64_t *moments; /* when what was promised live changed, or `watch` began */
	size_t moment_count, moment_room;
};

static struct term *terms_add(struct terms *terms)
{
	if (array_grow((void **)&terms->terms, terms->count, &terms->room, SIZE_MAX,
		       sizeof(*terms->terms)) != 0)
		return NULL;
	terms->terms[terms->count] = (struct term){.to_ns = UINT64_MAX};
	return &terms->terms[terms->count++];
}

/* Its place among the promises, where it is put if it is new; -1 where there is none. */
static int terms_place(struct terms *terms, const struct promise *promise)
{
	for (size_t i = 0; i < terms->promise_count; i++)
		if (strcmp(terms->promises[i].text, promise->text) == 0)
			return (int)i;
	if (terms->promise_count == PROMISE_MOST)
		return -1;
	terms->promises[terms->promise_count] = *promise;
	return (int)terms->promise_count++;
}

static int add_moment(struct terms_reader *reader, uint64_t time_ns)
{
	int err = array_grow((void **)&reader->moments, reader->moment_count, &reader->moment_room,
			     SIZE_MAX, sizeof(*reader->moments));

	if (!err)
		reader->moments[reader->moment_count++] = time_ns;
	return err;
}

static int read_note(struct terms_reader *reader, struct json_object *note)
{
	const char *capture = reading_text(note, "capture"), *text = reading_text(note, "promise");
	struct term term = {.from_ns = reading_time(note, "start"), .to_ns = UINT64_MAX}, *added;
	char error[PROMISE_ERROR];
	struct promise promise;
	int place, err = capture ? 0 : add_moment(reader, term.from_ns);

	if (err || !text)
		return err;
	place = promise_parse(text, &promise, error) == 0 ? terms_place(reader->terms, &promise)
							  : -1;
	if (place < 0) {
		reader->terms->left_out++;
		return 0;
	}
	term.promises = 1ULL << place;
	if (capture) {
		term.to_ns = reading_time(note, "end");
		term.capture = strdup(capture);
	}
	added = capture && !term.capture ? NULL : terms_add(reader->terms);
	if (!added) {
		free(term.capture);
		return -ENOMEM;
	}
	*added = term;
	return 0;
}

static int take_note(void *context, const struct ledger_record *record)
{
	struct terms_reader *reader = context;
	struct json_object *note =
		record->content ? reading_parse(record->content, record->length) : NULL;
	int err;

	if (!note) {
		reader->terms->unreadable++;
		return 0;
	}
	err = read_note(reader, note);
	json_object_put(note);
	return err;
}

static int take_run(void *context, const struct ledger_record *record)
{
	if (!record->content || !strstr(record->content, "\"files\":[]"))
		return 0;
	return add_moment(context, record->written * CLOCK_US_NS);
}

static int by_time(const void *left, const void *right)
{
	uint64_t a = *(const uint64_t *)left, b = *(const uint64_t *)right;

	return a < b ? -1 : a > b;
}

/* What was in force ends where other promises begin, or `watch` begins anew. */
static void end_live(struct terms_reader *reader)
{
	struct terms *terms = reader->terms;

	if (reader->moment_count)
		qsort(reader->moments, reader->moment_count, sizeof(uint64_t), by_time);
	for (size_t i = 0; i < terms->count; i++) {
		struct term *term = &terms->terms[i];
		size_t low = 0, high = reader->moment_count;

		while (low < high) {
			size_t middle = (low + high) / 2;

			if (reader->moments[middle] > term->from_ns)
				high = middle;
			else
				low = middle + 1;
		}
		if (!term->capture && low < reader->moment_count)
			term->to_ns = reader->moments[low];
	}
}

int terms_read(struct terms *terms, const struct records *source)
{
	struct ledger_query notes = {.kind = "promise"}, runs = {.kind = "run"};
	struct terms_reader reader = {.terms = terms};
	int err = source->each(source->context, &notes, take_note, &reader);

	if (!err && terms->count)
		err = source->each(source->context, &runs, take_run, &reader);
	if (!err)
		end_live(&reader);
	free(reader.moments);
	return err;
}

int terms_tell(struct terms *terms, const struct promise_list *list)
{
	struct term *term = terms_add(terms);

	if (!term)
		return -ENOMEM;
	term->any = true;
	for (size_t i = 0; i < list->count; i++)
		term->promises |= 1ULL << terms_place(terms, list->items[i]);
	return 0;
}

uint64_t terms_at(const struct terms *terms, uint64_t time_ns, const char *capture)
{
	uint64_t bits = 0;

	for (size_t i = 0; i < terms->count; i++) {
		const struct term *term = &terms->terms[i];
		bool mine = capture ? term->capture && strcmp(capture, term->capture) == 0
				    : !term->capture;

		if (time_ns >= term->from_ns && time_ns <= term->to_ns && (mine || term->any))
			bits |= term->promises;
	}
	return bits;
}

void terms_clear(struct terms *terms)
{
	for (size_t i = 0; i < terms->count; i++)
		free(terms->terms[i].capture);
	free(terms->terms);
	*terms = (struct terms){0};
}
