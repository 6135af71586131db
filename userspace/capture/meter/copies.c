// SPDX-License-Identifier: GPL-2.0-or-later
#include "capture/meter/copies.h"

bool copies_check(struct copies *copies, struct metered_flow *flow, bool upstream,
		  const struct packet *packet, uint64_t time_ns)
{
	struct copies_recent *recent = flow->recent[upstream];
	uint32_t now_us = (uint32_t)(time_ns / 1000);

	copies->packets++;
	if (!packet->fingerprint)
		return false;
	if (copies_find(recent, packet->fingerprint, now_us)) {
		if (copies_proves(packet->identity, packet->protocol, packet->payload_length,
				  packet->tcp_flags,
				  copies_follows(recent, flow->recent_at[upstream],
						 packet->fingerprint))) {
			copies->proven++;
			return true;
		}
		if (copies_expected(copies->packets, copies->proven))
			return true;
	}
	copies_remember(recent, &flow->recent_at[upstream], packet->fingerprint, now_us);
	return false;
}
