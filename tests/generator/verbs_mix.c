/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Very many short flows of many kinds, for benchmarks: nearly every packet belongs to a flow that
 * is new. */
#include <stdio.h>

#include "lookup.h"
#include "verbs.h"

#define MIX_HOSTS 64 /* names: a handshake is made once for each */

struct mix_kind {
	const char *share; /* parameter that says how many of a hundred flows */
	verb_fn *play;
	double low, high; /* bytes up */
	double down;	  /* mean bytes down */
};

static int mix_lookup(struct stage *stage, const struct action *action, uint64_t now_ns)
{
	struct address address =
		lookup_address(stage, action->device, action_text(action, "to", ""), NULL);

	lookup_ask(stage, action->device, now_ns, action_text(action, "to", ""), NULL, &address);
	return 0;
}

static const struct mix_kind mix_kinds[] = {
	{"share-tls", verb_telemetry, 300, 2000, 6000},
	{"share-quic", verb_quic, 300, 2000, 6000},
	{"share-dns", mix_lookup, 0, 0, 0},
	{"share-http", verb_http, 0, 0, 5000},
	{"share-stun", verb_stun, 0, 0, 0},
	{"share-rtp", verb_call, 0, 0, 0},
	{"share-mqtt", verb_mqtt, 0, 0, 0},
	{"share-unknown", verb_datagrams, 0, 0, 0},
};

#define MIX_KINDS (sizeof(mix_kinds) / sizeof(mix_kinds[0]))

static const struct mix_kind *mix_choose(struct stage *stage, const struct action *action)
{
	double sum = 0, at;
	size_t i;

	for (i = 0; i < MIX_KINDS; i++)
		sum += action_number(action, mix_kinds[i].share, 0);
	at = random_between(&stage->random, 0, sum);
	for (i = 0; i < MIX_KINDS - 1; i++) {
		at -= action_number(action, mix_kinds[i].share, 0);
		if (at < 0)
			break;
	}
	return &mix_kinds[i];
}

/* One flow: the verb of its kind, with parameters drawn by chance. */
static int mix_flow(struct stage *stage, const struct action *action, uint64_t now_ns)
{
	const struct mix_kind *kind = mix_choose(stage, action);
	double up = random_between(&stage->random, kind->low, kind->high);
	char host[40], ip[40];
	struct action flow = {
		.device = action->device,
		.parameter_count = 9,
		.parameters =
			{
				{"to", host, 0},
				{"ip", ip, 0},
				{"dns", NULL, 0},
				{"bytes", NULL, up},
				{"down", NULL,
				 kind->down > 0 ? random_exponential(&stage->random, kind->down)
						: 0},
				{"seconds", NULL, 0.4},
				{"count", NULL, 8},
				{"packet", NULL, random_between(&stage->random, 80, 900)},
				{"gap", NULL, 0.02},
			},
	};

	snprintf(host, sizeof(host), "h%u.mix.example.net",
		 (unsigned)random_below(&stage->random, MIX_HOSTS));
	snprintf(ip, sizeof(ip), "198.%u.%u.%u", 18 + (unsigned)random_below(&stage->random, 2),
		 (unsigned)random_below(&stage->random, 256),
		 1 + (unsigned)random_below(&stage->random, 254));
	return kind->play(stage, &flow, now_ns);
}

/* `flows` new flows over `seconds`, of the kinds that the share-... parameters say. */
int verb_mix(struct stage *stage, const struct action *action, uint64_t now_ns)
{
	double flows = action_number(action, "flows", 1000);
	double span = action_number(action, "seconds", 30) * 1e9;
	int rc = 0;

	for (double i = 0; i < flows && !rc; i++)
		rc = mix_flow(stage, action, now_ns + (uint64_t)(i * span / flows));
	return rc;
}
