/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the owner said of devices, in the configuration and to `lenswatch cameras`: recalled at the
 * start, handed to the engine, remembered in the state file. Called by watch.c, reload.c and
 * answers.c.
 */
#ifndef LENSWATCH_WATCH_SAID_H
#define LENSWATCH_WATCH_SAID_H

#include "config/config.h"
#include "config/owner_file.h"
#include "config/problems.h"
#include "system/owned.h"

struct watch_said {
	/* Borrowed, and there before any is recalled: */
	const struct config *config;
	const struct owned *owned;
	/* Its own: */
	struct owner owner; /* to `lenswatch cameras` */
	bool unread;	    /* its file is there and could not be read: it is left alone */
};

/* The file in which it is kept. */
const char *watch_said_path(const struct watch_said *said);
/* Reads it while there are rights. What is wrong is told on stderr and put in `problems`. */
void watch_said_recall(struct watch_said *said, struct problems *problems);
/* Tells the engine: the configuration's words first, as what was said since is later. */
void watch_said_declare(const struct watch_said *said, const struct config *config,
			struct engine *engine);
/*
 * The owner said this just now; `name` may be NULL. NULL, or a sentence why it will not last.
 * Whoever used an address since is known by its MAC from then on.
 */
const char *watch_said_remember(struct watch_said *said, struct engine *engine,
				const struct device_key *device, bool camera, const char *name);
/* Writes what was said. NULL, or the same. */
const char *watch_said_save(struct watch_said *said, struct engine *engine);

#endif
