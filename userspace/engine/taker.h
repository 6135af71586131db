/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What who takes a camera's stream at home sends out at the same time: a viewer who comes in
 * through a VPN server of the house, a recorder that passes it on. Called by the engine.
 */
#ifndef LENSWATCH_ENGINE_TAKER_H
#define LENSWATCH_ENGINE_TAKER_H

#include "event.h"

struct device_key;
struct devices;
struct episode;
struct home;
struct sample;

/*
 * Whether who took that stream sent as much to outside meanwhile. What the router (`gateway`, by
 * which cameras reach the outside; kind 0: not known) sends out does not pass here.
 */
enum passed_on taker_passed_on(const struct episode *local, struct devices *devices,
			       const struct device_key *gateway);
/*
 * Whether that packet goes through the router to an address that looks like home, but is of another
 * network than its sender, and no device's that was seen: a tunnel's or the provider's as well.
 */
bool taker_is_beyond(const struct sample *sample, struct devices *devices, const struct home *home,
		     const struct device_key *gateway);

#endif
