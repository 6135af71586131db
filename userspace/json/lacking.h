/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What `replay --all` tells beside events, of EVENT_EPISODE and EVENT_DEVICE; lacking_none.c stands
 * for it in programs that are built with WITH_CORPUS=0, which make none. Called by writer.c.
 */
#ifndef LENSWATCH_JSON_LACKING_H
#define LENSWATCH_JSON_LACKING_H

#include "event.h"
#include "json/put.h"

/* All but its kind, capture and device, which other records have as well. */
void lacking_put(struct put to, const struct event *event);

#endif
