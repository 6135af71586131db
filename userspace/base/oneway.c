// SPDX-License-Identifier: GPL-2.0-or-later
#include "base/oneway.h"

#include <netinet/in.h>

/* Window updates, answers to keep-alives, and those to what was sent twice. */
#define ONEWAY_SLACK 16
/* Where nothing was seen to go up, and what was under way when watching began may be acknowledged.
 */
#define ONEWAY_FIRST 1024
/* IPv6, TCP, time stamps and three selective acknowledgements: 40 + 20 + 12 + 28. */
#define ONEWAY_BARE_BYTES 100
/* Packets may be joined (GRO, TSO) before they are seen: as many as their bytes fill. */
#define ONEWAY_SEGMENT_BYTES 1000

bool oneway_is(const struct flow_key *flow, const struct oneway *run)
{
	uint64_t segments = run->packets_up + run->bytes_up / ONEWAY_SEGMENT_BYTES;
	uint64_t most = run->packets_up || run->settled ? segments + ONEWAY_SLACK : ONEWAY_FIRST;

	return flow->scope == FLOW_OUTSIDE && flow->protocol == IPPROTO_TCP &&
	       run->packets > most && run->bytes <= run->packets * ONEWAY_BARE_BYTES;
}
