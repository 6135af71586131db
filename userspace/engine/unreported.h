/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * `replay --all`: what was sent and is told as no upload, with the condition that it failed, and
 * how each device was weighed. Where nobody asks for that all of it does nothing;
 * unreported_none.c stands for it in programs that are built with WITH_CORPUS=0. Called by the
 * engine.
 */
#ifndef LENSWATCH_UNREPORTED_H
#define LENSWATCH_UNREPORTED_H

#include <stdbool.h>

#include "event.h"

struct device;
struct engine;
struct episode;
struct episode_sums;
struct track;

/* Whether this program can. */
bool unreported_able(void);
/* `why`: CONDITION_OTHER or CONDITION_WAITED; CONDITION_MET: the judge refused it, and knows. */
void unreported_episode(struct engine *engine, struct device *device, const struct episode *episode,
			enum condition why);
/* Those that wait and are about to go: all, or (CONDITION_WAITED) those that waited too long. */
void unreported_waiting(struct engine *engine, struct device *device, enum condition why);
/* This one is about to wait, and another or itself finds no room. */
void unreported_crowd(struct engine *engine, struct device *device, const struct episode *episode);
/* What no measure takes for footage, as the tracker hands it over. */
void unreported_rest(struct engine *engine, struct device *device, const struct track *track,
		     const struct episode_sums *sums);
/* Nothing more comes: what still waits, and all devices. */
void unreported_end(struct engine *engine);

#endif
