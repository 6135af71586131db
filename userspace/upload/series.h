/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Episodes told as one event: those of one device to several addresses that carry the same full
 * host name and overlap, cut into parts of ten minutes of their own time. Called by the tracker.
 */
#ifndef LENSWATCH_UPLOAD_SERIES_H
#define LENSWATCH_UPLOAD_SERIES_H

#include "upload/episode.h"
#include "upload/footage.h"
#include "upload/track.h"

#define SERIES_PART_NS 600000000000ULL

struct member {
	struct track *track; /* while its episode is open */
	struct track *saved; /* afterwards, where it could be an upload; owned */
};

struct series {
	struct device_key device;
	enum flow_scope scope;
	char *host; /* owned, or NULL: then it takes no other address */
	char id[EVENT_ID];
	uint32_t part;
	struct episode_decision *decision; /* held */
	uint64_t boundary_ns;		   /* where the next part begins */
	bool lossy;
	size_t member_count, open_count;
	struct member members[EVENT_ADDRESSES];
	struct series *previous, *next;
};

/* The most lenient measure that may hold of it. */
enum footage_measure series_measure(const struct track *track);
/*
 * Whether an episode may be an upload, by the most lenient measure that may hold: the judge, who
 * knows the device, asks again.
 */
bool series_counts(const struct track *track);
/* Opens a series for the episode that `track` just began. NULL where memory is short. */
struct series *series_create(struct track *track);
void series_destroy(struct series *series);
/* Whether the episode `track` just began belongs to it. */
bool series_takes(const struct series *series, const struct track *track);
void series_join(struct series *series, struct track *track);
/* The episode of `track` is over. True where it was the last open one. */
bool series_leave(struct series *series, struct track *track);
/*
 * Whether a part may end where `track` goes on. Not where others were told that may have ended and
 * `track` never will be: nothing might follow that part, and the series would have no final one.
 */
bool series_may_cut(const struct series *series, const struct track *track);
/*
 * Sums up what was not reported yet, and marks it reported; NULL where no member could be an upload
 * (or memory is short). `final`: no more will come.
 */
struct episode *series_tell(struct series *series, bool final);
/*
 * What series_tell would make if it ended now. Changes nothing: what is told
 * later is the same with or without it.
 */
struct episode *series_peek(const struct series *series);
/* Looks up anew what the rules say of the hosts of episodes that are over. */
void series_reload(struct series *series, const struct rules *rules);

#endif
