// SPDX-License-Identifier: GPL-2.0-or-later
#include "capture/copies.h"

#include <netinet/in.h>

/*
 * Mirror ports and bridges add microseconds; the shortest TCP retransmission timer in use is 200 ms
 * (Linux TCP_RTO_MIN).
 */
#define COPIES_WINDOW_US 10000U
/* So many proven copies make the doubtful ones believed as well, if they are one in 64 or more. */
#define COPIES_PROVEN 2
#define COPIES_SHARE 64
/* FIN, SYN and RST: repeated by a timer only. */
#define COPIES_TIMED 0x07

/*
 * A packet whose twin cannot come from a sender: IPv4 identification is set and unique while a
 * datagram lives (RFC 6864 section 4.3), and TCP would not send the same bytes with the same
 * timestamp again so soon. Bare acknowledgements and small UDP datagrams with identification 0 may
 * honestly repeat.
 */
static bool copies_proves(const struct packet *packet)
{
	if (packet->identity)
		return true;
	return packet->protocol == IPPROTO_TCP &&
	       (packet->payload_length > 0 || packet->tcp_flags & COPIES_TIMED);
}

static bool copies_expected(const struct copies *c)
{
	return c->proven >= COPIES_PROVEN && c->proven * COPIES_SHARE >= c->packets;
}

bool copies_check(struct copies *copies, struct metered_flow *flow, bool upstream,
		  const struct packet *packet, uint64_t time_ns)
{
	struct stretches_recent *recent = flow->recent[upstream];
	uint32_t now_us = (uint32_t)(time_ns / 1000);

	copies->packets++;
	if (!packet->fingerprint)
		return false;
	for (int i = 0; i < STRETCHES_RECENT; i++) {
		if (recent[i].fingerprint != packet->fingerprint ||
		    now_us - recent[i].time_us > COPIES_WINDOW_US)
			continue;
		if (copies_proves(packet))
			copies->proven++;
		else if (!copies_expected(copies))
			break;
		return true;
	}
	recent[flow->recent_at[upstream]].fingerprint = packet->fingerprint;
	recent[flow->recent_at[upstream]].time_us = now_us;
	flow->recent_at[upstream] = (uint8_t)((flow->recent_at[upstream] + 1) % STRETCHES_RECENT);
	return false;
}
