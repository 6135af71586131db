/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Where an upload went: the service behind its name, the kind of the other end, who runs the
 * network and where the address is registered. Says nothing that the episode does not know. Called
 * by the judge.
 */
#ifndef LENSWATCH_DESTINATION_DESTINATION_H
#define LENSWATCH_DESTINATION_DESTINATION_H

#include "geo/geography.h"
#include "upload/episode.h"

/* The other end as the judge goes by it: worked out once, before anything is judged. */
struct destination {
	struct geography_place place; /* all 0 at home, and of an address that many share */
	enum destination_kind kind;   /* DESTINATION_UNKNOWN at home */
	enum vpn_of vpn_of;
};

/* Whose VPN it went through; one of the camera's own hides all but its pace. */
enum vpn_of destination_vpn_of(const struct episode *episode);
void destination_find(const struct episode *episode, struct geography *geography,
		      struct destination *out);
/* Fills `out`; its strings live in `episode`, the rules and `found`. */
void destination_describe(const struct episode *episode, const struct destination *found,
			  struct event_destination *out);
/* The protocol by name: that of a signature which was seen, else nDPI's, else NULL. */
const char *destination_protocol(const struct episode *episode);

#endif
