// SPDX-License-Identifier: GPL-2.0-or-later
#include "upload/series.h"

#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#include "upload/class.h"
#include "upload/footage.h"

/*
 * BLAKE2b (RFC 7693) over what is known when an episode or part opens: device, first address,
 * transport, port and time. No path in it, so the same traffic gives the same id wherever its file
 * lies.
 */
static void series_identify(const struct track *t, uint64_t start_ns, char id[EVENT_ID])
{
	unsigned char hash[crypto_generichash_BYTES_MIN], input[20 + 16 + 1 + 2 + 8];
	const struct track_flow *flow = &t->flows[0];
	unsigned char *p = input;

	memcpy(p, &t->key.device, 20);
	memcpy(p + 20, t->key.remote.bytes, 16);
	p[36] = flow->protocol;
	p[37] = (unsigned char)(flow->remote_port >> 8);
	p[38] = (unsigned char)flow->remote_port;
	for (int i = 0; i < 8; i++)
		p[39 + i] = (unsigned char)(start_ns >> (56 - 8 * i));
	crypto_generichash(hash, sizeof(hash), input, sizeof(input), NULL, 0);
	sodium_bin2hex(id, EVENT_ID, hash, (EVENT_ID - 1) / 2);
}

enum footage_measure series_measure(const struct track *track)
{
	if (class_speaks_media(track->signature))
		return FOOTAGE_STREAM;
	return class_has_encoder_pace(&track->whole) ? FOOTAGE_PACE : FOOTAGE_CAMERA;
}

bool series_counts(const struct track *track)
{
	return track->reported ||
	       footage_is_like(&track->whole, track->rule, track->usual, series_measure(track));
}

struct series *series_create(struct track *track)
{
	struct series *s = calloc(1, sizeof(*s));

	if (!s)
		return NULL;
	s->decision = episode_decision_create();
	if (!s->decision) {
		series_destroy(s);
		return NULL;
	}
	s->device = track->key.device;
	s->scope = (enum flow_scope)track->key.scope;
	s->host = track->host ? strdup(track->host) : NULL;
	s->part = 1;
	s->boundary_ns = track->pending.first_ns + SERIES_PART_NS;
	series_identify(track, track->pending.first_ns, s->id);
	series_join(s, track);
	return s;
}

void series_destroy(struct series *series)
{
	if (!series)
		return;
	for (size_t i = 0; i < series->member_count; i++) {
		if (!series->members[i].saved)
			continue;
		free(series->members[i].saved->host);
		free(series->members[i].saved);
	}
	episode_decision_release(series->decision);
	free(series->host);
	free(series);
}

bool series_takes(const struct series *series, const struct track *track)
{
	return series->host && track->host && series->scope == (enum flow_scope)track->key.scope &&
	       series->member_count < EVENT_ADDRESSES &&
	       memcmp(&series->device, &track->key.device, sizeof(track->key.device)) == 0 &&
	       strcmp(series->host, track->host) == 0;
}

void series_join(struct series *series, struct track *track)
{
	series->members[series->member_count++].track = track;
	series->open_count++;
	track->series = series;
}

bool series_leave(struct series *series, struct track *track)
{
	for (size_t i = 0; i < series->member_count; i++) {
		struct member *m = &series->members[i];

		if (m->track != track)
			continue;
		m->track = NULL;
		if (series_counts(track))
			m->saved = malloc(sizeof(*m->saved));
		if (m->saved) {
			*m->saved = *track;
			track->host = NULL; /* handed over */
		}
	}
	return --series->open_count == 0;
}

static void series_add_flows(struct episode *e, const struct track *t)
{
	for (size_t i = 0; i < t->flow_count; i++) {
		struct event_flow flow = {.local_port = t->flows[i].local_port,
					  .remote_port = t->flows[i].remote_port,
					  .remote = t->key.remote,
					  .bytes_up = t->flows[i].now};
		size_t at = e->flow_count;

		if (!flow.bytes_up)
			continue;
		if (e->flow_count < EVENT_FLOWS)
			e->flow_count++;
		else if (e->flows[--at].bytes_up >= flow.bytes_up)
			continue;
		for (; at && e->flows[at - 1].bytes_up < flow.bytes_up; at--)
			e->flows[at] = e->flows[at - 1];
		e->flows[at] = flow;
	}
}

/*
 * Port and protocol are those of the flow with most bytes; later fragments carry no port and do not
 * vote against one.
 */
static void series_set_port(struct episode *e, const struct track *t, uint64_t *most)
{
	for (size_t i = 0; i < t->flow_count; i++) {
		const struct track_flow *f = &t->flows[i];
		bool better = f->whole > *most || (!e->remote_port && f->remote_port);

		if (!better || (e->remote_port && !f->remote_port))
			continue;
		*most = f->whole;
		e->remote_port = f->remote_port;
		e->protocol_number = f->protocol;
	}
}

static void series_set_names(struct episode *e, const struct track *t)
{
	free(e->host);
	e->host = t->host ? strdup(t->host) : NULL;
	e->host_source = e->host ? t->host_source : HOST_NONE;
	e->rule = e->host ? t->rule : NULL;
	e->signature = t->signature;
	e->borrowed = e->host && t->borrowed;
	e->behind_vpn = t->behind_vpn;
	e->beyond = t->beyond;
	memcpy(e->protocol, t->protocol, sizeof(e->protocol));
	memcpy(e->application, t->application, sizeof(e->application));
	e->local = t->local;
}

static const struct track *series_member(const struct series *s, size_t i)
{
	const struct track *t = s->members[i].track ? s->members[i].track : s->members[i].saved;

	return t && series_counts(t) ? t : NULL;
}

static void series_gather(const struct series *s, struct episode *e, const struct track **first)
{
	uint64_t most = 0, named = 0;

	for (size_t i = 0; i < s->member_count; i++) {
		const struct track *t = series_member(s, i);

		if (!t)
			continue;
		if (t->now.bytes_up && (!*first || t->now.first_ns < (*first)->now.first_ns))
			*first = t;
		episode_sums_add(&e->now, &t->now);
		episode_sums_add(&e->whole, &t->whole);
		e->addresses[e->address_count++] = t->key.remote;
		series_add_flows(e, t);
		series_set_port(e, t, &most);
		marks_add(&e->marks, &t->marks);
		if (t->whole.bytes_up > named)
			series_set_names(e, t);
		named = t->whole.bytes_up > named ? t->whole.bytes_up : named;
	}
}

bool series_may_cut(const struct series *series, const struct track *track)
{
	if (series_counts(track))
		return true;
	for (size_t i = 0; i < series->member_count; i++)
		if (series_member(series, i))
			return false;
	return true;
}

static void series_reported(struct series *s)
{
	for (size_t i = 0; i < s->member_count; i++) {
		struct track *t = s->members[i].track ? s->members[i].track : s->members[i].saved;

		if (t && series_counts(t))
			track_cut(t);
	}
	s->part++;
}

static struct episode *series_episode(const struct series *series, bool final)
{
	struct episode *e = calloc(1, sizeof(*e));
	const struct track *first = NULL;

	if (!e)
		return NULL;
	e->device = series->device;
	e->scope = series->scope;
	e->part = series->part;
	e->final = final;
	e->lossy = series->lossy;
	e->decision = episode_decision_hold(series->decision);
	series_gather(series, e, &first);
	if (!first) {
		episode_destroy(e);
		return NULL;
	}
	e->usual = first->usual;
	memcpy(e->series, series->id, EVENT_ID);
	if (series->part == 1)
		memcpy(e->id, series->id, EVENT_ID);
	else
		series_identify(first, e->now.first_ns, e->id);
	return e;
}

struct episode *series_tell(struct series *series, bool final)
{
	struct episode *e = series_episode(series, final);

	if (e)
		series_reported(series);
	return e;
}

struct episode *series_peek(const struct series *series)
{
	return series_episode(series, true);
}

void series_reload(struct series *series, const struct rules *rules)
{
	for (size_t i = 0; i < series->member_count; i++) {
		struct track *t = series->members[i].saved;

		if (t && t->host)
			t->rule = rules_host(rules, t->host);
	}
}
