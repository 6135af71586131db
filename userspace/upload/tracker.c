// SPDX-License-Identifier: GPL-2.0-or-later
#include "upload/tracker.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "hash.h"
#include "upload/series.h"

#define TRACKER_WAYS 4

struct track_key {
	struct device_key device;
	uint8_t remote[16];
	uint32_t scope;
};
_Static_assert(sizeof(struct track_key) == 40, "hashed as a whole: no hidden padding");

struct tracker {
	uint32_t mask; /* buckets - 1 */
	struct track *tracks;
	struct track *open;    /* with an episode under way */
	struct series *series; /* under way */
	record_fn *tell;
	void *context;
};

int tracker_create(uint32_t limit, record_fn *tell, void *context, struct tracker **out)
{
	struct tracker *t = calloc(1, sizeof(*t));
	uint32_t buckets = 1;

	if (!t)
		return -ENOMEM;
	while (buckets * TRACKER_WAYS < limit)
		buckets *= 2;
	t->mask = buckets - 1;
	t->tell = tell;
	t->context = context;
	t->tracks = calloc((size_t)buckets * TRACKER_WAYS, sizeof(*t->tracks));
	if (!t->tracks) {
		free(t);
		return -ENOMEM;
	}
	*out = t;
	return 0;
}

void tracker_destroy(struct tracker *tracker)
{
	struct series *next;

	if (!tracker)
		return;
	for (struct series *s = tracker->series; s; s = next) {
		next = s->next;
		series_destroy(s);
	}
	for (uint32_t i = 0; i < (tracker->mask + 1) * TRACKER_WAYS; i++)
		free(tracker->tracks[i].host);
	free(tracker->tracks);
	free(tracker);
}

static void tracker_drop_series(struct tracker *t, struct series *s)
{
	if (s->previous)
		s->previous->next = s->next;
	else
		t->series = s->next;
	if (s->next)
		s->next->previous = s->previous;
	series_destroy(s);
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
	if (series_leave(s, track)) {
		tracker_tell(t, s, true);
		tracker_drop_series(t, s);
	}
	track_reset(track);
}

static struct track *tracker_find(struct tracker *t, const struct track_key *key)
{
	uint32_t bucket = (uint32_t)hash_bytes(key, sizeof(*key)) & t->mask;
	struct track *base = &t->tracks[(size_t)bucket * TRACKER_WAYS], *pick = base;

	for (int i = 0; i < TRACKER_WAYS; i++) {
		struct track *track = &base[i];
		bool same = track->taken && track->scope == (enum flow_scope)key->scope &&
			    memcmp(&track->device, &key->device, sizeof(key->device)) == 0 &&
			    memcmp(track->remote.bytes, key->remote, 16) == 0;

		if (same)
			return track;
		if (!track->taken || (pick->taken && !track->open && pick->open) ||
		    (pick->taken && track->open == pick->open && track->used_ns < pick->used_ns))
			pick = track;
	}
	if (pick->open)
		tracker_end(t, pick); /* told as far as it went rather than lost */
	free(pick->host);
	memset(pick, 0, sizeof(*pick));
	pick->taken = true;
	pick->device = key->device;
	pick->scope = (enum flow_scope)key->scope;
	memcpy(pick->remote.bytes, key->remote, 16);
	return pick;
}

/* Ends what no stretch that begins at `next_ns` or later can join. */
static void tracker_end_over(struct tracker *t, uint64_t next_ns)
{
	struct track *next;

	for (struct track *track = t->open; track; track = next) {
		next = track->next_open;
		if (track_is_over(track, next_ns))
			tracker_end(t, track);
	}
}

static int tracker_begin(struct tracker *t, struct track *track, uint64_t now_ns)
{
	struct series *s;

	/* Not with the next tick: whether an address joins others must not hang on a clock's phase.
	 */
	tracker_end_over(t, now_ns);
	for (s = t->series; s; s = s->next)
		if (series_takes(s, track))
			break;
	if (s) {
		series_join(s, track);
	} else {
		s = series_create(track);
		if (!s)
			return -ENOMEM;
		s->next = t->series;
		if (s->next)
			s->next->previous = s;
		t->series = s;
	}
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
	if (track->pending.first_ns >= s->boundary_ns) {
		tracker_tell(t, s, false);
		while (track->pending.first_ns >= s->boundary_ns)
			s->boundary_ns += SERIES_PART_NS;
	}
	track_commit(track);
}

void tracker_activity(struct tracker *tracker, const struct activity *activity,
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
}

void tracker_tick(struct tracker *tracker, uint64_t now_ns)
{
	if (now_ns > ACCOUNT_STRETCH_NS)
		tracker_end_over(tracker, now_ns - ACCOUNT_STRETCH_NS);
}

void tracker_loss(struct tracker *tracker)
{
	for (struct series *s = tracker->series; s; s = s->next)
		s->lossy = true;
}

void tracker_close(struct tracker *tracker)
{
	while (tracker->open)
		tracker_end(tracker, tracker->open);
	for (uint32_t i = 0; i < (tracker->mask + 1) * TRACKER_WAYS; i++)
		if (tracker->tracks[i].taken)
			track_reset(&tracker->tracks[i]);
}
