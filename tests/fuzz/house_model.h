/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Bursts and episodes of one camera told by its owner, from its packets one by one and by nothing
 * but the words of the rule; slow and simple where the program is neither. It steps aside
 * (`broken`) where the clock is set back or the home grows, or a burst goes on in small talk for
 * ten seconds, and of episodes to several addresses it only asks that they were told.
 */
#ifndef LENSWATCH_TESTS_FUZZ_HOUSE_MODEL_H
#define LENSWATCH_TESTS_FUZZ_HOUSE_MODEL_H

#include <assert.h>
#include <string.h>

#include "house_check.h"

#define MODEL_ENDS 64
#define MODEL_EPISODES 4096
#define MODEL_SECOND 1000000000ULL

struct model_sum {
	uint64_t start_ns, end_ns, bytes, packets;
	uint64_t largest; /* bytes of a burst */
};

struct model_end { /* one other end */
	struct address remote;
	bool local;
	uint64_t down;		 /* bytes, all that ever came from it */
	uint64_t large_ns;	 /* when a packet of media's size last counted there, or it began */
	uint64_t burst_large_ns; /* ... of the burst under way, which may yet come to count */
	uint64_t before_ns;	 /* the same before the second under way */
	struct model_sum second; /* its packets: large is what is so in the mean */
	struct model_sum burst;	 /* the one under way */
	struct model_sum waiting; /* bursts that did not count, behind the episode */
	struct model_sum episode; /* counted; no packets where none is open */
};

struct model_episode {
	struct address remote;
	bool local;
	struct model_sum sum;
};

struct model {
	bool broken;
	uint8_t mac[6];
	size_t end_count, episode_count;
	struct model_end ends[MODEL_ENDS];
	struct model_episode episodes[MODEL_EPISODES];
};

static void model_reset(struct model *m, const uint8_t mac[6])
{
	m->broken = false;
	m->end_count = m->episode_count = 0;
	memcpy(m->mac, mac, 6);
}

static void model_add(struct model_sum *sum, const struct model_sum *more)
{
	if (!more->packets)
		return;
	if (!sum->packets)
		sum->start_ns = more->start_ns;
	sum->end_ns = more->end_ns;
	sum->bytes += more->bytes;
	sum->packets += more->packets;
	sum->largest = more->largest > sum->largest ? more->largest : sum->largest;
}

static void model_end_episode(struct model *m, struct model_end *end)
{
	struct model_episode *e = &m->episodes[m->episode_count];

	if (end->episode.packets && m->episode_count < MODEL_EPISODES) {
		*e = (struct model_episode){
			.remote = end->remote, .local = end->local, .sum = end->episode};
		m->episode_count++;
	}
	m->broken |= m->episode_count == MODEL_EPISODES;
	memset(&end->episode, 0, sizeof(end->episode));
	memset(&end->waiting, 0, sizeof(end->waiting));
}

static uint64_t model_large_ns(const struct model_end *end)
{
	bool counts = end->burst.bytes >= 1500 && end->burst_large_ns > end->large_ns;

	return counts ? end->burst_large_ns : end->large_ns;
}

static void model_second(struct model_end *end, uint32_t length, uint64_t now_ns)
{
	struct model_sum *second = &end->second;

	if (!second->packets || now_ns - second->start_ns >= MODEL_SECOND) {
		memset(second, 0, sizeof(*second));
		end->before_ns = end->burst_large_ns;
	}
	model_add(second, &(struct model_sum){now_ns, now_ns, length, 1, 0});
	end->burst_large_ns = second->bytes >= 300 * second->packets ? now_ns : end->before_ns;
}

/* The burst is over: whether it counts, and where it belongs. */
static void model_end_burst(struct model *m, struct model_end *end)
{
	if (end->burst.packets && end->episode.packets &&
	    end->burst.start_ns - end->episode.end_ns > 10 * MODEL_SECOND)
		model_end_episode(m, end);
	end->large_ns = model_large_ns(end);
	end->burst.largest = end->burst.bytes;
	if (end->burst.bytes >= 1500) {
		model_add(&end->episode, &end->waiting);
		model_add(&end->episode, &end->burst);
		memset(&end->waiting, 0, sizeof(end->waiting));
	} else if (end->episode.packets) {
		model_add(&end->waiting, &end->burst);
	}
	memset(&end->burst, 0, sizeof(end->burst));
	memset(&end->second, 0, sizeof(end->second));
	end->burst_large_ns = 0;
}

static struct model_end *model_end_of(struct model *m, const struct address *remote)
{
	for (size_t i = 0; i < m->end_count; i++)
		if (address_equal(&m->ends[i].remote, remote))
			return &m->ends[i];
	if (m->end_count == MODEL_ENDS) {
		m->broken = true;
		return NULL;
	}
	memset(&m->ends[m->end_count], 0, sizeof(m->ends[0]));
	m->ends[m->end_count].remote = *remote;
	m->ends[m->end_count].local = address_is_private(remote);
	return &m->ends[m->end_count++];
}

static void model_packet(struct model *m, const struct packet *p, uint64_t now_ns)
{
	bool up = p->flags & PACKET_HAS_SOURCE_MAC && memcmp(p->source_mac, m->mac, 6) == 0;
	struct model_end *end;

	/* A stream at home that came in before, or is the recording machine's own: nothing left. */
	m->broken |= up && p->flags & PACKET_SENT_HERE && address_is_private(&p->target);
	if ((address_is_multicast(&p->target) && !address_is_stream_group(&p->target)) ||
	    address_is_zero(&p->source) || (up && !address_is_private(&p->source)))
		return;
	if (!up && (address_is_private(&p->source) || !address_is_private(&p->target)))
		return;
	end = model_end_of(m, up ? &p->target : &p->source);
	if (!end)
		return;
	if (!up) { /* whoever it was for: an upper bound is all that is asked */
		end->down += p->length;
		return;
	}
	if (end->burst.packets && now_ns - end->burst.end_ns >= MODEL_SECOND)
		model_end_burst(m, end);
	/*
	 * Where the program ends an episode by the last packet of media size (upload/track.c):
	 * within a burst, or where bursts of small packets alone lie between.
	 */
	if ((end->burst.packets ||
	     (end->episode.packets && now_ns - end->episode.end_ns <= 10 * MODEL_SECOND)) &&
	    now_ns - model_large_ns(end) > 10 * MODEL_SECOND)
		m->broken = true;
	if (!end->burst.packets && !end->episode.packets)
		end->large_ns = now_ns;
	model_second(end, p->length, now_ns);
	model_add(&end->burst, &(struct model_sum){now_ns, now_ns, p->length, 1, 0});
}

static bool model_must_be_told(const struct model *m, const struct model_episode *e)
{
	uint64_t lasted = e->sum.end_ns - e->sum.start_ns, down = 0;

	for (size_t i = 0; i < m->end_count; i++)
		if (address_equal(&m->ends[i].remote, &e->remote))
			down = m->ends[i].down;
	return e->sum.bytes >= 100000 && e->sum.bytes >= 300 * e->sum.packets &&
	       (e->local || e->sum.bytes >= 3 * down) &&
	       (lasted <= 120 * MODEL_SECOND || e->sum.bytes >= lasted / MODEL_SECOND * 600 ||
		e->sum.largest >= 100000);
}

static bool model_is_told(const struct check *c, const struct model_episode *e, const char *key)
{
	for (size_t i = 0; i < c->upload_count; i++) {
		const struct check_upload *u = &c->uploads[i];

		if (strcmp(u->key, key) != 0 || u->local != e->local ||
		    u->start_ns > e->sum.end_ns || u->end_ns < e->sum.start_ns)
			continue;
		for (size_t j = 0; j < u->address_count; j++)
			if (address_equal(&u->addresses[j], &e->remote))
				return true;
	}
	return false;
}

/* A told series to one address is an episode of the model, to the byte and nanosecond. */
static void model_compare_series(const struct model *m, const struct check *c, size_t first)
{
	const struct check_upload *u = &c->uploads[first];
	struct model_sum sum = {.start_ns = u->start_ns};

	for (size_t i = first; i < c->upload_count; i++) {
		if (strcmp(c->uploads[i].series, u->series) != 0)
			continue;
		if (c->uploads[i].address_count != 1)
			return;
		sum.bytes += c->uploads[i].bytes_up;
		sum.end_ns = c->uploads[i].end_ns;
	}
	for (size_t i = 0; i < m->episode_count; i++) {
		const struct model_sum *e = &m->episodes[i].sum;

		if (!address_equal(&m->episodes[i].remote, &u->addresses[0]) ||
		    e->end_ns != sum.end_ns)
			continue;
		/* A trickle that became footage is told from then on. */
		if (e->start_ns < sum.start_ns && e->bytes > sum.bytes &&
		    e->end_ns - e->start_ns > 600 * MODEL_SECOND)
			return;
		assert(e->start_ns == sum.start_ns);
		assert(e->bytes == sum.bytes);
		return;
	}
	assert(!"a series that the rule does not know");
}

static void model_compare(struct model *m, const struct check *c)
{
	char key[MAC_TEXT];

	mac_format(m->mac, key);
	for (size_t i = 0; i < m->end_count; i++) {
		model_end_burst(m, &m->ends[i]);
		model_end_episode(m, &m->ends[i]);
	}
	if (m->broken)
		return;
	for (size_t i = 0; i < c->upload_count; i++)
		if (c->uploads[i].part == 1 && strcmp(c->uploads[i].key, key) == 0)
			model_compare_series(m, c, i);
	for (size_t i = 0; i < m->episode_count; i++)
		if (model_must_be_told(m, &m->episodes[i]))
			assert(model_is_told(c, &m->episodes[i], key));
}

#endif
