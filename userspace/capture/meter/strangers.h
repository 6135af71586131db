/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * IPv6 networks that nobody announced, and that look like this home's: from which several senders
 * of one link send, or one whose address is made of its own MAC. Routers advertise minutes apart,
 * so a short capture may hold no word of the home's own. Called by the meter with packets of which
 * neither end is at home.
 */
#ifndef LENSWATCH_CAPTURE_STRANGERS_H
#define LENSWATCH_CAPTURE_STRANGERS_H

#include "flow/home.h"
#include "observation.h"
#include "packet/packet.h"

#define STRANGERS_NETWORKS 64
#define STRANGERS_SENDERS 2

struct strangers {
	size_t count;
	struct stranger {
		uint8_t network[8];
		uint8_t senders[STRANGERS_SENDERS][6];
		uint8_t sender_count;
		bool made_of_mac;
		uint64_t packets, bytes;
	} networks[STRANGERS_NETWORKS];
};

/* Takes note of who sent it by IPv6; where there is no room, of no new network. */
void strangers_see(struct strangers *strangers, const struct packet *packet);
/* Those that look like this home's, and are not part of it by now; returns how many. */
size_t strangers_list(const struct strangers *strangers, const struct home *home,
		      struct prefix out[SOURCE_STRANGE]);

#endif
