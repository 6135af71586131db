// SPDX-License-Identifier: GPL-2.0-or-later
#include "upload/tracker.h"

#include <errno.h>
#include <stddef.h>

#include "camera/domain.h"
#include "base/tags.h"
#include "upload/series.h"

#define TRACKER_WAYS 4
#define TRACKER_NAMES 256 /* lists of series by host, a power of two */

struct track_key {
	struct device_key device;
	uint8_t remote[16];
	uint32_t scope;
};
_Static_assert(sizeof(struct track_key) == 40, "hashed as a whole: no hidden padding");

struct tracker {
	struct tags tags;
	struct track *tracks;
	struct track *open;		     /* with an episode under way */
	struct series *named[TRACKER_NAMES]; /* those under way that have a host */
	uint64_t lost_ns;		     /* packets were lost up to then */
	record_fn *tell;
	rest_fn *rest;
	void *context;
};

int tracker_create(uint32_t limit, record_fn *tell, rest_fn *rest, void *context,
		   struct tracker **out)
{
	struct tracker *t = calloc(1, sizeof(*t));

	if (!t)
		return -ENOMEM;
	t->tell = tell;
	t->rest = rest;
	t->context = context;
	t->tracks = tags_create(&t->tags, limit, TRACKER_WAYS, sizeof(*t->tracks));
	if (!t->tracks) {
		tracker_destroy(t);
		return -ENOMEM;
	}
	*out = t;
	return 0;
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
	for (size_t i = 0; tracker->tracks && i < tags_entries(&tracker->tags); i++)
		free(tracker->tracks[i].host);
	free(tracker->tracks);
	tags_destroy(&tracker->tags);
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
	struct record *record = series_tell(s, final);

	if (record)
		t->tell(t->context, record);
}

static void tracker_end(struct tracker *t, struct track *track)
{
	struct series *s = track->series;

	tracker_unlist(t, track);
	if (!series_counts(track))
		t->rest(t->context, track);
	if (series_leave(s, track)) {
		tracker_tell(t, s, true);
		tracker_drop_series(t, s);
	}
	track_reset(track);
}

/*
 * The entry of the bucket to give up: an empty one, else the least recently used that has no
 * episode under way.
 */
static size_t tracker_room(const struct tracker *t, size_t bucket)
{
	size_t pick = bucket;

	for (size_t i = bucket; i < bucket + TRACKER_WAYS; i++) {
		const struct track *track = &t->tracks[i], *old = &t->tracks[pick];

		if (!t->tags.tag[i])
			return i;
		if (track->open != old->open ? old->open : track->used_ns < old->used_ns)
			pick = i;
	}
	return pick;
}

static struct track *tracker_find(struct tracker *t, const struct track_key *key)
{
	uint64_t hash = hash_bytes(key, sizeof(*key));
	size_t bucket = tags_bucket(&t->tags, hash), pick;
	struct track *track;

	for (size_t i = bucket; i < bucket + TRACKER_WAYS; i++) {
		track = &t->tracks[i];
		if (t->tags.tag[i] == tags_of(hash) &&
		    track->scope == (enum flow_scope)key->scope &&
		    memcmp(&track->device, &key->device, sizeof(key->device)) == 0 &&
		    memcmp(track->remote.bytes, key->remote, 16) == 0)
			return track;
	}
	pick = tracker_room(t, bucket);
	track = &t->tracks[pick];
	if (track->open)
		tracker_end(t, track); /* told as far as it went rather than lost */
	free(track->host);
	memset(track, 0, offsetof(struct track, flows)); /* `flow_count` tells which flows count */
	t->tags.tag[pick] = tags_of(hash);
	track->device = key->device;
	track->scope = (enum flow_scope)key->scope;
	memcpy(track->remote.bytes, key->remote, 16);
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
	struct series *s;

	if (!track->open && tracker_begin(t, track, now_ns) != 0)
		return;
	s = track->series;
	if (track->pending.first_ns >= s->boundary_ns && series_may_cut(s, track)) {
		tracker_tell(t, s, false);
		while (track->pending.first_ns >= s->boundary_ns)
			s->boundary_ns += SERIES_PART_NS;
	}
	track_commit(track);
}

struct series *tracker_activity(struct tracker *tracker, const struct activity *activity,
				const struct flow *flow)
{
	struct track_key key = {.device = activity->flow.device, .scope = activity->flow.scope};
	struct track *track;

	memcpy(key.remote, activity->flow.remote, 16);
	track = tracker_find(tracker, &key);
	if (activity->stretch.first_up_ns) {
		track->used_ns = activity->stretch.last_up_ns;
		if (track->open && track_is_over(track, activity->stretch.first_up_ns))
			tracker_end(tracker, track);
	}
	track_add(track, activity, flow);
	if (activity->stretch.first_up_ns && track_is_counting(track))
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
		if (memcmp(&t->device, device, sizeof(*device)) == 0)
			t->series->lossy = true;
}

void tracker_close(struct tracker *tracker)
{
	while (tracker->open)
		tracker_end(tracker, tracker->open);
	tracker->lost_ns = 0; /* of another clock */
	for (size_t i = 0; i < tags_entries(&tracker->tags); i++)
		if (tracker->tags.tag[i])
			track_reset(&tracker->tracks[i]);
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
		if (t->scope == FLOW_OUTSIDE && memcmp(&t->device, device, sizeof(*device)) == 0)
			return true;
	return false;
}

void tracker_reload(struct tracker *tracker, const struct rules *rules)
{
	for (size_t i = 0; i < tags_entries(&tracker->tags); i++) {
		struct track *t = &tracker->tracks[i];

		if (tracker->tags.tag[i] && t->host)
			t->rule = rules_host(rules, t->host);
	}
	for (const struct track *t = tracker->open; t; t = t->next_open)
		series_reload(t->series, rules);
}
