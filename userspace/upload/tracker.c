// SPDX-License-Identifier: GPL-2.0-or-later
#include "upload/tracker.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "camera/domain.h"
#include "base/table.h"
#include "upload/series.h"

#define TRACKER_TRIES 16  /* so many are asked whether they are idle, who were used longest ago */
#define TRACKER_NAMES 256 /* lists of series by host, a power of two */

struct tracker {
	struct table *tracks;
	struct track *open;		     /* with an episode under way */
	struct series *named[TRACKER_NAMES]; /* those under way that have a host */
	const struct rule_thresholds *usual; /* NULL: the defaults */
	uint64_t lost_ns;		     /* packets were lost up to then */
	episode_fn *tell;
	rest_fn *rest;
	prized_fn *prized;
	void *context;
};

int tracker_create(uint32_t limit, episode_fn *tell, rest_fn *rest, prized_fn *prized,
		   void *context, struct tracker **out)
{
	struct tracker *t = calloc(1, sizeof(*t));

	if (!t)
		return -ENOMEM;
	t->tell = tell;
	t->rest = rest;
	t->prized = prized;
	t->context = context;
	if (table_create(limit, sizeof(struct track_key), sizeof(struct track), &t->tracks)) {
		tracker_destroy(t);
		return -ENOMEM;
	}
	*out = t;
	return 0;
}

void tracker_experiment(struct tracker *tracker, const struct rule_thresholds *usual)
{
	tracker->usual = usual;
}

static struct series **tracker_names(struct tracker *t, const char *host)
{
	return &t->named[domain_hash(host) & (TRACKER_NAMES - 1)];
}

static void tracker_drop_series(struct tracker *t, struct series *s)
{
	if (s->previous)
		s->previous->next = s->next;
	else if (s->host)
		*tracker_names(t, s->host) = s->next;
	if (s->next)
		s->next->previous = s->previous;
	series_destroy(s);
}

void tracker_destroy(struct tracker *tracker)
{
	if (!tracker)
		return;
	for (struct track *t = tracker->open; t; t = t->next_open)
		if (series_leave(t->series, t))
			tracker_drop_series(tracker, t->series);
	for (struct track *t = tracker->tracks ? table_next(tracker->tracks, NULL) : NULL; t;
	     t = table_next(tracker->tracks, t))
		free(t->host);
	table_destroy(tracker->tracks);
	free(tracker);
}

static void tracker_unlist(struct tracker *t, struct track *track)
{
	if (track->previous_open)
		track->previous_open->next_open = track->next_open;
	else
		t->open = track->next_open;
	if (track->next_open)
		track->next_open->previous_open = track->previous_open;
	track->previous_open = track->next_open = NULL;
}

static void tracker_tell(struct tracker *t, struct series *s, bool final)
{
	struct episode *episode = series_tell(s, final);

	if (episode)
		t->tell(t->context, episode);
}

/* What counts of the open episode, or its next part, as of the time that it begins. */
static void tracker_commit(struct tracker *t, struct track *track)
{
	struct series *s = track->series;

	if (track->pending.first_ns >= s->boundary_ns && series_may_cut(s, track)) {
		tracker_tell(t, s, false);
		while (track->pending.first_ns >= s->boundary_ns)
			s->boundary_ns += SERIES_PART_NS;
	}
	track_commit(track);
}

static void tracker_end(struct tracker *t, struct track *track)
{
	struct series *s = track->series;

	if (track_tail_joins(track))
		tracker_commit(t, track);
	tracker_unlist(t, track);
	if (!series_counts(track))
		t->rest(t->context, track, &track->whole);
	if (track->held)
		t->rest(t->context, track, &track->pending);
	if (series_leave(s, track)) {
		tracker_tell(t, s, true);
		tracker_drop_series(t, s);
	}
	track_reset(track);
}

/* Whoever is on the network can begin episodes without end, and so end others'. */
static bool tracker_prizes(const struct tracker *t, const struct track *track)
{
	return t->prized && t->prized(t->context, &track->key.device);
}

/*
 * Of those used longest ago the first that has no episode under way makes room; where all of them
 * have one, the first whose device is no camera, else the first. It is told as far as it went
 * rather than lost: what of it is no upload then goes into the account of what is not explained.
 */
static struct track *tracker_leaver(const struct tracker *t)
{
	struct track *oldest = table_oldest(t->tracks), *other = NULL, *at = oldest;

	for (unsigned i = 0; i < TRACKER_TRIES && at; i++, at = table_newer(t->tracks, at)) {
		if (!at->open)
			return at;
		if (!other && !tracker_prizes(t, at))
			other = at;
	}
	return other ? other : oldest;
}

static void tracker_make_room(struct tracker *t)
{
	struct track *pick = tracker_leaver(t);

	if (pick->open)
		tracker_end(t, pick);
	free(pick->host);
	table_drop(t->tracks, &pick->key);
}

static struct track *tracker_find(struct tracker *t, const struct track_key *key)
{
	bool added;
	struct track *track = table_find(t->tracks, key, &added);

	if (!track) {
		tracker_make_room(t);
		track = table_find(t->tracks, key, &added);
	}
	track->usual = t->usual;
	return track;
}

/* Asked of the time and not of the last tick: a clock's phase must not decide who joins whom. */
static bool tracker_is_under_way(const struct series *s, uint64_t now_ns)
{
	for (size_t i = 0; i < s->member_count; i++)
		if (s->members[i].track && !track_is_over(s->members[i].track, now_ns))
			return true;
	return false;
}

static struct series *tracker_series(struct tracker *t, struct track *track, uint64_t now_ns)
{
	struct series *s = track->host ? *tracker_names(t, track->host) : NULL;

	for (; s; s = s->next) {
		if (!series_takes(s, track) || !tracker_is_under_way(s, now_ns))
			continue;
		series_join(s, track);
		return s;
	}
	s = series_create(track);
	if (s && s->host) {
		s->next = *tracker_names(t, s->host);
		if (s->next)
			s->next->previous = s;
		*tracker_names(t, s->host) = s;
	}
	return s;
}

static int tracker_begin(struct tracker *t, struct track *track, uint64_t now_ns)
{
	struct series *s = tracker_series(t, track, now_ns);

	if (!s)
		return -ENOMEM;
	if (track->pending.first_ns <= t->lost_ns)
		s->lossy = true;
	track->open = true;
	track->next_open = t->open;
	if (track->next_open)
		track->next_open->previous_open = track;
	t->open = track;
	return 0;
}

static void tracker_count(struct tracker *t, struct track *track, uint64_t now_ns)
{
	if (track->open || tracker_begin(t, track, now_ns) == 0)
		tracker_commit(t, track);
}

struct series *tracker_activity(struct tracker *tracker, const struct activity *activity,
				const struct flow *flow)
{
	struct track_key key = {.device = activity->flow.device, .scope = activity->flow.scope};
	struct track *track;

	memcpy(key.remote.bytes, activity->flow.remote, 16);
	track = tracker_find(tracker, &key);
	if (activity->stretch.first_up_ns) {
		table_use(tracker->tracks, track);
		if (track->open && track_is_over(track, activity->stretch.first_up_ns))
			tracker_end(tracker, track);
		if (track_tail_joins(track) &&
		    track_burst_ends(track, activity->stretch.first_up_ns))
			tracker_commit(tracker, track);
	}
	track_add(track, activity, flow);
	if (activity->stretch.first_up_ns && track_is_counting(track) &&
	    !track_hold(track, activity))
		tracker_count(tracker, track, activity->stretch.first_up_ns);
	return track->open ? track->series : NULL;
}

void tracker_tick(struct tracker *tracker, uint64_t now_ns)
{
	struct track *next;

	for (struct track *t = tracker->open; t; t = next) {
		next = t->next_open;
		if (now_ns > ACCOUNT_STRETCH_NS && track_is_over(t, now_ns - ACCOUNT_STRETCH_NS))
			tracker_end(tracker, t);
	}
}

void tracker_loss(struct tracker *tracker, uint64_t to_ns)
{
	if (to_ns > tracker->lost_ns)
		tracker->lost_ns = to_ns;
	for (struct track *t = tracker->open; t; t = t->next_open)
		t->series->lossy = true;
}

void tracker_loss_of(struct tracker *tracker, const struct device_key *device)
{
	for (struct track *t = tracker->open; t; t = t->next_open)
		if (memcmp(&t->key.device, device, sizeof(*device)) == 0)
			t->series->lossy = true;
}

void tracker_close(struct tracker *tracker)
{
	while (tracker->open)
		tracker_end(tracker, tracker->open);
	tracker->lost_ns = 0; /* of another clock */
	for (struct track *t = table_next(tracker->tracks, NULL); t;
	     t = table_next(tracker->tracks, t))
		track_reset(t);
}

/* A series is met at each of its open episodes, and taken at the first of them. */
static bool tracker_is_first(const struct track *track)
{
	const struct series *s = track->series;

	for (size_t i = 0; i < s->member_count; i++)
		if (s->members[i].track)
			return s->members[i].track == track;
	return false;
}

void tracker_each(const struct tracker *tracker,
		  void (*each)(void *context, const struct series *series), void *context)
{
	for (const struct track *t = tracker->open; t; t = t->next_open)
		if (tracker_is_first(t))
			each(context, t->series);
}

bool tracker_is_sending(const struct tracker *tracker, const struct device_key *device)
{
	for (const struct track *t = tracker->open; t; t = t->next_open)
		if (t->key.scope == FLOW_OUTSIDE &&
		    memcmp(&t->key.device, device, sizeof(*device)) == 0)
			return true;
	return false;
}

void tracker_reload(struct tracker *tracker, const struct rules *rules)
{
	for (struct track *t = table_next(tracker->tracks, NULL); t;
	     t = table_next(tracker->tracks, t))
		if (t->host)
			t->rule = rules_host(rules, t->host);
	for (const struct track *t = tracker->open; t; t = t->next_open)
		series_reload(t->series, rules);
}
