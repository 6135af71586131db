/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * All tracks and series of a house: takes activities, tells records. Called by the engine.
 */
#ifndef LENSWATCH_UPLOAD_TRACKER_H
#define LENSWATCH_UPLOAD_TRACKER_H

#include "flow/table.h"
#include "upload/record.h"

struct tracker;
typedef void record_fn(void *context, struct record *record); /* takes ownership */

int tracker_create(uint32_t limit, record_fn *tell, void *context, struct tracker **out);
void tracker_destroy(struct tracker *tracker);
/* Activities come in order of their first upstream packet. */
void tracker_activity(struct tracker *tracker, const struct activity *activity,
		      const struct flow *flow);
/* Everything up to `now_ns` less a stretch has been handed over: ends what is over. */
void tracker_tick(struct tracker *tracker, uint64_t now_ns);
/* Packets were lost: open episodes are lower bounds. */
void tracker_loss(struct tracker *tracker);
/* Ends all episodes: time was set back, or nothing more comes. */
void tracker_close(struct tracker *tracker);

#endif
