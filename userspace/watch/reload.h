/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Rules and configuration read anew while the daemon runs: open uploads go on, and what cannot be
 * read leaves the old in force. Called by loop.c at SIGHUP.
 */
#ifndef LENSWATCH_RELOAD_H
#define LENSWATCH_RELOAD_H

#include "watch/watch_notes.h"
#include "watch/watch_place.h"
#include "watch/said.h"
#include "watch/tables.h"

#define RELOAD_RULES 16 /* rules of earlier reloads, which what is known may still point to */

/* Reads all that the daemon was told, anew: command line and file. 0, or -errno, told. */
typedef int watch_read_fn(void *context, struct config *out);

struct watch_rules {
	struct rules *now;
	size_t old_count;
	struct rules *old[RELOAD_RULES];
	char error[OPTIONS_ERROR]; /* of the last reload; "" none */
	uint64_t read_ns;
};

/* All borrowed. */
struct watch_reload {
	watch_read_fn *read;
	void *context; /* of it */
	struct config *config;
	struct watch_rules *rules;
	struct house *house;
	struct watch_said *said;
	struct watch_history *history;
	struct watch_notes *notes;
	struct watch_ports *ports;
	struct watch_tables *tables;
	struct watch_place *place;
};

/*
 * Rules, home, cameras and interfaces; output, way of attaching, socket and user are those of the
 * start. Mistakes are told on stderr.
 */
void reload_all(struct watch_reload *reload);

#endif
