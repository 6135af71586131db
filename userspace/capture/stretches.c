// SPDX-License-Identifier: GPL-2.0-or-later
#include "capture/stretches.h"

#include "hash.h"

#include <errno.h>
#include <stdlib.h>

#define STRETCHES_WAYS 8

struct stretches {
	uint32_t mask;	      /* buckets - 1 */
	uint32_t first, last; /* open stretches, oldest first */
	uint32_t serial;
	stretch_fn *closed;
	void *context;
	struct metered_flow *flows;
};

int stretches_create(uint32_t limit, stretch_fn *closed, void *context, struct stretches **out)
{
	struct stretches *s = calloc(1, sizeof(*s));
	uint32_t buckets = 1;

	if (!s)
		return -ENOMEM;
	while (buckets * STRETCHES_WAYS < limit)
		buckets *= 2;
	s->mask = buckets - 1;
	s->first = s->last = STRETCHES_NONE;
	s->closed = closed;
	s->context = context;
	s->flows = calloc((size_t)buckets * STRETCHES_WAYS, sizeof(*s->flows));
	if (!s->flows) {
		free(s);
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
	s->closed(s->context, flow, &closed);
}

/* Downstream packets without an upstream one after them must not vanish with the flow. */
static void stretches_release(struct stretches *s, uint32_t index)
{
	struct metered_flow *flow = &s->flows[index];

	if (flow->account.open.lead.packets)
		stretches_close(s, index);
	flow->taken = 0;
}

uint32_t stretches_find(struct stretches *stretches, const struct flow_key *key, uint32_t now_s)
{
	uint32_t bucket = (uint32_t)hash_bytes(key, sizeof(*key)) & stretches->mask;
	uint32_t base = bucket * STRETCHES_WAYS, pick = STRETCHES_NONE;
	struct metered_flow *flow;

	for (uint32_t i = base; i < base + STRETCHES_WAYS; i++) {
		flow = &stretches->flows[i];
		if (flow->taken && memcmp(&flow->key, key, sizeof(*key)) == 0)
			return i;
		if (flow->listed)
			continue;
		if (pick == STRETCHES_NONE || !flow->taken ||
		    (stretches->flows[pick].taken && flow->used_s < stretches->flows[pick].used_s))
			pick = i;
	}
	if (pick == STRETCHES_NONE)
		return pick;
	flow = &stretches->flows[pick];
	if (flow->taken)
		stretches_release(stretches, pick);
	memset(flow, 0, sizeof(*flow));
	flow->key = *key;
	flow->taken = 1;
	flow->used_s = now_s;
	flow->serial = ++stretches->serial;
	return pick;
}

void stretches_up(struct stretches *stretches, uint32_t index, uint64_t now_ns, uint32_t length)
{
	struct metered_flow *flow = &stretches->flows[index];

	account_up(&flow->account, now_ns, length);
	if (!flow->listed)
		stretches_list(stretches, index);
}

void stretches_down(struct stretches *stretches, uint32_t index, uint64_t now_ns, uint32_t length)
{
	account_down(&stretches->flows[index].account, now_ns, length);
}

void stretches_flush(struct stretches *stretches, uint64_t now_ns)
{
	while (stretches->first != STRETCHES_NONE &&
	       account_is_due(&stretches->flows[stretches->first].account, now_ns))
		stretches_close(stretches, stretches->first);
}

void stretches_finish(struct stretches *stretches)
{
	while (stretches->first != STRETCHES_NONE)
		stretches_close(stretches, stretches->first);
	for (uint32_t i = 0; i < (stretches->mask + 1) * STRETCHES_WAYS; i++)
		if (stretches->flows[i].taken)
			stretches_release(stretches, i);
}
