// SPDX-License-Identifier: GPL-2.0-or-later
#include "capture/meter/stretches.h"

#include <errno.h>

#include "base/tags.h"

#define STRETCHES_WAYS 8

struct stretches {
	struct tags tags;
	uint32_t first, last; /* open stretches, oldest first */
	uint32_t serial;
	stretch_fn *closed;
	void *context;
	struct metered_flow *flows;
};

int stretches_create(uint32_t limit, stretch_fn *closed, void *context, struct stretches **out)
{
	struct stretches *s = calloc(1, sizeof(*s));

	if (!s)
		return -ENOMEM;
	s->first = s->last = STRETCHES_NONE;
	s->closed = closed;
	s->context = context;
	s->flows = tags_create(&s->tags, limit, STRETCHES_WAYS, sizeof(*s->flows));
	if (!s->flows) {
		stretches_destroy(s);
		return -ENOMEM;
	}
	*out = s;
	return 0;
}

void stretches_destroy(struct stretches *stretches)
{
	if (!stretches)
		return;
	free(stretches->flows);
	tags_destroy(&stretches->tags);
	free(stretches);
}

struct metered_flow *stretches_at(struct stretches *stretches, uint32_t index)
{
	return &stretches->flows[index];
}

static void stretches_list(struct stretches *s, uint32_t index)
{
	struct metered_flow *flow = &s->flows[index];

	flow->listed = 1;
	flow->previous = s->last;
	flow->next = STRETCHES_NONE;
	if (s->last == STRETCHES_NONE)
		s->first = index;
	else
		s->flows[s->last].next = index;
	s->last = index;
}

static void stretches_unlist(struct stretches *s, uint32_t index)
{
	struct metered_flow *flow = &s->flows[index];

	if (flow->previous == STRETCHES_NONE)
		s->first = flow->next;
	else
		s->flows[flow->previous].next = flow->next;
	if (flow->next == STRETCHES_NONE)
		s->last = flow->previous;
	else
		s->flows[flow->next].previous = flow->previous;
	flow->listed = 0;
}

static void stretches_close(struct stretches *s, uint32_t index)
{
	struct metered_flow *flow = &s->flows[index];
	struct account_stretch closed;

	if (flow->listed)
		stretches_unlist(s, index);
	account_close(&flow->account, &closed);
	flow->closed.bytes_up += closed.bytes_up;
	flow->closed.bytes_down += closed.lead.bytes + closed.within.bytes + closed.tail.bytes;
	flow->closed.packets_up += closed.packets_up;
	flow->closed.packets_down +=
		(uint64_t)closed.lead.packets + closed.within.packets + closed.tail.packets;
	s->closed(s->context, flow, &closed);
}

/* Downstream packets without an upstream one after them must not vanish with the flow. */
static void stretches_release(struct stretches *s, uint32_t index)
{
	struct metered_flow *flow = &s->flows[index];

	if (flow->account.open.lead.packets)
		stretches_close(s, index);
	s->tags.tag[index] = 0;
}

/* The slot of its bucket that has been idle longest and has no open stretch, or none. */
static uint32_t stretches_room(const struct stretches *s, uint32_t base)
{
	uint32_t pick = STRETCHES_NONE;

	for (uint32_t i = base; i < base + STRETCHES_WAYS; i++) {
		if (!s->tags.tag[i])
			return i;
		if (!s->flows[i].listed && !s->flows[i].held &&
		    (pick == STRETCHES_NONE || s->flows[i].used_s < s->flows[pick].used_s))
			pick = i;
	}
	return pick;
}

uint32_t stretches_look(const struct stretches *stretches, const struct flow_key *key)
{
	size_t at = tags_find(&stretches->tags, hash_bytes(key, sizeof(*key)), stretches->flows,
			      sizeof(*stretches->flows), key, sizeof(*key));

	return at == TAGS_NONE ? STRETCHES_NONE : (uint32_t)at;
}

uint32_t stretches_find(struct stretches *stretches, const struct flow_key *key, uint32_t now_s)
{
	uint64_t hash = hash_bytes(key, sizeof(*key));
	size_t at = tags_find(&stretches->tags, hash, stretches->flows, sizeof(*stretches->flows),
			      key, sizeof(*key));
	struct metered_flow *flow;
	uint32_t pick;

	if (at != TAGS_NONE)
		return (uint32_t)at;
	pick = stretches_room(stretches, (uint32_t)tags_bucket(&stretches->tags, hash));
	if (pick == STRETCHES_NONE)
		return pick;
	flow = &stretches->flows[pick];
	if (stretches->tags.tag[pick])
		stretches_release(stretches, pick);
	memset(flow, 0, sizeof(*flow));
	stretches->tags.tag[pick] = tags_of(hash);
	flow->key = *key;
	flow->used_s = now_s;
	flow->serial = ++stretches->serial;
	return pick;
}

void stretches_up(struct stretches *stretches, uint32_t index, uint64_t now_ns, uint32_t length)
{
	struct metered_flow *flow = &stretches->flows[index];
	struct account_packet packet = account_whole(length);

	account_up(&flow->account, now_ns, &packet);
	if (!flow->listed)
		stretches_list(stretches, index);
}

void stretches_down(struct stretches *stretches, uint32_t index, uint64_t now_ns, uint32_t length)
{
	struct account_packet packet = account_whole(length);

	account_down(&stretches->flows[index].account, now_ns, &packet);
}

void stretches_flush(struct stretches *stretches, uint64_t now_ns)
{
	while (stretches->first != STRETCHES_NONE &&
	       account_is_due(&stretches->flows[stretches->first].account, now_ns))
		stretches_close(stretches, stretches->first);
}

void stretches_each(const struct stretches *stretches,
		    void (*each)(void *context, const struct metered_flow *flow), void *context)
{
	for (uint32_t i = 0; i < tags_entries(&stretches->tags); i++)
		if (stretches->tags.tag[i])
			each(context, &stretches->flows[i]);
}

void stretches_finish(struct stretches *stretches)
{
	while (stretches->first != STRETCHES_NONE)
		stretches_close(stretches, stretches->first);
	for (uint32_t i = 0; i < tags_entries(&stretches->tags); i++)
		if (stretches->tags.tag[i])
			stretches_release(stretches, i);
}
