/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the end of a house's records says of the whole: what the source counted, how many devices
 * were decided how, and which addresses were taken for home. Called by the engine.
 */
#ifndef LENSWATCH_SUMMARY_H
#define LENSWATCH_SUMMARY_H

#include "camera/devices.h"
#include "engine/owner.h"
#include "flow/home.h"
#include "observation.h"

#define SUMMARY_HOME 64
#define SUMMARY_ABSENT 16 /* the rest is in doubt all the same */

/* Room for what the event's strings need while it is handed over. */
struct summary_room {
	size_t count;
	char texts[SUMMARY_HOME][ADDRESS_TEXT + 4];
	struct event_home_prefix prefixes[SUMMARY_HOME];
	char try_texts[SOURCE_STRANGE][ADDRESS_TEXT + 4];
	const char *try_home[SOURCE_STRANGE];
	char absent_texts[SUMMARY_ABSENT][ADDRESS_TEXT];
	struct event_absent absent[SUMMARY_ABSENT];
};

/* Fills all of `out` but the sums of uploads, which the engine keeps. Strings live in `room`. */
void summary_fill(struct event_summary *out, const struct source_counters *counters,
		  struct devices *devices, const struct home *home, struct summary_room *room);
/* Which cameras the owner declared and nobody saw. Names live in `owner`. */
void summary_list_absent(struct event_summary *out, const struct owner *owner,
			 struct summary_room *room);
/* Whether nothing left: when all else of `out` is filled, its doubts as far as the engine saw. */
void summary_judge(struct event_summary *out, const struct source_counters *counters);

#endif
