/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Places a packet in the house: whose it is, which way it goes. Direction comes from the device,
 * never from where it was seen: from a home address to outside is up, the reverse is down, between
 * home addresses is the sender's. Called by the meter.
 */
#ifndef LENSWATCH_CAPTURE_PLACE_H
#define LENSWATCH_CAPTURE_PLACE_H

#include "capture/meter/neighbours.h"
#include "capture/meter/path.h"
#include "flow/home.h"
#include "observation.h"

/* The device on the sender's or the target's side of `packet`; kind 0 where it cannot be told. */
struct device_key place_sender(const struct packet *packet, const struct home *home,
			       const struct neighbours *neighbours);
struct device_key place_target(const struct packet *packet, const struct home *home,
			       const struct neighbours *neighbours);

/*
 * Fills `flow` for PATH_UP and PATH_DOWN. `forwards`: a cooked capture taken on the router itself,
 * where what it sends are copies of what it received.
 */
enum path_verdict place_packet(const struct packet *packet, const struct home *home,
			       const struct neighbours *neighbours, bool forwards,
			       struct flow_key *flow);

#endif
