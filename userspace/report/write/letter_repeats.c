// SPDX-License-Identifier: GPL-2.0-or-later
/* Clips or snapshots that a camera sent in a row: a line for all of them. */
#include <string.h>

#include "words/catalog.h"
#include "words/phrase.h"
#include "words/words.h"
#include "report/findings/figures.h"
#include "report/write/letter.h"

#define FEWEST 3		       /* fewer are told one by one */
#define PAUSE_NS (600 * 1000000000ULL) /* between two of a row at most */

struct row {
	size_t count, last; /* index of the last */
	uint64_t bytes, video_low_s, video_high_s;
	bool measured, one_address;
};

static bool is_text(const char *left, const char *right)
{
	return left && right ? !strcmp(left, right) : left == right;
}

static bool is_place(const struct history *history, const struct history_upload *left,
		     const struct history_upload *right)
{
	const struct event_destination *a, *b;
	struct event one, other;

	if (left->place == right->place)
		return true;
	history_event(history, left, &one);
	history_event(history, right, &other);
	a = &one.upload.destination;
	b = &other.upload.destination;
	/* Where no name is known the address is all there is. */
	return a->host && a->kind == b->kind && a->vpn_of == b->vpn_of &&
	       is_text(a->host, b->host) && is_text(a->service, b->service) &&
	       is_text(a->bucket_owner, b->bucket_owner) && is_text(a->country, b->country);
}

/* A live view, what is of no known kind, and what was not all seen is always told by itself. */
static bool is_common(const struct history_upload *upload)
{
	return !upload->local && upload->final && upload->last_part == 1 &&
	       (upload->coverage == COVERAGE_EXACT || upload->coverage == COVERAGE_MERGED) &&
	       (upload->class == CLASS_CLIP || upload->class == CLASS_SNAPSHOT);
}

static bool is_repeat(const struct history *history, const struct history_upload *first,
		      const struct history_upload *next)
{
	char day[FIGURES_DAY], other[FIGURES_DAY];

	return is_common(next) && next->class == first->class &&
	       next->coverage == first->coverage &&
	       sureness_of(next->confidence) == sureness_of(first->confidence) &&
	       is_place(history, first, next) &&
	       !strcmp(figures_day(first->start_ns, day), figures_day(next->start_ns, other));
}

/* What other cameras do meanwhile is told between rows; something else of this one ends the row. */
static void find_row(const struct history *history, size_t at, uint64_t to_ns, struct row *row,
		     bool *taken)
{
	const struct history_upload *items = history->uploads.items, *first = &items[at];

	*row = (struct row){.last = at, .measured = true, .one_address = true};
	for (size_t i = at; i < history->uploads.count; i++) {
		const struct history_upload *upload = &items[i];

		if (upload->start_ns >= to_ns ||
		    upload->start_ns > items[row->last].end_ns + PAUSE_NS)
			break;
		if (upload->device != first->device || upload->local)
			continue;
		if (!is_repeat(history, first, upload))
			break;
		row->count++;
		row->last = i;
		row->bytes += upload->bytes_up;
		row->measured &= upload->measured;
		row->video_low_s += upload->video_low_s;
		row->video_high_s += upload->video_high_s;
		row->one_address &= upload->place == first->place;
		if (taken)
			taken[i] = true;
	}
}

/* Each upload of a row can be asked about: so each has its handle. */
static void put_others(const struct history *history, size_t at, const struct row *row, FILE *file)
{
	const struct history_upload *items = history->uploads.items;

	fputs("The others:", file);
	for (size_t i = at + 1; i <= row->last; i++) {
		if (items[i].device != items[at].device || items[i].local)
			continue;
		putc(' ', file);
		letter_handle(&items[i], file);
	}
}

static void put_row(const struct history *history, size_t at, const struct row *row,
		    struct outline *to)
{
	const struct history_upload *first = &history->uploads.items[at];
	const struct history_upload *last = &history->uploads.items[row->last];
	char from[WORDS_MOST], until[WORDS_MOST], text[WORDS_MOST];
	FILE *file = outline_begin(to, OUTLINE_EVENT);
	struct event event;

	history_event(history, first, &event);
	fputs(words_clock(first->start_ns, from), file);
	if (strcmp(from, words_clock(last->end_ns, until)) != 0)
		fprintf(file, "–%s", until);
	putc(' ', file);
	phrase_who(file, &event.upload.camera);
	fprintf(file, " %ssent %s ", phrase_sure(first->confidence),
		words_count(row->count, first->class == CLASS_CLIP ? "clip" : "snapshot", text));
	if (event.upload.camera.form == FORM_HUB)
		fputs(SAY_ROW_CAMERAS, file);
	phrase_where(file, &event.upload);
	fprintf(file, ": %s%s", first->coverage == COVERAGE_MERGED ? "about " : "",
		words_size(row->bytes, text));
	if (row->measured && row->video_high_s)
		fprintf(file, SAY_ROW_VIDEO,
			words_span((uint32_t)row->video_low_s, (uint32_t)row->video_high_s, text));
	putc('.', file);
	phrase_country(file, &event.upload.destination);
	putc(' ', file);
	letter_handle(first, file);
	file = outline_begin(to, OUTLINE_DETAIL);
	if (row->one_address) {
		phrase_seen(file, &event.upload.destination);
	} else {
		fputs(SAY_ROW_NAME, file);
		phrase_text(file, event.upload.destination.host);
		fputs(SAY_ROW_ADDRESSES, file);
	}
	put_others(history, at, row, outline_begin(to, OUTLINE_DETAIL));
}

bool letter_row(const struct history *history, size_t at, uint64_t to_ns, bool *taken,
		struct outline *to)
{
	struct row row;

	if (!is_common(&history->uploads.items[at]))
		return false;
	find_row(history, at, to_ns, &row, NULL);
	if (row.count < FEWEST)
		return false;
	find_row(history, at, to_ns, &row, taken);
	put_row(history, at, &row, to);
	return true;
}
