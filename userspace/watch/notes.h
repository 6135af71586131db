/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the history is told beside events: that the run before has no end, what changed since it,
 * and what the owner said of devices (docs/ledger.md). Called by watch.c, reload.c and answers.c.
 */
#ifndef LENSWATCH_WATCH_NOTES_H
#define LENSWATCH_WATCH_NOTES_H

#include "watch/watch.h"

/* What this run is: versions, rules, options. Strings are borrowed. */
void watch_notes_run(const struct watch *w, struct event *out);
/* Looks how the run before ended and what was in force then: before this one is told. */
void watch_notes_look(struct watch *w);
/* Tells it: after this run is, so that nobody takes it for a sign of life of the one before. */
void watch_notes_begin(struct watch *w);
/* What was read anew. */
void watch_notes_reload(struct watch *w);
/* What the owner just said of a device; `name` NULL: none. */
void watch_notes_word(struct watch *w, const struct device_key *device, bool camera,
		      const char *name);
/* A device was erased: what was in force before is not told any more, as it may name it. */
void watch_notes_forget(struct watch *w);
void watch_notes_clear(struct watch *w);

#endif
