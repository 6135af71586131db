/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the end of a house's records says of the whole: what the source counted, how many devices
 * were decided how, and which addresses were taken for home. Called by the engine.
 */
#ifndef LENSWATCH_SUMMARY_H
#define LENSWATCH_SUMMARY_H

#include "camera/devices.h"
#include "capture/source.h"

#define SUMMARY_HOME 64

/* Room for what the event's strings need while it is handed over. */
struct summary_room {
	size_t count;
	char texts[SUMMARY_HOME][ADDRESS_TEXT + 4];
	struct event_home_prefix prefixes[SUMMARY_HOME];
};

/* Fills all of `out` but the sums of uploads, which the engine keeps. Strings live in `room`. */
void summary_fill(struct event_summary *out, const struct source_counters *counters,
		  struct devices *devices, const struct home *home, struct summary_room *room);

#endif
