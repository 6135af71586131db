/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the tables of cameras and devices say in words. Used by commands/listing.c.
 */
#ifndef LENSWATCH_WORDS_HOUSEHOLD_H
#define LENSWATCH_WORDS_HOUSEHOLD_H

#include <stdio.h>
#include <time.h>

#include "words/running.h"

/* How a camera stands, in a few words; "" where there is nothing to say. Of those that were not
 * seen yet, `seen` is false. */
const char *household_standing(const struct running_camera *camera, bool seen);
/* The same of one that was seen, and what it calls itself where its owner has not named it. */
void household_note(const struct running_camera *camera, FILE *file);
/* "04:39", "8 Mar 10:22" of another day; "–" for 0. Local time. Returns `text`. */
#define HOUSEHOLD_TIME 32
const char *household_time(time_t time, char text[HOUSEHOLD_TIME]);
/* Why a device is no camera, or what little is known of one that may be. */
void household_because(const char *standing, const char *because, FILE *file);
/* What stands below the tables, and where there is nothing to show. */
void household_confirm(FILE *file);
void household_alone(FILE *file);

#endif
