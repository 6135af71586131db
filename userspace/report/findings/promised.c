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
#include "words/phrase.h"

#define MICRO 1000U
#define SECOND 1000000000ULL
/* Of whom is not known: of one camera that is known nothing hangs on another. */
#define PROMISED_HIDDEN (1U << DOUBT_OFF_PATH | 1U << DOUBT_ONE_WAY | 1U << DOUBT_OUTSIDE_ROUTER)
/* Of nobody: what was to be seen of a camera may be what is not in the recording. */
#define PROMISED_OPEN                                                                              \
	(1U << DOUBT_LOSSES_UNKNOWN | 1U << DOUBT_FILTERED | 1U << DOUBT_UNCOUNTED |               \
	 1U << DOUBT_HOME_UNKNOWN)
/* All else that a recording leaves open is told by gaps, each of its time and camera. */
#define PROMISED_UNSEEN (PROMISED_HIDDEN | PROMISED_OPEN)

struct promised_walk {
	struct promised *promised;
	const struct report *report;
	struct promised_item *item; /* that is being asked */
	const struct event *event;  /* of which */
	bool counts;		    /* the event is in the period and of a chosen camera */
	bool history;		    /* of the whole history: only who is known is asked */
	struct seen seen;
};

/* How an upload of the report is shown: breaches name the part that broke the promise. */
static uint8_t promised_handle(const struct history *history, const char *id)
{
	for (size_t i = 0; i < history->uploads.count; i++)
		if (!strcmp(history->uploads.items[i].id, id))
			return history->uploads.items[i].handle;
	return 0;
}

static void take_breach(const struct promised_walk *walk, const struct check_result *result)
{
	const struct history *history = walk->report->history;
	const struct event_upload *upload = &walk->event->upload;
	struct promised_item *item = walk->item;
	struct promised_breach *breach;
	char label[PHRASE_LABEL];

	item->breaches++;
	for (size_t i = 0; i < history->devices.count; i++)
		item->broken[i] += !strcmp(history->devices.items[i].key, upload->camera.key);
	if (item->told == PROMISED_BREACHES)
		return;
	breach = &item->breach[item->told++];
	*breach = (struct promised_breach){.start_ns = upload->start_ns,
					   .bytes = upload->bytes_up,
					   .class = upload->class,
					   .confidence = result->judgement.confidence,
					   .reason = result->judgement.reason};
	memcpy(breach->upload, upload->id, sizeof(breach->upload));
	breach->handle = promised_handle(history, upload->id);
	snprintf(breach->camera, sizeof(breach->camera), "%s",
		 phrase_label(&upload->camera, label));
}

/* An upload counts once, by the reason that its first part in doubt has. */
static void take_doubt(struct promised_item *item, const struct check_result *result)
{
	struct promised_doubt *doubt = item->doubt;
	const struct promise_reason *reason = &result->judgement.reason;
	size_t i = 0;

	if (!result->first)
		return;
	item->doubts++;
	while (i < item->doubt_count && !judgement_is_same(&doubt[i].reason, reason))
		i++;
	if (i == PROMISED_DOUBTS)
		return;
	if (i == item->doubt_count)
		doubt[item->doubt_count++].reason = *reason;
	doubt[i].count++;
}

static void take_result(void *context, const struct check_result *result)
{
	struct promised_walk *walk = context;
	struct promised_item *item = walk->item;

	if (!walk->counts)
		return;
	if (result->judgement.verdict == VERDICT_BROKEN && result->first)
		take_breach(walk, result);
	if (result->judgement.verdict == VERDICT_UNKNOWN)
		take_doubt(item, result);
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
 * each capture, as promises are of one, and as much as the longest telling of it. Of other promises
 * each telling is held against them: one of them may be a breach. What there is to ask of, which
 * may be `rest`; NULL: nothing that was not asked before.
 */
static const struct event *promised_rest(struct promised_walk *walk, const struct event *event,
					 size_t index, struct event *rest)
{
	const struct promise *promise = &walk->promised->terms.promises[index];
	uint64_t scope = index, more;

	if (event->kind != EVENT_UPLOAD || !promise_is_of(promise, &event->upload.camera) ||
	    (promise->rule != PROMISE_BYTES && promise->rule != PROMISE_UPLOADS))
		return event;
	for (const char *c = event->capture; c && *c; c++)
		scope = scope * 31 + (unsigned char)*c;
	if (seen_add(&walk->seen, &event->upload, scope, &more) != 0)
		return event;
	if (!more || promise->rule == PROMISE_UPLOADS)
		return NULL;
	*rest = *event;
	rest->upload.bytes_up = more;
	return rest;
}

static void promised_ask(struct promised_walk *walk, const struct event *event, uint64_t time_ns)
{
	struct promised *promised = walk->promised;
	uint64_t force =
		walk->history ? UINT64_MAX : terms_at(&promised->terms, time_ns, event->capture);

	walk->event = event;
	for (size_t i = 0; i < promised->terms.promise_count; i++) {
		struct event rest;
		const struct event *asked =
			force & 1ULL << i ? promised_rest(walk, event, i, &rest) : NULL;

		if (!asked)
			continue;
		walk->item = &promised->items[i];
		check_event(walk->item->check, asked, take_result, walk);
		walk->item->left |=
			walk->counts && is_passed_on(&promised->terms.promises[i], event);
		if (!walk->counts || !is_gap_of(&promised->terms.promises[i], event) ||
		    check_counts(&promised->terms.promises[i], &event->gap))
			continue;
		walk->item->gaps++;
		/* What is of one camera alone was found by its own traces. */
		walk->item->left |= event->gap.bytes || event->gap.camera;
	}
	walk->event = NULL; /* the caller's, which goes */
}

/* What it sent since is not looked at. The record lies where the device was first known. */
static void take_withdrawn(struct promised_walk *walk, const struct event *event, uint64_t time_ns)
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

static void take_event(struct promised_walk *walk, const struct ledger_record *record,
		       struct json_object *object)
{
	struct event event = {.capture = reading_text(object, "capture")};
	struct event_camera camera;
	uint64_t start_ns = record->start * MICRO, end_ns = record->end * MICRO;

	walk->counts = !walk->history && end_ns >= walk->report->order.from_ns &&
		       history_devices_keeps(&walk->report->history->devices, record->device);
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
	promised_ask(walk, &event, start_ns);
}

static int promised_take(void *context, const struct ledger_record *record)
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

/*
 * The totals of the day on which the period begins need all of that day; and two hours more, as
 * clocks show less than has passed where they went back.
 */
static uint64_t begin_of_day(uint64_t time_ns)
{
	time_t seconds = (time_t)(time_ns / SECOND);
	struct tm tm = {0};
	uint64_t passed;

	zone_house(&seconds, &tm);
	passed = (uint64_t)(((tm.tm_hour + 2) * 60 + tm.tm_min) * 60 + tm.tm_sec) * SECOND;
	return passed < time_ns ? time_ns - passed : time_ns;
}

/* While a term went on in the period, how long nobody watched. */
static void take_term(const struct report *report, const struct term *term,
		      const struct promise *promise, struct promised_item *item)
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
	item->unseen |= report_doubts(report, at, to) & PROMISED_UNSEEN;
	item->open = item->unseen & PROMISED_OPEN ||
		     (promise->subject == SUBJECT_ALL && item->unseen & PROMISED_HIDDEN);
	item->absent |= promise->subject == SUBJECT_ALL && report_absent(report, at, to);
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

static void promised_judge(struct promised_item *item)
{
	struct check_today standing;

	qsort(item->doubt, item->doubt_count, sizeof(item->doubt[0]), by_count);

	check_today(item->check, 0, 0, &standing);
	item->known = standing.known;
	if (item->breaches)
		item->verdict = VERDICT_BROKEN;
	else if (!item->known || item->doubts || item->left || item->sending || item->unwritten ||
		 item->absent || item->open || item->erased ||
		 item->unwatched_ns + item->unsure_ns >= item->force_ns)
		item->verdict = VERDICT_UNKNOWN;
	else
		item->verdict = VERDICT_KEPT;
}

static int make_items(struct promised *promised, const struct history *history)
{
	size_t count = promised->terms.promise_count;
	int err = 0;

	promised->items = calloc(count ? count : 1, sizeof(*promised->items));
	if (!promised->items)
		return -ENOMEM;
	for (size_t i = 0; !err && i < count; i++) {
		struct promise_list one = {.count = 1, .items = {&promised->terms.promises[i]}};

		promised->items[i].broken = calloc(history->devices.count + 1, sizeof(uint64_t));
		err = promised->items[i].broken
			      ? check_create(&one, zone_house, &promised->items[i].check)
			      : -ENOMEM;
	}
	return err;
}

static int walk_records(struct promised_walk *walk, const struct records *source)
{
	const struct report_order *order = &walk->report->order;
	struct ledger_query cameras = {.kind = "camera"};
	struct ledger_query period = {.from = begin_of_day(order->from_ns) / MICRO,
				      .to = order->to_ns / MICRO};
	int err;

	walk->history = true;
	err = source->each(source->context, &cameras, promised_take, walk);
	walk->history = false;
	if (!err)
		err = source->each(source->context, &period, promised_take, walk);
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
		  const struct records *source, const struct promise_list *list)
{
	struct promised_walk walk = {.promised = promised, .report = report};
	struct terms *terms = &promised->terms;
	int err = list ? terms_tell(terms, list) : terms_read(terms, source);

	if (!err)
		err = make_items(promised, report->history);
	if (!err && is_in_force(terms, &report->order))
		err = walk_records(&walk, source);
	for (size_t i = 0; !err && i < terms->promise_count; i++) {
		for (size_t k = 0; k < terms->count; k++)
			if (terms->terms[k].promises & 1ULL << i)
				take_term(report, &terms->terms[k], &terms->promises[i],
					  &promised->items[i]);
		promised_judge(&promised->items[i]);
	}
	return err;
}

void promised_clear(struct promised *promised)
{
	for (size_t i = 0; promised->items && i < promised->terms.promise_count; i++) {
		check_destroy(promised->items[i].check);
		free(promised->items[i].broken);
	}
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

bool promised_is_seen(const struct promised_item *item)
{
	return !item->gaps && !item->unseen && item->unwatched_ns < PROMISED_LEAST_NS &&
	       item->unsure_ns < PROMISED_LEAST_NS;
}

size_t promised_count(const struct promised *promised)
{
	size_t count = 0;

	for (size_t i = 0; i < promised->terms.promise_count; i++)
		count += promised->items[i].force_ns > 0;
	return count;
}
