/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What is known of each flow: its protocol, the name of its other end, the signature of its first
 * payloads. Capped; flows not heard of longest make room. Called by the engine for samples and
 * activities.
 */
#ifndef LENSWATCH_FLOW_FLOW_TABLE_H
#define LENSWATCH_FLOW_FLOW_TABLE_H

#include "event.h"
#include "flow/marks.h"
#include "flow/names.h"
#include "flow/protocol.h"
#include "observation.h"
#include "packet/signature.h"
#include "rules/rules.h"

struct flow {
	struct flow_key key;
	uint64_t first_ns, used_ns;
	char *host; /* lower case, or NULL */
	enum host_source host_source;
	const struct rule_host *rule; /* what the rules know of the host */
	enum signature signature;     /* the most telling one seen */
	char protocol[PROTOCOL_NAME];
	char application[PROTOCOL_NAME];
	uint64_t bytes_up, bytes_down, packets_up; /* so far */
	bool rule_handed;			   /* the device room has been told of the host */
	bool volume_handed;		       /* ... and that this flow sends more than it takes */
	uint64_t exchanged_up, exchanged_down; /* of its bytes, what the device room knows */
	struct marks marks;
	struct protocol_flow *inspection; /* NULL where nDPI is done */
	bool inspected;
	bool behind_vpn; /* the remote end is reached through a VPN of this machine */
	bool beyond;	 /* ... at home's kind of address, in another network behind the router */
	uint32_t turn;	 /* its place among those that were shown to nDPI */
};

struct flow_table;

/*
 * At most `inspections` flows (0: any number) are shown to nDPI at a time, because it keeps a lot
 * for each: the one begun longest ago gives way, with what is known of it by then. 0 or -ENOMEM.
 */
int flow_table_create(uint32_t limit, uint32_t inspections, struct protocol *protocol,
		      struct flow_table **out);
void flow_table_destroy(struct flow_table *table);
/* Finds it. NULL where it is not known. */
struct flow *flow_table_look(struct flow_table *table, const struct flow_key *key);
/* Finds or makes it; the one used longest ago makes room. */
struct flow *flow_table_find(struct flow_table *table, const struct flow_key *key, uint64_t now_ns);
/*
 * Takes one sampled packet: signature, nDPI, names. `names` answers for flows that carry none
 * themselves. `user_agent` (128 bytes) gets what the flow says of its program, or "".
 */
void flow_table_sample(struct flow_table *table, struct flow *flow, const struct sample *sample,
		       const struct names *names, const struct rules *rules, char *user_agent);
/* Gives it the name that its device had looked up for its other end by then, if it has none. */
void flow_name(struct flow *flow, const struct names *names, const struct rules *rules);
/*
 * Whether its signature speaks for the device itself: what it sends to outside, or an RTSP server's
 * answer at home. At home the viewer speaks a camera's protocol as well.
 */
bool flow_is_own_word(const struct flow *flow, bool upstream);
/* Looks up anew what the rules say of all hosts; devices are told of them at the next sample. */
void flow_table_reload(struct flow_table *table, const struct rules *rules);
/*
 * Whether another device of the home took `bytes` or more from `remote`, and sent little there,
 * while it was sent to: as who watches a camera through a server does.
 */
bool flow_table_returns(const struct flow_table *table, const struct device_key *sender,
			const struct address *remote, uint64_t from_ns, uint64_t bytes);
/* What came back to a flow at home, where each way is a flow of its own. */
uint64_t flow_table_back(const struct flow_table *table, const struct flow *flow);
/* Forgets nDPI's memory of the flow. */
void flow_table_settle(struct flow_table *table, struct flow *flow);

#endif
