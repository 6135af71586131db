/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "attest/checks.h"

#include <string.h>

#include "json/reading.h"
#include "report/history/history_gaps.h"
#include "report/history/watching.h"

#define MICRO 1000U
/* Losses are looked for every five seconds (watch/loop.c): one of no length may be as old as two
 * looks.
 */
#define CHECKS_NOTICED_NS 10000000000ULL

/* Between two files that were joined into one recording nothing needs to have passed for so long.
 */
#define CHECKS_JOINED_NS 10000000000ULL

struct checks_walk {
	struct attest *attest;
	const char *key;
	struct watching watching;
	uint64_t before, after; /* numbers between which all that is of the time was written */
	bool live;		/* some of what was counted was not of a capture */
	uint64_t last_ns;	/* of its uploads up to the end of the time; 0: none */
	uint64_t next_ns;	/* of its uploads from the beginning on; UINT64_MAX: none */
};

/* The first of its kind is kept: `why` is of it. */
static void checks_fail(struct attest *attest, enum attest_condition condition, uint64_t from_ns,
			uint64_t to_ns, const struct attest_check *why)
{
	static const enum doubt doubts[] = {
		[ATTEST_GENUINE] = DOUBT_CHANGED,   [ATTEST_KEPT] = DOUBT_ERASED,
		[ATTEST_WATCHED] = DOUBT_UNWATCHED, [ATTEST_COUNTED] = DOUBT_UNCOUNTED,
		[ATTEST_ON_PATH] = DOUBT_OFF_PATH,  [ATTEST_SEEN] = DOUBT_GAP,
		[ATTEST_CLOCK] = DOUBT_CLOCK,	    [ATTEST_REPORTED] = DOUBT_UNDER_WAY,
	};
	struct attest_check *check = &attest->checks[condition];

	attest->doubts |= 1U << doubts[condition];
	if (check->failures) {
		check->failures++;
		return;
	}
	*check = *why;
	check->failures = 1;
	check->from_ns = from_ns;
	check->to_ns = to_ns;
}

/* Of what the condition alone says, or `why`. */
static void fail_so(struct attest *attest, enum attest_condition condition, uint64_t from_ns,
		    uint64_t to_ns, enum attest_why why)
{
	checks_fail(attest, condition, from_ns, to_ns, &(struct attest_check){.why = why});
}

/* It was not seen, and why is known. */
static void fail_seen(struct attest *attest, enum doubt doubt, uint64_t from_ns, uint64_t to_ns,
		      enum attest_why why)
{
	uint32_t doubts = attest->doubts | 1U << doubt;

	fail_so(attest, ATTEST_SEEN, from_ns, to_ns, why);
	attest->doubts = doubts;
}

static bool checks_is_within(const struct attest *attest, uint64_t from_ns, uint64_t to_ns)
{
	return from_ns < attest->order.to_ns && to_ns >= attest->order.from_ns;
}

static void look_at_gap(struct checks_walk *walk, struct json_object *object)
{
	struct event_camera camera;
	struct event_gap gap;
	uint64_t from_ns, to_ns;
	uint32_t doubts;
	enum attest_condition condition;
	struct attest_check why;

	history_gap_read(object, &camera, &gap);
	/* A clock that was set back leaves the end before the beginning. */
	from_ns = gap.from_ns < gap.to_ns ? gap.from_ns : gap.to_ns;
	to_ns = gap.from_ns < gap.to_ns ? gap.to_ns : gap.from_ns;
	if (from_ns == to_ns && from_ns > CHECKS_NOTICED_NS && !gap.camera)
		from_ns -= CHECKS_NOTICED_NS;
	if (!checks_is_within(walk->attest, from_ns, to_ns) || gap.cause == CAUSE_CROWDED ||
	    (gap.camera && strcmp(camera.key, walk->key) != 0))
		return;
	condition = gap.camera && !gap.bytes		     ? ATTEST_ON_PATH
		    : history_gap_doubt(&gap) == DOUBT_CLOCK ? ATTEST_CLOCK
							     : ATTEST_SEEN;
	doubts = walk->attest->doubts | 1U << history_gap_doubt(&gap);
	why = (struct attest_check){.why = gap.said ? ATTEST_WHY_SAID : ATTEST_WHY_GAP,
				    .count = gap.packets,
				    .cause = gap.cause,
				    .devices = gap.count};
	if (gap.said || gap.interface)
		snprintf(why.text, sizeof(why.text), "%s", gap.said ? gap.said : gap.interface);
	checks_fail(walk->attest, condition, from_ns, to_ns, &why);
	walk->attest->doubts = doubts;
}

static void checks_look_at(struct checks_walk *walk, const struct ledger_record *record)
{
	struct json_object *object = reading_parse(record->content, record->length);

	if (!object)
		return;
	if (!strcmp(record->kind, "gap"))
		look_at_gap(walk, object);
	else if (!strcmp(record->kind, "clock") && walk->live &&
		 checks_is_within(walk->attest, reading_time(object, "start"),
				  reading_time(object, "end")))
		checks_fail(
			walk->attest, ATTEST_CLOCK, reading_time(object, "start"),
			reading_time(object, "end"),
			&(struct attest_check){.why = ATTEST_WHY_GAP, .cause = CAUSE_CLOCK_BACK});
	json_object_put(object);
}

/* It shows that the camera sends here. Of one that was taken back and confirmed again the hours
 * before are not counted. */
static void look_at_upload(struct checks_walk *walk, const struct ledger_record *record)
{
	const struct attest_order *order = &walk->attest->order;
	uint64_t start_ns = record->start * MICRO, end_ns = record->end * MICRO;

	if (start_ns < order->to_ns && end_ns > walk->last_ns)
		walk->last_ns = end_ns;
	if (end_ns > order->from_ns && start_ns < walk->next_ns)
		walk->next_ns = start_ns;
}

static int checks_take(void *context, const struct ledger_record *record)
{
	struct checks_walk *walk = context;
	const char *kind = record->kind;
	bool gap = !strcmp(kind, "gap"), upload = !strcmp(kind, "upload");

	if (!record->content) {
		if ((gap || upload) && record->number > walk->before &&
		    record->number < walk->after)
			fail_so(walk->attest, ATTEST_KEPT, 0, 0, ATTEST_WHY_CONDITION);
		return 0;
	}
	if (!strcmp(kind, "traffic") && record->device && !strcmp(record->device, walk->key))
		watching_alive(&walk->watching, record);
	if (upload && record->device && !strcmp(record->device, walk->key))
		look_at_upload(walk, record);
	if (gap || !strcmp(kind, "clock"))
		checks_look_at(walk, record);
	return watching_add(&walk->watching, record);
}

/* Whether the hole lies between two files of one run (replay --join). */
static bool is_joined(const struct watching *watching, uint64_t from_ns, uint64_t to_ns)
{
	if (to_ns - from_ns > CHECKS_JOINED_NS)
		return false;
	for (size_t i = 1; i < watching->span_count; i++) {
		const struct watching_span *a = &watching->spans[i - 1], *b = a + 1;

		if (a->number == b->number && a->to_ns <= from_ns && b->from_ns >= to_ns &&
		    b->from_ns - a->to_ns <= CHECKS_JOINED_NS)
			return true;
	}
	return false;
}

static void check_watched(struct checks_walk *walk)
{
	struct attest *attest = walk->attest;
	struct watching *watching = &walk->watching;
	uint64_t at = attest->order.from_ns, from, until;
	bool open;

	watching_finish(watching);
	while (watching_hole(watching, &at, attest->order.to_ns, &from, &until, &open))
		if (!is_joined(watching, from, until))
			fail_so(attest, ATTEST_WATCHED, from, until, ATTEST_WHY_CONDITION);
	for (size_t i = 0; i < watching->doubt_count; i++)
		if (checks_is_within(attest, watching->doubts[i].from_ns,
				     watching->doubts[i].to_ns))
			attest->unreadable += watching->doubts[i].unreadable;
}

/* A capture that cannot tell of its losses, or leaves out what a filter does, shows no absence. */
static void check_files(struct checks_walk *walk)
{
	const struct watching *watching = &walk->watching;

	for (size_t i = 0; i < watching->span_count; i++) {
		const struct watching_span *span = &watching->spans[i];

		if (span->live || !checks_is_within(walk->attest, span->from_ns, span->to_ns))
			continue;
		if (span->silent)
			fail_seen(walk->attest, DOUBT_LOSSES_UNKNOWN, span->from_ns, span->to_ns,
				  ATTEST_WHY_LOSSES);
		if (span->filtered)
			fail_seen(walk->attest, DOUBT_FILTERED, span->from_ns, span->to_ns,
				  ATTEST_WHY_FILTERED);
	}
}

/* Whoever keeps it has told more than is in it. */
static void check_written(struct attest *attest)
{
	const struct attest_order *order = &attest->order;

	if (order->missing_ns && order->missing_ns < order->to_ns)
		fail_seen(attest, DOUBT_UNWRITTEN, order->missing_ns, order->to_ns,
			  ATTEST_WHY_UNWRITTEN);
}

/* A recorder, or a way in for a viewer from outside: it may have been that stream. */
static void check_passed_on(struct attest *attest)
{
	const struct history *history = attest->history;

	for (size_t i = 0; i < history->uploads.count; i++) {
		const struct history_upload *upload = &history->uploads.items[i];

		if (upload->local && upload->passed_on == PASSED_ON_YES)
			fail_seen(attest, DOUBT_PASSED_ON, upload->start_ns, upload->end_ns,
				  ATTEST_WHY_PASSED_ON);
	}
}

static void check_counted(struct attest *attest)
{
	uint64_t from, to;

	if (hours_hole(&attest->hours, &from, &to))
		fail_so(attest, ATTEST_COUNTED, from, to, ATTEST_WHY_CONDITION);
}

/* Who is silent is on the path where something of it passed before and after. */
static void check_path(const struct checks_walk *walk)
{
	struct attest *attest = walk->attest;
	const struct hours *hours = &attest->hours;
	uint64_t last = walk->last_ns, next = walk->next_ns;

	for (size_t i = 0; i < hours->count; i++) {
		const struct hour *hour = &hours->items[i];

		if (hour->chosen && !hour->on_path)
			fail_so(attest, ATTEST_ON_PATH, hour->from_ns, hour->to_ns,
				ATTEST_WHY_HEARD);
		if (!hour->packets)
			continue;
		if (hour->from_ns < hours->wanted_to_ns && hour->to_ns > last)
			last = hour->to_ns;
		if (hour->to_ns > hours->wanted_from_ns && hour->from_ns < next)
			next = hour->from_ns;
	}
	if (!last)
		fail_so(attest, ATTEST_ON_PATH, 0, 0, ATTEST_WHY_NEVER_BEFORE);
	else if (next == UINT64_MAX)
		fail_so(attest, ATTEST_ON_PATH, 0, 0, ATTEST_WHY_NEVER_SINCE);
}

static void check_reported(struct attest *attest)
{
	const struct hours *hours = &attest->hours;

	for (size_t i = 0; i < hours->count; i++) {
		const struct hour *hour = &hours->items[i];

		if (hour->chosen && hour->under_way && !hours_next(hours, hour))
			fail_so(attest, ATTEST_REPORTED, hour->to_ns, hour->to_ns,
				ATTEST_WHY_CONDITION);
	}
}

static void check_genuine(struct attest *attest)
{
	const struct attest_proof *proof = attest->order.proof;

	struct attest_check why = {.why = ATTEST_WHY_SAID, .count = proof->report.faults};

	if (!proof->report.faults)
		return;
	memcpy(why.text, proof->fault, sizeof(why.text));
	checks_fail(attest, ATTEST_GENUINE, 0, 0, &why);
}

int checks_make(struct attest *attest, const char *key, const struct records *source)
{
	struct checks_walk walk = {.attest = attest, .key = key, .next_ns = UINT64_MAX};
	int err;

	hours_around(&attest->hours, &walk.before, &walk.after);
	for (size_t i = 0; i < attest->hours.count; i++)
		walk.live |= attest->hours.items[i].chosen && !attest->hours.items[i].capture;
	err = source->each(source->context, NULL, checks_take, &walk);
	if (!err) {
		check_genuine(attest);
		attest->checks[ATTEST_KEPT].count = attest->checks[ATTEST_KEPT].failures;
		check_watched(&walk);
		check_files(&walk);
		check_written(attest);
		check_passed_on(attest);
		check_counted(attest);
		check_path(&walk);
		check_reported(attest);
	}
	watching_clear(&walk.watching);
	return err;
}
