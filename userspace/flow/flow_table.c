// SPDX-License-Identifier: GPL-2.0-or-later
#include "flow/flow_table.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/table.h"

#define FLOW_TAKES 3 /* times more down than up: the ratio of footage, turned round */

struct flow_table {
	struct table *flows;
	struct protocol *protocol;
	uint32_t turn_limit, turn; /* the next to be given away */
	uint32_t *turns;	   /* index + 1 of the flows that were shown to nDPI last, a ring */
};

int flow_table_create(uint32_t limit, uint32_t inspections, struct protocol *protocol,
		      struct flow_table **out)
{
	struct flow_table *t = calloc(1, sizeof(*t));

	if (!t)
		return -ENOMEM;
	t->protocol = protocol;
	t->turn_limit = inspections;
	t->turns = inspections ? calloc(inspections, sizeof(*t->turns)) : NULL;
	if (table_create(limit, sizeof(struct flow_key), sizeof(struct flow), &t->flows) ||
	    (inspections && !t->turns)) {
		flow_table_destroy(t);
		return -ENOMEM;
	}
	*out = t;
	return 0;
}

static void flow_release(struct flow_table *t, struct flow *flow)
{
	flow_table_settle(t, flow);
	free(flow->host);
}

void flow_table_destroy(struct flow_table *table)
{
	if (!table)
		return;
	for (struct flow *flow = table->flows ? table_next(table->flows, NULL) : NULL; flow;
	     flow = table_next(table->flows, flow))
		flow_release(table, flow);
	free(table->turns);
	table_destroy(table->flows);
	free(table);
}

struct flow *flow_table_look(struct flow_table *table, const struct flow_key *key)
{
	return table_look(table->flows, key);
}

/* Whoever was used longest ago makes room. */
static void flow_make_room(struct flow_table *t)
{
	struct flow *oldest = table_oldest(t->flows);

	flow_release(t, oldest);
	table_drop(t->flows, &oldest->key);
}

struct flow *flow_table_find(struct flow_table *table, const struct flow_key *key, uint64_t now_ns)
{
	bool added;
	struct flow *flow = table_find(table->flows, key, &added);

	if (!flow) {
		flow_make_room(table);
		flow = table_find(table->flows, key, &added);
	}
	if (added)
		flow->first_ns = now_ns;
	flow->used_ns = now_ns;
	table_use(table->flows, flow);
	return flow;
}

void flow_table_settle(struct flow_table *table, struct flow *flow)
{
	(void)table;
	protocol_flow_destroy(flow->inspection);
	flow->inspection = NULL;
}

void flow_table_reload(struct flow_table *table, const struct rules *rules)
{
	for (struct flow *flow = table_next(table->flows, NULL); flow;
	     flow = table_next(table->flows, flow)) {
		if (!flow->host)
			continue;
		flow->rule = rules_host(rules, flow->host);
		flow->rule_handed = false;
		flow->volume_handed = false;
	}
}

bool flow_table_returns(const struct flow_table *table, const struct device_key *sender,
			const struct address *remote, uint64_t from_ns, uint64_t bytes)
{
	for (const struct flow *flow = table_next(table->flows, NULL); flow;
	     flow = table_next(table->flows, flow)) {
		if (flow->key.scope == FLOW_OUTSIDE && flow->used_ns >= from_ns &&
		    flow->bytes_down >= bytes && flow->bytes_down >= FLOW_TAKES * flow->bytes_up &&
		    !memcmp(flow->key.remote, remote->bytes, sizeof(remote->bytes)) &&
		    memcmp(&flow->key.device, sender, sizeof(*sender)) != 0)
			return true;
	}
	return false;
}

static bool flow_is_back(const struct flow_key *a, const struct flow_key *b)
{
	return a->scope == FLOW_HOME && b->scope == FLOW_HOME && a->protocol == b->protocol &&
	       a->local_port == b->remote_port && a->remote_port == b->local_port &&
	       !memcmp(a->local, b->remote, sizeof(a->local)) &&
	       !memcmp(a->remote, b->local, sizeof(a->remote));
}

uint64_t flow_table_back(const struct flow_table *table, const struct flow *flow)
{
	for (const struct flow *one = table_next(table->flows, NULL); one;
	     one = table_next(table->flows, one))
		if (flow_is_back(&one->key, &flow->key))
			return one->bytes_up;
	return 0;
}

/* At home each way is a flow of its own: whether the other one was there before this. */
static bool flow_is_answer(struct flow_table *t, const struct sample *sample)
{
	struct flow_key back = sample->flow;

	if (!sample->first)
		return false;
	if (sample->flow.scope == FLOW_OUTSIDE)
		return !sample->upstream;
	back.device = sample->target;
	memcpy(back.local, sample->flow.remote, sizeof(back.local));
	memcpy(back.remote, sample->flow.local, sizeof(back.remote));
	back.local_port = sample->flow.remote_port;
	back.remote_port = sample->flow.local_port;
	return flow_table_look(t, &back) != NULL;
}

static void flow_set_host(struct flow *flow, const char *host, enum host_source source,
			  const struct rules *rules)
{
	char *copy;

	if (flow->host && (flow->host_source != HOST_DNS || source == HOST_DNS))
		return; /* the flow's own word beats the resolver's, and its first word stands */
	copy = strdup(host);
	if (!copy)
		return;
	free(flow->host);
	flow->host = copy;
	flow->host_source = source;
	flow->rule = rules_host(rules, host);
	flow->rule_handed = false;
}

/* Whoever had the place in the ring gives way, unless its entry is another flow's by now. */
static void flow_take_turn(struct flow_table *t, struct flow *flow)
{
	struct flow *before;
	uint32_t *place;

	if (!t->turn_limit)
		return;
	place = &t->turns[t->turn];
	before = *place ? table_at(t->flows, *place - 1) : NULL;
	if (before && before->turn == t->turn)
		flow_table_settle(t, before);
	*place = table_index(t->flows, flow) + 1;
	flow->turn = t->turn;
	t->turn = (t->turn + 1) % t->turn_limit;
}

static void flow_inspect(struct flow_table *table, struct flow *flow, const struct sample *sample,
			 const struct rules *rules, char *user_agent)
{
	struct protocol_facts facts = {0};

	if (!flow->inspected) {
		flow->inspected = true;
		flow_take_turn(table, flow);
		flow->inspection = protocol_flow_create(table->protocol);
	}
	if (!flow->inspection)
		return;
	protocol_inspect(table->protocol, flow->inspection, sample->packet, sample->upstream,
			 sample->time_ns, &facts);
	if (facts.master[0])
		memcpy(flow->protocol, facts.master, sizeof(flow->protocol));
	if (facts.application[0])
		memcpy(flow->application, facts.application, sizeof(flow->application));
	if (facts.host[0])
		flow_set_host(flow, facts.host,
			      facts.host_source == PROTOCOL_HOST_HTTP ? HOST_HTTP : HOST_SNI,
			      rules);
	memcpy(user_agent, facts.user_agent, sizeof(facts.user_agent));
	if (facts.done)
		flow_table_settle(table, flow);
}

void flow_name(struct flow *flow, const struct names *names, const struct rules *rules)
{
	struct address remote;
	const char *name;

	if (flow->host || flow->key.scope == FLOW_HOME)
		return;
	memcpy(remote.bytes, flow->key.remote, 16);
	name = names_find(names, &flow->key.device, &remote, flow->first_ns, NULL);
	if (name)
		flow_set_host(flow, name, HOST_DNS, rules);
}

bool flow_is_own_word(const struct flow *flow, bool upstream)
{
	if (flow->key.scope == FLOW_OUTSIDE)
		return upstream && flow->signature;
	return flow->signature == SIGNATURE_RTSP && flow->marks.called;
}

void flow_table_sample(struct flow_table *table, struct flow *flow, const struct sample *sample,
		       const struct names *names, const struct rules *rules, char *user_agent)
{
	enum signature signature;

	user_agent[0] = '\0';
	marks_sample(&flow->marks, sample, flow_is_answer(table, sample));
	signature = marks_signature(&flow->marks, sample);
	if (signature_traits(signature)->rank > signature_traits(flow->signature)->rank)
		flow->signature = signature;
	if (flow->key.scope == FLOW_HOME)
		return;
	flow_name(flow, names, rules);
	flow_inspect(table, flow, sample, rules, user_agent);
}
