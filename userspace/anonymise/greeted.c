// SPDX-License-Identifier: GPL-2.0-or-later
#include "anonymise/greeted.h"

#include <errno.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>

#include "base/table.h"
#include "flow/greeting.h"
#include "flow/quic.h"

#define GREETED_FLOWS 1000000
#define GREETED_WAITING 128

/* One way of a connection; no padding. */
struct greeted_key {
	uint8_t source[16], target[16];
	uint16_t source_port, target_port;
	uint8_t protocol, none[3];
};

struct greeted_flow {
	struct greeted_key key;
	struct greeting greeting;
	bool begun, whole, kept;
	uint32_t first, end; /* TCP: sequence numbers of its bytes */
	char *host, *alias;  /* NULL: it names none */
};

struct greeted_flows {
	struct aliases *aliases;
	struct greetings *greetings;
	struct table *table;
};

int greeted_create(struct aliases *aliases, struct greeted_flows **out)
{
	struct greeted_flows *flows = calloc(1, sizeof(*flows));
	int err = flows ? 0 : -ENOMEM;

	if (!err)
		err = greetings_create(GREETED_WAITING, &flows->greetings);
	if (!err)
		err = table_create(GREETED_FLOWS, sizeof(struct greeted_key),
				   sizeof(struct greeted_flow), &flows->table);
	if (err) {
		greeted_destroy(flows);
		return err;
	}
	flows->aliases = aliases;
	*out = flows;
	return 0;
}

void greeted_destroy(struct greeted_flows *flows)
{
	if (!flows)
		return;
	for (struct greeted_flow *f = NULL; flows->table && (f = table_next(flows->table, f));) {
		greeting_end(&f->greeting);
		free(f->host);
		free(f->alias);
	}
	table_destroy(flows->table);
	greetings_destroy(flows->greetings);
	free(flows);
}

static bool greeted_concerns(const struct packet *p)
{
	return p->payload && p->payload_captured && !(p->flags & PACKET_LATER) &&
	       (p->protocol == IPPROTO_UDP || (p->protocol == IPPROTO_TCP && p->numbered));
}

static struct greeted_key greeted_key_of(const struct packet *p)
{
	struct greeted_key key = {.source_port = p->source_port,
				  .target_port = p->target_port,
				  .protocol = p->protocol};

	memcpy(key.source, p->source.bytes, 16);
	memcpy(key.target, p->target.bytes, 16);
	return key;
}

static void greeted_name(struct greeted_flows *flows, struct greeted_flow *flow, const char *name)
{
	flow->whole = flow->kept = true;
	if (!name[0])
		return;
	flow->host = strdup(name);
	flow->alias = strdup(name);
	if (!flow->host || !flow->alias) { /* then nothing of it stays */
		flow->kept = false;
		free(flow->host);
		flow->host = NULL;
		return;
	}
	alias_host(flows->aliases, flow->alias, strlen(flow->alias));
	flow->kept = strcmp(flow->host, flow->alias) == 0;
}

void greeted_look(struct greeted_flows *flows, const struct packet *packet)
{
	struct greeting_whole whole;
	struct greeted_key key;
	struct greeted_flow *flow;
	bool added;

	if (!greeted_concerns(packet))
		return;
	key = greeted_key_of(packet);
	flow = table_find(flows->table, &key, &added);
	if (!flow || flow->greeting.over)
		return;
	if (!flow->begun)
		flow->first = packet->sequence;
	flow->begun = true;
	if ((int32_t)(packet->sequence - flow->first) < 0)
		flow->first = packet->sequence;
	flow->end = packet->sequence + packet->payload_length;
	if (greeting_take(flows->greetings, &flow->greeting, packet, &whole) == 0)
		greeted_name(flows, flow, whole.name);
}

static bool greeted_holds(const struct greeted_flow *flow, const struct packet *packet)
{
	struct quic_initial initial;
	size_t at = 0;

	if (packet->protocol == IPPROTO_UDP)
		return quic_next(packet->payload, packet->payload_captured, &at, &initial);
	return (int32_t)(packet->sequence - flow->first) >= 0 &&
	       (int32_t)(flow->end - packet->sequence) > 0;
}

enum greeted greeted_ask(const struct greeted_flows *flows, const struct packet *packet,
			 const char **host, const char **alias)
{
	const struct greeted_flow *flow;
	struct greeted_key key;

	if (!greeted_concerns(packet))
		return GREETED_NOT;
	key = greeted_key_of(packet);
	flow = table_look(flows->table, &key);
	if (!flow || !flow->whole || !greeted_holds(flow, packet))
		return GREETED_NOT;
	if (!flow->kept &&
	    (!flow->host || packet->protocol == IPPROTO_UDP ||
	     !memmem(packet->payload, packet->payload_captured, flow->host, strlen(flow->host))))
		return GREETED_BLANK;
	*host = flow->host ? flow->host : "";
	*alias = flow->alias ? flow->alias : "";
	return GREETED_NAMED;
}
