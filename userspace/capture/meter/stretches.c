// SPDX-License-Identifier: GPL-2.0-or-later
#include "capture/meter/stretches.h"

#include <errno.h>
#include <stdlib.h>

#include "base/table.h"

struct stretches {
	struct table *flows; /* those that are idle have an age; the others keep their place */
	struct metered_flow *entries; /* its entries, which every packet asks for */
	uint32_t first, last;	      /* open stretches, oldest first */
	uint32_t serial;
	stretch_fn *closed;
	void *context;
};

int stretches_create(uint32_t limit, stretch_fn *closed, void *context, struct stretches **out)
{
	struct stretches *s = calloc(1, sizeof(*s));

	if (!s)
		return -ENOMEM;
	s->first = s->last = STRETCHES_NONE;
	s->closed = closed;
	s->context = context;
	if (table_create(limit, sizeof(struct flow_key), sizeof(struct metered_flow), &s->flows)) {
		stretches_destroy(s);
		return -ENOMEM;
	}
	s->entries = table_at(s->flows, 0);
	*out = s;
	return 0;
}

void stretches_destroy(struct stretches *stretches)
{
	if (!stretches)
		return;
	table_destroy(stretches->flows);
	free(stretches);
}

struct metered_flow *stretches_at(struct stretches *stretches, uint32_t index)
{
	return &stretches->entries[index];
}

/* Idle flows are as old as they were used; one that is not idle makes room for nobody. */
static void stretches_age(struct stretches *s, struct metered_flow *flow)
{
	if (flow->listed || flow->held)
		table_keep(s->flows, flow);
	else
		table_use(s->flows, flow);
}

static void stretches_list(struct stretches *s, uint32_t index)
{
	struct metered_flow *flow = stretches_at(s, index);

	flow->listed = 1;
	flow->previous = s->last;
	flow->next = STRETCHES_NONE;
	if (s->last == STRETCHES_NONE)
		s->first = index;
	else
		stretches_at(s, s->last)->next = index;
	s->last = index;
	stretches_age(s, flow);
}

static void stretches_unlist(struct stretches *s, uint32_t index)
{
	struct metered_flow *flow = stretches_at(s, index);

	if (flow->previous == STRETCHES_NONE)
		s->first = flow->next;
	else
		stretches_at(s, flow->previous)->next = flow->next;
	if (flow->next == STRETCHES_NONE)
		s->last = flow->previous;
	else
		stretches_at(s, flow->next)->previous = flow->previous;
	flow->listed = 0;
	stretches_age(s, flow);
}

static void stretches_close(struct stretches *s, uint32_t index)
{
	struct metered_flow *flow = stretches_at(s, index);
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
static void stretches_release(struct stretches *s, struct metered_flow *flow)
{
	if (flow->account.open.lead.packets)
		stretches_close(s, table_index(s->flows, flow));
	table_drop(s->flows, &flow->key);
}

uint32_t stretches_look(const struct stretches *stretches, const struct flow_key *key)
{
	const struct metered_flow *flow = table_look(stretches->flows, key);

	return flow ? table_index(stretches->flows, flow) : STRETCHES_NONE;
}

uint32_t stretches_find(struct stretches *stretches, const struct flow_key *key, uint32_t now_s)
{
	bool added;
	struct metered_flow *flow = table_find(stretches->flows, key, &added), *oldest;

	if (!flow) {
		oldest = table_oldest(stretches->flows);
		if (!oldest)
			return STRETCHES_NONE;
		stretches_release(stretches, oldest);
		flow = table_find(stretches->flows, key, &added);
	}
	if (added) {
		flow->used_s = now_s;
		flow->serial = ++stretches->serial;
	}
	return table_index(stretches->flows, flow);
}

void stretches_use(struct stretches *stretches, uint32_t index, uint32_t now_s)
{
	struct metered_flow *flow = stretches_at(stretches, index);

	if (flow->used_s == now_s)
		return;
	flow->used_s = now_s;
	stretches_age(stretches, flow);
}

void stretches_hold(struct stretches *stretches, uint32_t index, bool held)
{
	struct metered_flow *flow = stretches_at(stretches, index);

	flow->held = held;
	stretches_age(stretches, flow);
}

void stretches_up(struct stretches *stretches, uint32_t index, uint64_t now_ns, uint32_t length)
{
	struct metered_flow *flow = stretches_at(stretches, index);
	struct account_packet packet = account_whole(length);

	account_up(&flow->account, now_ns, &packet);
	if (!flow->listed)
		stretches_list(stretches, index);
}

void stretches_bare(struct stretches *stretches, uint32_t index, uint32_t length)
{
	struct account_packet packet = account_whole(length);

	account_bare(&stretches_at(stretches, index)->account, &packet);
}

void stretches_down(struct stretches *stretches, uint32_t index, uint64_t now_ns, uint32_t length)
{
	struct account_packet packet = account_whole(length);

	account_down(&stretches_at(stretches, index)->account, now_ns, &packet);
}

void stretches_flush(struct stretches *stretches, uint64_t now_ns)
{
	while (stretches->first != STRETCHES_NONE &&
	       account_is_due(&stretches_at(stretches, stretches->first)->account, now_ns))
		stretches_close(stretches, stretches->first);
}

void stretches_each(const struct stretches *stretches,
		    void (*each)(void *context, const struct metered_flow *flow), void *context)
{
	const struct metered_flow *flow = table_next(stretches->flows, NULL);

	for (; flow; flow = table_next(stretches->flows, flow))
		each(context, flow);
}

void stretches_finish(struct stretches *stretches)
{
	struct metered_flow *flow = table_next(stretches->flows, NULL);

	while (stretches->first != STRETCHES_NONE)
		stretches_close(stretches, stretches->first);
	for (; flow; flow = table_next(stretches->flows, flow))
		stretches_release(stretches, flow);
}
