/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Replays one house: its capture files in order through meter and engine into an output. Called by
 * `replay` for each FILE, or once for all of them with --join.
 */
#ifndef LENSWATCH_HOUSE_H
#define LENSWATCH_HOUSE_H

#include <stdio.h>

#include "engine/engine.h"
#include "packet/carrier.h"
#include "ledger/ledger.h"
#include "output/output.h"
#include "promise/promise.h"

#define HOUSE_PREFIXES 16
#define HOUSE_GEO 4

struct house_config {
	const struct rules *rules;
	const char *protocols_file; /* for nDPI, made from the rules */
	struct geography *geography;
	size_t declared_count;
	struct engine_told declared[ENGINE_TOLD];
	size_t prefix_count;
	struct prefix prefixes[HOUSE_PREFIXES];
	enum carrier mirror; /* frames lie inside of such packets; or CARRIER_NONE */
	const char *options; /* as the run record tells them */
	bool digest;	     /* the run record is written, and the files' SHA-256 with it */
	struct output_options output;
	const char *headers;	/* folder in which slices are kept (slice/shelf.h); NULL: none */
	uint64_t headers_limit; /* bytes of all */
	struct ledger *ledger;	/* what is told is added to it; NULL: no history */
	struct promise_list promises; /* what all of it is held against */
};

struct progress;

/*
 * Replays `paths` as one time line and writes its records to `file`. What is wrong with a file is
 * told on stderr. Returns 0, or -errno where a file could not be read (what was read before is
 * told) or memory or output failed. `breaches`: how often a promise was broken.
 */
int house_replay(const struct house_config *config, char *const *paths, size_t count,
		 struct progress *progress, FILE *file, uint64_t *breaches);

#endif
