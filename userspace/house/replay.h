/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Replays one house: its capture files in order through meter and engine into an output. Called by
 * `replay` for each FILE, or once for all of them with --join.
 */
#ifndef LENSWATCH_HOUSE_REPLAY_H
#define LENSWATCH_HOUSE_REPLAY_H

#include "house/house.h"
#include "packet/carrier.h"

struct replay_config {
	/* But for capture and file, which each house has of its own, and for keeper and calls. */
	struct house_config house;
	enum carrier mirror; /* frames lie inside of such packets; or CARRIER_NONE */
	bool digest;	     /* the files' SHA-256 is asked for */
	bool follow; /* the one file comes as it is recorded: all is told and kept at once */
	bool strict; /* a file that was not read to its end is a failure */
	struct ledger *ledger; /* what is told is added to it; NULL: no history */
};

struct folder_file;
struct progress;

/*
 * Replays `files` as one time line and writes its records to `file`; of those that are to be
 * skipped or cannot be read that they are. What is wrong with one is told on stderr. Returns 0, or
 * -errno where a file could not be read (what was read before is told) or memory or output failed,
 * and -ECANCELED where no more is wanted (base/stop.h): then nothing was written. `breaches`: how
 * often a promise was broken.
 */
int house_replay(const struct replay_config *config, const struct folder_file *files, size_t count,
		 struct progress *progress, FILE *file, uint64_t *breaches);

#endif
