// SPDX-License-Identifier: GPL-2.0-or-later
#include "upload/track.h"

#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>

#include "upload/footage.h"

/*
 * Reports, checks of the way and keep-alives go on when the picture is gone (RTCP, ICE, RIST): a
 * second without a packet of media's size, and with less than sound takes (upload/footage.h).
 */
#define TRACK_TALK_PACKET 300U
#define TRACK_TALK_BYTES 3750U

/* IPv6's and TCP's headers with time stamps; and four times that are acknowledged by it. */
#define TRACK_BARE 72U
#define TRACK_ANSWERED 4U

uint64_t track_acknowledging(const struct activity *activity)
{
	const struct account_stretch *s = &activity->stretch;
	uint64_t most = (s->lead.bytes + s->within.bytes + s->tail.bytes) / TRACK_ANSWERED;
	uint64_t bare = s->bare_up;

	if (activity->hardware && activity->flow.protocol == IPPROTO_TCP &&
	    s->bytes_up <= (uint64_t)s->packets_up * TRACK_BARE)
		bare = s->bytes_up;
	return bare < most ? bare : most;
}

static bool track_is_talk(const struct account_stretch *s)
{
	return s->largest_up < TRACK_TALK_PACKET && s->bytes_up < TRACK_TALK_BYTES;
}

uint64_t track_passing(const struct activity *activity)
{
	const struct account_stretch *s = &activity->stretch;
	uint64_t acknowledging = track_acknowledging(activity);

	return s->bytes_up - acknowledging < TRACK_BURST_BYTES ? s->bytes_up : acknowledging;
}

static void track_count_down(struct track *t, struct track_flow *flow, struct account_down *down)
{
	flow->down_pending += down->bytes;
	t->pending.bytes_down += down->bytes;
	t->pending.packets_down += down->packets;
	memset(down, 0, sizeof(*down));
}

/* What was fetched counts: a download that makes room for another flow would be an upload's. */
static uint64_t track_flow_bytes(const struct track_flow *f)
{
	return f->whole + f->pending + f->down_whole + f->down_pending;
}

static struct track_flow *track_flow_find(struct track *t, const struct flow_key *key)
{
	struct track_flow *smallest = NULL;

	for (size_t i = 0; i < t->flow_count; i++) {
		struct track_flow *f = &t->flows[i];

		if (f->local_port == key->local_port && f->remote_port == key->remote_port &&
		    f->protocol == key->protocol)
			return f;
		if (!smallest || track_flow_bytes(f) < track_flow_bytes(smallest))
			smallest = f;
	}
	if (t->flow_count < TRACK_FLOWS)
		smallest = &t->flows[t->flow_count++];
	else
		track_count_down(t, smallest, &smallest->tail);
	*smallest = (struct track_flow){.local_port = key->local_port,
					.remote_port = key->remote_port,
					.protocol = key->protocol};
	return smallest;
}

/* The episode goes by the names of the flow that carries most of it. */
static void track_name(struct track *t, const struct track_flow *bytes, const struct flow *flow)
{
	uint64_t sum = bytes->pending + bytes->whole;

	if (!flow || (t->named_bytes > sum && (t->host || !flow->host)))
		return;
	if (bytes->remote_port)
		t->borrowed = flow->host ? t->named_bytes > sum : t->host != NULL;
	t->named_bytes = sum;
	if (flow->host && (!t->host || strcmp(t->host, flow->host) != 0)) {
		free(t->host);
		t->host = strdup(flow->host);
	}
	if (flow->host) {
		t->host_source = flow->host_source;
		t->rule = flow->rule;
	}
	/* Later fragments carry no port and no first bytes: they are of whatever flow that is. */
	if (flow->signature || (bytes->remote_port && (bytes->local_port != t->named_local ||
						       bytes->remote_port != t->named_remote)))
		t->signature = flow->signature;
	if (bytes->remote_port) {
		t->named_local = bytes->local_port;
		t->named_remote = bytes->remote_port;
	}
	t->behind_vpn = flow->behind_vpn;
	t->beyond = flow->beyond;
	memcpy(t->protocol, flow->protocol, sizeof(t->protocol));
	memcpy(t->application, flow->application, sizeof(t->application));
}

/*
 * A gap of a second ends a burst; a burst that did not count stays pending behind an open episode,
 * else it is nothing.
 */
static void track_new_burst(struct track *t)
{
	t->burst_bytes = 0;
	t->burst_counted = false;
	if (t->open)
		return;
	memset(&t->pending, 0, sizeof(t->pending));
	free(t->host);
	t->host = NULL;
	t->host_source = HOST_NONE;
	t->rule = NULL;
	t->signature = SIGNATURE_NONE;
	t->borrowed = t->behind_vpn = t->beyond = false;
	t->protocol[0] = t->application[0] = '\0';
	t->named_bytes = 0;
	t->flow_count = 0;
}

/*
 * What lies between two upstream packets of the flow counts. The lead of its first stretch does
 * where the episode had begun by then; its last tail waits until it is known whether another flow's
 * upstream packet follows (track_commit).
 */
static void track_add_down(struct track *t, const struct account_stretch *s,
			   struct track_flow *flow)
{
	uint64_t first_ns = t->open ? t->whole.first_ns : t->pending.first_ns;
	struct account_down lead = s->lead, within = s->within;

	track_count_down(t, flow, &flow->tail);
	if (first_ns && s->lead_first_ns >= first_ns)
		track_count_down(t, flow, &lead);
	track_count_down(t, flow, &within);
	flow->tail = s->tail;
	flow->tail_last_ns = s->tail_last_ns;
}

static void track_add_up(struct track *t, const struct activity *activity,
			 const struct track_flow *flow)
{
	const struct account_stretch *s = &activity->stretch;
	struct episode_sums *p = &t->pending;

	if (!p->first_ns)
		p->first_ns = s->first_up_ns;
	if (s->last_up_ns > p->last_ns)
		p->last_ns = s->last_up_ns;
	p->bytes_up += s->bytes_up;
	p->packets_up += s->packets_up;
	p->passed_up += track_passing(activity);
	p->merged += s->merged;
	p->hardware += activity->hardware;
	if (s->largest_up > p->largest)
		p->largest = s->largest_up;
	p->seconds++;
	p->square += (double)s->bytes_up * (double)s->bytes_up;
	if (s->last_up_ns >= t->burst_last_ns) {
		t->burst_last_ns = s->last_up_ns;
		t->burst_flow = (uint32_t)(flow - t->flows);
	}
	t->burst_bytes += s->bytes_up;
}

void track_add(struct track *track, const struct activity *activity, const struct flow *flow)
{
	const struct account_stretch *s = &activity->stretch;
	struct track_flow *bytes;

	if (!s->first_up_ns) /* only downstream, at the flow's end: nothing upstream follows */
		return;
	if (track_burst_ends(track, s->first_up_ns))
		track_new_burst(track);
	memcpy(track->local.bytes, activity->flow.local, 16);
	bytes = track_flow_find(track, &activity->flow);
	bytes->pending += s->bytes_up;
	bytes->packets_pending += s->packets_up;
	track_add_down(track, s, bytes);
	track_add_up(track, activity, bytes);
	track_name(track, bytes, flow);
	if (flow)
		marks_add(&track->marks, &flow->marks);
}

bool track_burst_ends(const struct track *track, uint64_t first_up_ns)
{
	return !track->burst_last_ns || (first_up_ns > track->burst_last_ns &&
					 first_up_ns - track->burst_last_ns >= TRACK_BURST_GAP_NS);
}

bool track_is_counting(const struct track *track)
{
	return track->burst_bytes >= TRACK_BURST_BYTES;
}

bool track_hold(struct track *track, const struct activity *activity)
{
	const struct account_stretch *s = &activity->stretch;

	if (!track->open || activity->hardware || !track_is_talk(s))
		return false;
	track->held = true;
	return true;
}

bool track_tail_joins(const struct track *track)
{
	return track->held && track->burst_last_ns - track->end_ns <= TRACK_EPISODE_GAP_NS;
}

/*
 * Whether what came down after a flow's last upstream packet came before the burst's last, which is
 * another flow's. The kernel's clock is coarse: of two at one time the flow that is done came
 * first.
 */
static bool track_tail_counts(const struct track *track, const struct track_flow *flow)
{
	return flow->tail_last_ns < track->burst_last_ns ||
	       (flow->tail_last_ns == track->burst_last_ns &&
		flow != &track->flows[track->burst_flow]);
}

/*
 * Who took more than it sent fetched something; but in a protocol of media a viewer may talk louder
 * than the picture is.
 */
static bool track_flow_fetches(const struct track *track, const struct track_flow *flow)
{
	bool media = signature_traits(track->signature)->media != MEDIA_NONE;

	return flow->down_whole > flow->whole &&
	       !(media && footage_is_sent(flow->whole, flow->packets_whole));
}

static void track_commit_flow(struct track *track, struct track_flow *flow)
{
	struct episode_fetched *fetched = &track->whole.fetched;

	flow->now += flow->pending;
	flow->whole += flow->pending;
	flow->down_whole += flow->down_pending;
	flow->packets_whole += flow->packets_pending;
	flow->pending = flow->down_pending = flow->packets_pending = 0;
	if (!track_flow_fetches(track, flow))
		return;
	fetched->bytes_up += flow->whole;
	fetched->bytes_down += flow->down_whole;
	fetched->packets_up += flow->packets_whole;
}

void track_commit(struct track *track)
{
	if (!track->burst_counted)
		track->pending.bursts = 1;
	track->burst_counted = true;
	track->held = false;
	for (size_t i = 0; i < track->flow_count; i++)
		if (track_tail_counts(track, &track->flows[i]))
			track_count_down(track, &track->flows[i], &track->flows[i].tail);
	track->pending.largest_burst = track->burst_bytes;
	episode_sums_add(&track->now, &track->pending);
	episode_sums_add(&track->whole, &track->pending);
	memset(&track->pending, 0, sizeof(track->pending));
	track->end_ns = track->burst_last_ns;
	memset(&track->whole.fetched, 0, sizeof(track->whole.fetched));
	for (size_t i = 0; i < track->flow_count; i++)
		track_commit_flow(track, &track->flows[i]);
}

bool track_is_over(const struct track *track, uint64_t first_up_ns)
{
	if (first_up_ns <= track->end_ns || first_up_ns - track->end_ns <= TRACK_EPISODE_GAP_NS)
		return false;
	if (!track->pending.first_ns || track->burst_last_ns <= track->end_ns ||
	    track_burst_ends(track, first_up_ns))
		return true;
	/* A burst that began in time may still come to count, as long as it goes on. */
	return track->held ? !track_tail_joins(track) : track->burst_counted;
}

void track_reset(struct track *track)
{
	track->open = false;
	track->held = false;
	track->reported = false;
	track->series = NULL;
	memset(&track->now, 0, sizeof(track->now));
	memset(&track->whole, 0, sizeof(track->whole));
	memset(&track->pending, 0, sizeof(track->pending));
	track->flow_count = 0;
	track->burst_last_ns = 0; /* the next stretch begins a burst of its own */
}

void track_cut(struct track *track)
{
	track->reported = true;
	memset(&track->now, 0, sizeof(track->now));
	for (size_t i = 0; i < track->flow_count; i++)
		track->flows[i].now = 0;
}
