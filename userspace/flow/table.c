// SPDX-License-Identifier: GPL-2.0-or-later
#include "flow/table.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "hash.h"

#define FLOW_WAYS 4

struct flow_table {
	uint32_t mask; /* buckets - 1 */
	struct protocol *protocol;
	struct flow *flows;
};

int flow_table_create(uint32_t limit, struct protocol *protocol, struct flow_table **out)
{
	struct flow_table *t = calloc(1, sizeof(*t));
	uint32_t buckets = 1;

	if (!t)
		return -ENOMEM;
	while (buckets * FLOW_WAYS < limit)
		buckets *= 2;
	t->mask = buckets - 1;
	t->protocol = protocol;
	t->flows = calloc((size_t)buckets * FLOW_WAYS, sizeof(*t->flows));
	if (!t->flows) {
		free(t);
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
	for (uint32_t i = 0; i < (table->mask + 1) * FLOW_WAYS; i++)
		if (table->flows[i].taken)
			flow_release(table, &table->flows[i]);
	free(table->flows);
	free(table);
}

static struct flow *flow_bucket(struct flow_table *t, const struct flow_key *key)
{
	uint32_t bucket = (uint32_t)hash_bytes(key, sizeof(*key)) & t->mask;

	return &t->flows[(size_t)bucket * FLOW_WAYS];
}

struct flow *flow_table_look(struct flow_table *table, const struct flow_key *key)
{
	struct flow *bucket = flow_bucket(table, key);

	for (int i = 0; i < FLOW_WAYS; i++)
		if (bucket[i].taken && memcmp(&bucket[i].key, key, sizeof(*key)) == 0)
			return &bucket[i];
	return NULL;
}

struct flow *flow_table_find(struct flow_table *table, const struct flow_key *key, uint64_t now_ns)
{
	struct flow *flow = flow_table_look(table, key), *bucket;

	if (!flow) {
		bucket = flow = flow_bucket(table, key);
		for (int i = 0; i < FLOW_WAYS && flow->taken; i++)
			if (!bucket[i].taken || bucket[i].used_ns < flow->used_ns)
				flow = &bucket[i];
		if (flow->taken)
			flow_release(table, flow);
		flow->key = *key;
		flow->first_ns = now_ns;
		flow->taken = true;
	}
	flow->used_ns = now_ns;
	return flow;
}

void flow_table_settle(struct flow_table *table, struct flow *flow)
{
	(void)table;
	protocol_flow_destroy(flow->inspection);
	flow->inspection = NULL;
}

/* How much a signature says of what the flow carries: media above set-up, set-up above nothing. */
static int flow_signature_rank(enum signature signature)
{
	switch (signature) {
	case SIGNATURE_NONE:
		return 0;
	case SIGNATURE_RTP: /* a shape that chance meets too */
		return 1;
	case SIGNATURE_STUN:
		return 2;
	case SIGNATURE_DTLS:
		return 3;
	case SIGNATURE_PPPP_DATA:
	case SIGNATURE_DAHUA_PTCP:
	case SIGNATURE_TURN:
		return 5;
	default:
		return 4;
	}
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

static void flow_inspect(struct flow_table *table, struct flow *flow, const struct sample *sample,
			 const struct rules *rules, char *user_agent)
{
	struct protocol_facts facts = {0};

	if (!flow->inspected) {
		flow->inspected = true;
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

void flow_table_sample(struct flow_table *table, struct flow *flow, const struct sample *sample,
		       const struct names *names, const struct rules *rules, char *user_agent)
{
	enum signature signature = signature_detect(sample->packet);
	struct address remote;
	const char *name;

	user_agent[0] = '\0';
	if (flow_signature_rank(signature) > flow_signature_rank(flow->signature))
		flow->signature = signature;
	if (flow->key.scope == FLOW_HOME)
		return;
	if (!flow->host) {
		memcpy(remote.bytes, flow->key.remote, 16);
		name = names_find(names, &flow->key.device, &remote, flow->first_ns, NULL);
		if (name)
			flow_set_host(flow, name, HOST_DNS, rules);
	}
	flow_inspect(table, flow, sample, rules, user_agent);
}
