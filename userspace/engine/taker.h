/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What who takes a camera's stream at home sends out at the same time: a viewer who comes in
 * through a VPN server of the house, a recorder that passes it on. Called by the engine.
 */
#ifndef LENSWATCH_ENGINE_TAKER_H
#define LENSWATCH_ENGINE_TAKER_H

#include "event.h"
#include "observation.h"

struct devices;
struct episode;
struct home;

#define TAKERS_MOST 64

/* Who took a stream of which camera last, the latest of each two. Begins zeroed. */
struct takers {
	struct takers_took {
		struct device_key by, of; /* kind 0: free */
		uint64_t until_ns;
	} took[TAKERS_MOST];
};

/* Who took that stream is known, and is not the router. */
void takers_note(struct takers *takers, const struct episode *local, struct devices *devices,
		 const struct device_key *gateway);
/*
 * The next camera behind `*at` (begin with 0) of which the sender of that episode took a stream
 * that was over before, within hours; NULL: no more.
 */
const struct device_key *takers_next(const struct takers *takers, const struct episode *sent,
				     size_t *at);

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
