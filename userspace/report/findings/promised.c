// SPDX-License-Identifier: GPL-2.0-or-later
#include "report/findings/promised.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "json/reading.h"
#include "report/findings/report.h"
#include "report/history/history_gaps.h"
#include "report/history/seen.h"
#include "base/zone.h"

#define MICRO 1000U
#define SECOND 1000000000ULL

struct walk {
	struct promised *promised;
	const struct report *report;
	struct promised_item *item; /* that is being asked */
	bool counts;		    /* the event is in the period and of a chosen camera */
	bool history;		    /* of the whole history: only who is known is asked */
	struct seen seen;
};

static void take_breach(struct promised_item *item, const struct check_result *result)
{
	const struct event_upload *upload = &result->event->upload;
	struct promised_breach *breach;

	item->breaches++;
	if (item->told == PROMISED_BREACHES)
		return;
	breach = &item->breach[item->told++];
	*breach = (struct promised_breach){.start_ns = upload->start_ns,
					   .bytes = upload->bytes_up,
					   .class = upload->class,
					   .confidence = result->judgement.confidence};
	memcpy(breach->upload, upload->id, sizeof(breach->upload));
	memcpy(breach->reason, result->judgement.reason, sizeof(breach->reason));
	snprintf(breach->camera, sizeof(breach->camera), "%s",
		 upload->camera.name ? upload->camera.name : upload->camera.key);
}

/* An upload counts once, by the reason that its first part in doubt has. */
static void take_doubt(struct promised_item *item, const struct check_result *result)
{
	struct promised_doubt *doubt = item->doubt;
	size_t i = 0;

	if (!result->first)
		return;
	item->doubts++;
	while (i < item->doubt_count && strcmp(doubt[i].reason, result->judgement.reason) != 0)
		i++;
	if (i == PROMISED_DOUBTS)
		return;
	if (i == item->doubt_count)
		memcpy(doubt[item->doubt_count++].reason, result->judgement.reason, JUDGE_REASON);
	doubt[i].count++;
}

static void take_result(void *context, const struct check_result *result)
{
	struct walk *walk = context;
	struct promised_item *item = walk->item;

	if (!walk->counts)
		return;
	item->parts += result->event->kind == EVENT_UPLOAD;
	if (result->judgement.verdict == VERDICT_BROKEN && result->first)
		take_breach(item, result);
	if (result->judgement.verdict == VERDICT_UNKNOWN)
		take_doubt(item, result);
}

static bool is_chosen(const struct report *report, const char *device)
{
	const struct history *history = report->history;

	for (size_t i = 0; device && i < history->devices.count; i++)
		if (!strcmp(history->devices.items[i].key, device))
			return history->devices.items[i].chosen;
	return true;
}

static bool is_gap_of(const struct promise *promise, const struct event *event)
{
	return event->kind == EVENT_GAP &&
	       (!event->gap.camera || promise_is_of(promise, event->gap.camera));
}

/* Who took the stream at home sent as much out: it may have been that. */
static bool is_passed_on(const struct promise *promise, const struct event *event)
{
	return event->kind == EVENT_LOCAL && event->upload.passed_on == PASSED_ON_YES &&
	       promise_is_of(promise, &event->upload.camera);
}

/*
 * What is told again, by a newer Lenswatch or with its camera named, adds to a day's total once in
 * each capture, as promises are of one. Of other promises each telling is held against them: one of
 * them may be a breach.
 */
static bool is_again(struct walk *walk, const struct event *event, size_t index)
{
	const struct promise *promise = &walk->promised->terms.promises[index];
	uint64_t scope = index;

	if (event->kind != EVENT_UPLOAD || !promise_is_of(promise, &event->upload.camera) ||
	    (promise->rule != PROMISE_BYTES && promise->rule != PROMISE_UPLOADS))
		return false;
	for (const char *c = event->capture; c && *c; c++)
		scope = scope * 31 + (unsigned char)*c;
	return seen_add(&walk->seen, &event->upload, scope) == 0;
}

static void ask(struct walk *walk, const struct event *event, uint64_t time_ns)
{
	struct promised *promised = walk->promised;
	uint64_t force =
		walk->history ? UINT64_MAX : terms_at(&promised->terms, time_ns, event->capture);

	for (size_t i = 0; i < promised->terms.promise_count; i++) {
		if (!(force & 1ULL << i) || is_again(walk, event, i))
			continue;
		walk->item = &promised->items[i];
		check_event(walk->item->check, event, take_result, walk);
		walk->item->left |=
			walk->counts && is_passed_on(&promised->terms.promises[i], event);
		if (!walk->counts || !is_gap_of(&promised->terms.promises[i], event) ||
		    check_counts(&promised->terms.promises[i], &event->gap))
			continue;
		walk->item->gaps++;
		walk->item->left |= event->gap.camera && event->gap.bytes;
	}
}

/* What it sent since is not looked at. The record lies where the device was first known. */
static void take_withdrawn(struct walk *walk, const struct event *event, uint64_t time_ns)
{
	const struct report_order *order = &walk->report->order;
	struct promised *promised = walk->promised;
	uint64_t force = terms_at(&promised->terms, time_ns, event->capture);

	if (!walk->history || time_ns < order->from_ns || time_ns >= order->to_ns)
		return;
	for (size_t i = 0; i < promised->terms.promise_count; i++)
		if (force & 1ULL << i &&
		    promise_is_of(&promised->terms.promises[i], &event->camera))
			promised->items[i].left = true;
}

static void take_event(struct walk *walk, const struct ledger_record *record,
		       struct json_object *object)
{
	struct event event = {.capture = reading_text(object, "capture")};
	struct event_camera camera;
	uint64_t start_ns = record->start * MICRO, end_ns = record->end * MICRO;

	walk->counts = !walk->history && end_ns >= walk->report->order.from_ns &&
		       is_chosen(walk->report, record->device);
	if (strcmp(record->kind, "camera") == 0) {
		event.kind = EVENT_CAMERA;
		reading_camera(reading_member(object, "camera"), &event.camera);
		if (reading_member(object, "withdrawn")) {
			take_withdrawn(walk, &event, reading_time(object, "withdrawn_at"));
			return;
		}
	} else if (strcmp(record->kind, "gap") == 0) {
		event.kind = EVENT_GAP;
		history_gap_read(object, &camera, &event.gap);
	} else {
		event.kind = strcmp(record->kind, "upload") == 0 ? EVENT_UPLOAD : EVENT_LOCAL;
		reading_upload(object, &event.upload);
		reading_camera(reading_member(object, "camera"), &event.upload.camera);
		reading_destination(reading_member(object, "destination"),
				    &event.upload.destination);
	}
	ask(walk, &event, start_ns);
}

static int take(void *context, const struct ledger_record *record)
{
	static const char *const kinds[] = {"upload", "gap", "local", "camera"};
	struct json_object *object;

	for (size_t i = 0; record->content && i < sizeof(kinds) / sizeof(kinds[0]); i++) {
		if (strcmp(record->kind, kinds[i]) != 0)
			continue;
		object = reading_parse(record->content, record->length);
		if (object)
			take_event(context, record, object);
		json_object_put(object);
	}
	return 0;
}

/* The totals of the day on which the period begins need all of that day. */
static uint64_t begin_of_day(uint64_t time_ns)
{
	int64_t seconds = (int64_t)(time_ns / SECOND), midnight;

	return zone_day(seconds, 0, &midnight) == 0 && midnight < seconds
		       ? (uint64_t)midnight * SECOND
		       : time_ns;
}

/* While a term went on in the period, how long nobody watched. */
static void take_term(const struct report *report, const struct term *term,
		      struct promised_item *item)
{
	const struct report_order *order = &report->order;
	uint64_t to = report_end(report);
	uint64_t at = term->from_ns > order->from_ns ? term->from_ns : order->from_ns, from, until;
	bool open;

	to = term->to_ns < to ? term->to_ns : to;
	if (at >= to)
		return;
	item->force_ns += to - at;
	item->unwritten |= report_unwritten(report, at, to);
	item->erased = report->forgotten;
	item->sending |= order->sending && to == order->now_ns;
	while (report_hole(report, &at, to, &from, &until, &open)) {
		if (open)
			item->unsure_ns += until - from;
		else
			item->unwatched_ns += until - from;
	}
}

static int by_count(const void *left, const void *right)
{
	uint64_t a = ((const struct promised_doubt *)left)->count;
	uint64_t b = ((const struct promised_doubt *)right)->count;

	return a < b ? 1 : a > b ? -1 : 0;
}

static void judge(struct promised_item *item)
{
	struct check_today standing;

	qsort(item->doubt, item->doubt_count, sizeof(item->doubt[0]), by_count);

	check_today(item->check, 0, 0, &standing);
	item->known = standing.known;
	if (item->breaches)
		item->verdict = VERDICT_BROKEN;
	else if (!item->known || item->doubts || item->left || item->sending || item->unwritten ||
		 item->erased || item->unwatched_ns + item->unsure_ns >= item->force_ns)
		item->verdict = VERDICT_UNKNOWN;
	else
		item->verdict = VERDICT_KEPT;
}

static int make_items(struct promised *promised)
{
	size_t count = promised->terms.promise_count;
	int err = 0;

	promised->items = calloc(count ? count : 1, sizeof(*promised->items));
	if (!promised->items)
		return -ENOMEM;
	for (size_t i = 0; !err && i < count; i++) {
		struct promise_list one = {.count = 1, .items = {&promised->terms.promises[i]}};

		err = check_create(&one, localtime_r, &promised->items[i].check);
	}
	return err;
}

static int walk_records(struct walk *walk, const struct source *source)
{
	const struct report_order *order = &walk->report->order;
	struct ledger_query cameras = {.kind = "camera"};
	struct ledger_query period = {.from = begin_of_day(order->from_ns) / MICRO,
				      .to = order->to_ns / MICRO};
	int err;

	walk->history = true;
	err = source->each(source->context, &cameras, take, walk);
	walk->history = false;
	if (!err)
		err = source->each(source->context, &period, take, walk);
	seen_clear(&walk->seen);
	return err;
}

static bool is_in_force(const struct terms *terms, const struct report_order *order)
{
	for (size_t i = 0; i < terms->count; i++)
		if (terms->terms[i].promises && terms->terms[i].from_ns < order->to_ns &&
		    terms->terms[i].to_ns >= order->from_ns)
			return true;
	return false;
}

int promised_make(struct promised *promised, const struct report *report,
		  const struct source *source, const struct promise_list *list)
{
	struct walk walk = {.promised = promised, .report = report};
	struct terms *terms = &promised->terms;
	int err = list ? terms_tell(terms, list) : terms_read(terms, source);

	if (!err)
		err = make_items(promised);
	if (!err && is_in_force(terms, &report->order))
		err = walk_records(&walk, source);
	for (size_t i = 0; !err && i < terms->promise_count; i++) {
		for (size_t k = 0; k < terms->count; k++)
			if (terms->terms[k].promises & 1ULL << i)
				take_term(report, &terms->terms[k], &promised->items[i]);
		judge(&promised->items[i]);
	}
	return err;
}

void promised_clear(struct promised *promised)
{
	for (size_t i = 0; promised->items && i < promised->terms.promise_count; i++)
		check_destroy(promised->items[i].check);
	free(promised->items);
	terms_clear(&promised->terms);
	promised->items = NULL;
}

bool promised_broken(const struct promised *promised)
{
	for (size_t i = 0; i < promised->terms.promise_count; i++)
		if (promised->items[i].breaches)
			return true;
	return false;
}

size_t promised_count(const struct promised *promised)
{
	size_t count = 0;

	for (size_t i = 0; i < promised->terms.promise_count; i++)
		count += promised->items[i].force_ns > 0;
	return count;
}
