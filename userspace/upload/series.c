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

	memcpy(p, &t->device, 20);
	memcpy(p + 20, t->remote.bytes, 16);
	p[36] = flow->protocol;
	p[37] = (unsigned char)(flow->remote_port >> 8);
	p[38] = (unsigned char)flow->remote_port;
	for (int i = 0; i < 8; i++)
		p[39 + i] = (unsigned char)(start_ns >> (56 - 8 * i));
	crypto_generichash(hash, sizeof(hash), input, sizeof(input), NULL, 0);
	sodium_bin2hex(id, EVENT_ID, hash, (EVENT_ID - 1) / 2);
}

bool series_counts(const struct track *track)
{
	enum footage_measure measure = class_speaks_media(track->signature)    ? FOOTAGE_STREAM
				       : class_has_encoder_pace(&track->whole) ? FOOTAGE_PACE
									       : FOOTAGE_CAMERA;

	return track->reported || footage_is_like(&track->whole, track->rule, measure);
}

struct series *series_create(struct track *track)
{
	struct series *s = calloc(1, sizeof(*s));

	if (!s)
		return NULL;
	s->verdict = verdict_create();
	if (!s->verdict) {
		series_destroy(s);
		return NULL;
	}
	s->device = track->device;
	s->scope = track->scope;
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
	verdict_release(series->verdict);
	free(series->host);
	free(series);
}

bool series_takes(const struct series *series, const struct track *track)
{
	return series->host && track->host && series->scope == track->scope &&
	       series->member_count < EVENT_ADDRESSES &&
	       memcmp(&series->device, &track->device, sizeof(track->device)) == 0 &&
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

static void series_add_flows(struct record *r, const struct track *t)
{
	for (size_t i = 0; i < t->flow_count; i++) {
		struct event_flow flow = {.local_port = t->flows[i].local_port,
					  .remote_port = t->flows[i].remote_port,
					  .remote = t->remote,
					  .bytes_up = t->flows[i].now};
		size_t at = r->flow_count;

		if (!flow.bytes_up)
			continue;
		if (r->flow_count < EVENT_FLOWS)
			r->flow_count++;
		else if (r->flows[--at].bytes_up >= flow.bytes_up)
			continue;
		for (; at && r->flows[at - 1].bytes_up < flow.bytes_up; at--)
			r->flows[at] = r->flows[at - 1];
		r->flows[at] = flow;
	}
}

/*
 * Port and protocol are those of the flow with most bytes; later fragments carry no port and do not
 * vote against one.
 */
static void series_set_port(struct record *r, const struct track *t, uint64_t *most)
{
	for (size_t i = 0; i < t->flow_count; i++) {
		const struct track_flow *f = &t->flows[i];
		bool better = f->whole > *most || (!r->remote_port && f->remote_port);

		if (!better || (r->remote_port && !f->remote_port))
			continue;
		*most = f->whole;
		r->remote_port = f->remote_port;
		r->protocol_number = f->protocol;
	}
}

static void series_set_names(struct record *r, const struct track *t)
{
	free(r->host);
	r->host = t->host ? strdup(t->host) : NULL;
	r->host_source = r->host ? t->host_source : HOST_NONE;
	r->rule = r->host ? t->rule : NULL;
	r->signature = t->signature;
	r->behind_vpn = t->behind_vpn;
	memcpy(r->protocol, t->protocol, sizeof(r->protocol));
	memcpy(r->application, t->application, sizeof(r->application));
	r->local = t->local;
}

static const struct track *series_member(const struct series *s, size_t i)
{
	const struct track *t = s->members[i].track ? s->members[i].track : s->members[i].saved;

	return t && series_counts(t) ? t : NULL;
}

static void series_gather(const struct series *s, struct record *r, const struct track **first)
{
	uint64_t most = 0, named = 0;

	for (size_t i = 0; i < s->member_count; i++) {
		const struct track *t = series_member(s, i);

		if (!t)
			continue;
		if (t->now.bytes_up && (!*first || t->now.first_ns < (*first)->now.first_ns))
			*first = t;
		tally_add(&r->now, &t->now);
		tally_add(&r->whole, &t->whole);
		r->addresses[r->address_count++] = t->remote;
		series_add_flows(r, t);
		series_set_port(r, t, &most);
		marks_add(&r->marks, &t->marks);
		if (t->whole.bytes_up > named)
			series_set_names(r, t);
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

static struct record *series_record(const struct series *series, bool final)
{
	struct record *r = calloc(1, sizeof(*r));
	const struct track *first = NULL;

	if (!r)
		return NULL;
	r->device = series->device;
	r->scope = series->scope;
	r->part = series->part;
	r->final = final;
	r->lossy = series->lossy;
	r->verdict = verdict_hold(series->verdict);
	series_gather(series, r, &first);
	if (!first) {
		record_destroy(r);
		return NULL;
	}
	memcpy(r->series, series->id, EVENT_ID);
	if (series->part == 1)
		memcpy(r->id, series->id, EVENT_ID);
	else
		series_identify(first, r->now.first_ns, r->id);
	return r;
}

struct record *series_tell(struct series *series, bool final)
{
	struct record *r = series_record(series, final);

	if (r)
		series_reported(series);
	return r;
}

struct record *series_peek(const struct series *series)
{
	return series_record(series, true);
}

void series_reload(struct series *series, const struct rules *rules)
{
	for (size_t i = 0; i < series->member_count; i++) {
		struct track *t = series->members[i].saved;

		if (t && t->host)
			t->rule = rules_host(rules, t->host);
	}
}
