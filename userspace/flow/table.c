// SPDX-License-Identifier: GPL-2.0-or-later
#include "flow/table.h"

#include <errno.h>

#include "base/tags.h"

#define FLOW_WAYS 4
#define FLOW_TAKES 3 /* times more down than up: the ratio of footage, turned round */

struct flow_table {
	struct tags tags;
	struct protocol *protocol;
	struct flow *flows;
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
	t->flows = tags_create(&t->tags, limit, FLOW_WAYS, sizeof(*t->flows));
	t->turn_limit = inspections;
	t->turns = inspections ? calloc(inspections, sizeof(*t->turns)) : NULL;
	if (!t->flows || (inspections && !t->turns)) {
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
	memset(flow, 0, sizeof(*flow));
}

void flow_table_destroy(struct flow_table *table)
{
	if (!table)
		return;
	for (size_t i = 0; table->flows && i < tags_entries(&table->tags); i++)
		if (table->tags.tag[i])
			flow_release(table, &table->flows[i]);
	free(table->turns);
	free(table->flows);
	tags_destroy(&table->tags);
	free(table);
}

static size_t flow_at(const struct flow_table *t, const struct flow_key *key)
{
	return tags_find(&t->tags, hash_bytes(key, sizeof(*key)), t->flows, sizeof(*t->flows), key,
			 sizeof(*key));
}

struct flow *flow_table_look(struct flow_table *table, const struct flow_key *key)
{
	size_t at = flow_at(table, key);

	return at != TAGS_NONE ? &table->flows[at] : NULL;
}

static struct flow *flow_table_add(struct flow_table *t, const struct flow_key *key,
				   uint64_t now_ns)
{
	uint64_t hash = hash_bytes(key, sizeof(*key));
	size_t bucket = tags_bucket(&t->tags, hash), pick = bucket;
	struct flow *flow;

	for (size_t i = bucket; i < bucket + FLOW_WAYS && t->tags.tag[pick]; i++)
		if (!t->tags.tag[i] || t->flows[i].used_ns < t->flows[pick].used_ns)
			pick = i;
	flow = &t->flows[pick];
	if (t->tags.tag[pick])
		flow_release(t, flow);
	t->tags.tag[pick] = tags_of(hash);
	flow->key = *key;
	flow->first_ns = now_ns;
	return flow;
}

struct flow *flow_table_find(struct flow_table *table, const struct flow_key *key, uint64_t now_ns)
{
	size_t at = flow_at(table, key);
	struct flow *flow =
		at != TAGS_NONE ? &table->flows[at] : flow_table_add(table, key, now_ns);

	flow->used_ns = now_ns;
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
	for (size_t i = 0; i < tags_entries(&table->tags); i++) {
		struct flow *flow = &table->flows[i];

		if (!table->tags.tag[i] || !flow->host)
			continue;
		flow->rule = rules_host(rules, flow->host);
		flow->rule_told = false;
		flow->volume_told = false;
	}
}

bool flow_table_returns(const struct flow_table *table, const struct device_key *sender,
			const struct address *remote, uint64_t from_ns, uint64_t bytes)
{
	for (size_t i = 0; i < tags_entries(&table->tags); i++) {
		const struct flow *flow = &table->flows[i];

		if (table->tags.tag[i] && flow->key.scope == FLOW_OUTSIDE &&
		    flow->used_ns >= from_ns && flow->bytes_down >= bytes &&
		    flow->bytes_down >= FLOW_TAKES * flow->bytes_up &&
		    !memcmp(flow->key.remote, remote->bytes, sizeof(remote->bytes)) &&
		    memcmp(&flow->key.device, sender, sizeof(*sender)) != 0)
			return true;
	}
	return false;
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
	flow->rule_told = false;
}

/* Whoever had the place in the ring gives way, unless its entry is another flow's by now. */
static void flow_take_turn(struct flow_table *t, struct flow *flow)
{
	uint32_t *place;

	if (!t->turn_limit)
		return;
	place = &t->turns[t->turn];
	if (*place && t->flows[*place - 1].turn == t->turn)
		flow_table_settle(t, &t->flows[*place - 1]);
	*place = (uint32_t)(flow - t->flows) + 1;
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
