/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the history is told beside events: that the run before has no end, what changed since it,
 * and what the owner said of devices (docs/ledger.md). Called by watch.c, reload.c and answers.c.
 */
#ifndef LENSWATCH_WATCH_WATCH_NOTES_H
#define LENSWATCH_WATCH_WATCH_NOTES_H

#include "watch/watch_history.h"

#define NOTES_FACTS 6

struct watch_notes {
	/* Borrowed, and there before a run is told: */
	struct watch_history *history;
	const struct house *house;
	const struct config *config;
	const struct event_fallback *fallback; /* of the source */
	uint64_t since_ns;		       /* when this run began */
	/* What was in force when the history was last told: */
	bool known;		  /* else nothing can be said of what changed since */
	char *texts[NOTES_FACTS]; /* NULL: unknown */
	uint64_t unended_us;	  /* the run before has no end, and was last heard of then; 0 */
};

/* What this run is: versions, rules, options, the way. Strings are borrowed. */
void watch_notes_run(const struct watch_notes *notes, struct event *out);
/* Looks how the run before ended and what was in force then: before this one is told. */
void watch_notes_look(struct watch_notes *notes);
/* Tells it: after this run is, so that nobody takes it for a sign of life of the one before. */
void watch_notes_begin(struct watch_notes *notes);
/* What was read anew. */
void watch_notes_reload(struct watch_notes *notes);
/* What the owner just said of a device; `name` NULL: none. */
void watch_notes_word(struct watch_notes *notes, const struct device_key *device, bool camera,
		      const char *name);
/* A device was erased: what was in force before is not told any more, as it may name it. */
void watch_notes_forget(struct watch_notes *notes);
void watch_notes_clear(struct watch_notes *notes);

#endif
