// SPDX-License-Identifier: GPL-2.0-or-later
#include "promise/check.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "promise/day.h"
#include "promise/daytime.h"

/* Uploads whose verdicts are remembered, for a promise: more than ever go on at once. */
#define CHECK_SERIES 32

struct series_reported {
	char series[EVENT_ID];
	unsigned reported; /* a bit for each verdict */
};

struct today {
	int date;
	uint64_t breaches, unknown;
	struct promise_reason broken_by, unknown_by;
};

struct check_state {
	struct promise promise;
	struct days days;
	size_t series_next;
	struct series_reported series[CHECK_SERIES];
	struct today today[2]; /* an upload of before midnight may be told behind it */
	size_t today_last;     /* which of them was used last */
	bool known;
	bool absent; /* a camera that the owner declared was not seen */
	uint64_t doubts;
	struct promise_reason doubt;
	uint64_t since_ns;
};

struct check {
	local_fn *local;
	struct promise_list list;
	struct check_state states[];
};

int check_create(const struct promise_list *list, local_fn *local, struct check **out)
{
	struct check *check = calloc(1, sizeof(*check) + list->count * sizeof(check->states[0]));

	if (!check)
		return -ENOMEM;
	check->local = local;
	check->list.count = list->count;
	for (size_t i = 0; i < list->count; i++) {
		check->states[i].promise = *list->items[i];
		check->list.items[i] = &check->states[i].promise;
	}
	*out = check;
	return 0;
}

void check_destroy(struct check *check)
{
	free(check);
}

const struct promise_list *check_promises(const struct check *check)
{
	return &check->list;
}

void check_inherit(struct check *check, const struct check *old)
{
	for (size_t i = 0; i < check->list.count; i++)
		for (size_t k = 0; k < old->list.count; k++)
			if (strcmp(check->states[i].promise.text, old->states[k].promise.text) == 0)
				check->states[i] = old->states[k];
}

void check_begin(struct check *check, uint64_t now_ns)
{
	for (size_t i = 0; i < check->list.count; i++)
		if (!check->states[i].since_ns)
			check->states[i].since_ns = now_ns;
}

static bool is_daily(const struct promise *promise)
{
	return promise->rule == PROMISE_BYTES || promise->rule == PROMISE_UPLOADS;
}

static bool check_note(unsigned *reported, enum verdict verdict)
{
	bool first = !(*reported & 1U << verdict);

	*reported |= 1U << verdict;
	return first;
}

static unsigned *check_reported_of(struct check_state *state, const char *series)
{
	struct series_reported *slot;

	for (size_t i = 0; i < CHECK_SERIES; i++)
		if (strcmp(state->series[i].series, series) == 0)
			return &state->series[i].reported;
	slot = &state->series[state->series_next++ % CHECK_SERIES];
	memcpy(slot->series, series, sizeof(slot->series));
	slot->reported = 0;
	return &slot->reported;
}

static struct today *today_of(struct check_state *state, int date)
{
	size_t index = state->today_last;

	if (state->today[index].date != date)
		index = !index;
	if (state->today[index].date != date)
		state->today[index] = (struct today){.date = date};
	state->today_last = index;
	return &state->today[index];
}

static void note_today(struct check_state *state, int date, const struct check_result *result)
{
	const struct judgement *judgement = &result->judgement;
	struct today *today = today_of(state, date);

	if (judgement->verdict == VERDICT_KEPT)
		return;
	if (judgement->verdict == VERDICT_BROKEN) {
		today->breaches += result->first;
		today->broken_by = judgement->reason;
	} else {
		today->unknown += result->first;
		today->unknown_by = judgement->reason;
	}
}

static void check_part(struct check *check, size_t index, const struct event *event, check_fn *each,
		       void *context)
{
	struct check_state *state = &check->states[index];
	const struct event_upload *upload = &event->upload;
	struct check_result result = {.index = index, .promise = &state->promise, .event = event};
	struct day *day;
	unsigned *reported;

	if (is_daily(&state->promise)) {
		days_judge(&state->days, &state->promise, upload, check->local, &result.judgement,
			   &day);
		reported = &day->reported;
	} else {
		judgement_part(&state->promise, upload, check->local, &result.judgement);
		reported = check_reported_of(state, upload->series);
	}
	result.first = check_note(reported, result.judgement.verdict);
	if (result.judgement.verdict == VERDICT_UNKNOWN) {
		state->doubts += result.first;
		state->doubt = result.judgement.reason;
	}
	note_today(state, daytime_day(upload->start_ns, check->local), &result);
	if (each)
		each(context, &result);
}

bool check_counts(const struct promise *promise, const struct event_gap *gap)
{
	return promise->rule == PROMISE_BYTES && gap->camera && gap->bytes &&
	       gap->cause == CAUSE_UNEXPLAINED;
}

static void check_rest(struct check *check, size_t index, const struct event *event, check_fn *each,
		       void *context)
{
	struct check_state *state = &check->states[index];
	struct check_result result = {.index = index, .promise = &state->promise, .event = event};
	struct day *day;

	days_rest(&state->days, &state->promise, &event->gap, check->local, &result.judgement,
		  &day);
	result.first = check_note(&day->reported, result.judgement.verdict);
	if (result.judgement.verdict != VERDICT_UNKNOWN)
		return;
	state->doubts += result.first;
	state->doubt = result.judgement.reason;
	note_today(state, daytime_day(event->gap.from_ns, check->local), &result);
	if (each)
		each(context, &result);
}

/* For that time it cannot be said that it was kept. */
static void check_gap(struct check *check, size_t index, const struct event *event, check_fn *each,
		      void *context)
{
	struct check_state *state = &check->states[index];
	const struct event_gap *gap = &event->gap;
	struct today *today;

	if (gap->camera && !promise_is_of(&state->promise, gap->camera))
		return;
	if (check_counts(&state->promise, gap)) {
		check_rest(check, index, event, each, context);
		return;
	}
	today = today_of(state, daytime_day(gap->to_ns, check->local));
	today->unknown++;
	today->unknown_by =
		(struct promise_reason){.why = WHY_GAP, .cause = gap->cause, .number = gap->count};
	judgement_name(&today->unknown_by, gap->interface);
}

void check_event(struct check *check, const struct event *event, check_fn *each, void *context)
{
	for (size_t i = 0; i < check->list.count; i++) {
		struct check_state *state = &check->states[i];
		const struct event_camera *camera =
			event->kind == EVENT_CAMERA && !event->camera.withdrawn ? &event->camera
			: event->kind == EVENT_UPLOAD || event->kind == EVENT_LOCAL
				? &event->upload.camera
				: NULL;

		if (event->kind == EVENT_SUMMARY)
			state->absent = event->summary.doubts & 1U << DOUBT_ABSENT &&
					state->promise.subject == SUBJECT_ALL;
		if (event->kind == EVENT_GAP)
			check_gap(check, i, event, each, context);
		if (!camera || !promise_is_of(&state->promise, camera))
			continue;
		state->known = true;
		if (event->kind == EVENT_UPLOAD)
			check_part(check, i, event, each, context);
	}
}

void check_today(const struct check *check, size_t index, uint64_t now_ns, struct check_today *out)
{
	const struct check_state *state = &check->states[index];
	int date = daytime_day(now_ns, check->local);
	const struct today *today = &state->today[state->today[1].date == date];

	*out = (struct check_today){.verdict = VERDICT_KEPT,
				    .known = state->known,
				    .since_ns = state->since_ns,
				    .doubts = state->doubts,
				    .doubt = state->doubt};
	if (!state->known) {
		out->verdict = VERDICT_UNKNOWN;
		out->reason.why =
			state->promise.subject == SUBJECT_ALL ? WHY_NO_CAMERA : WHY_NO_SUCH_CAMERA;
	} else if (state->absent) {
		out->verdict = VERDICT_UNKNOWN;
		out->reason.why = WHY_ABSENT;
	}
	if (today->date != date)
		return;
	out->breaches = today->breaches;
	if (today->unknown || today->breaches) {
		out->verdict = today->breaches ? VERDICT_BROKEN : VERDICT_UNKNOWN;
		out->reason = today->breaches ? today->broken_by : today->unknown_by;
	}
}
