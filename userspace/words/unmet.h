/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What `replay --all` says beside events: why an episode is none, and how a device was weighed;
 * unmet_none.c stands for it in programs that are built with WITH_CORPUS=0. Called by text.c.
 */
#ifndef LENSWATCH_WORDS_UNMET_H
#define LENSWATCH_WORDS_UNMET_H

#include <stdio.h>

#include "event.h"

/* A line or more, of EVENT_EPISODE and EVENT_DEVICE. */
void unmet_write(const struct event *event, FILE *file);

#endif
