/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * All tracks and series of a house: takes activities, hands on episodes. Called by the engine.
 */
#ifndef LENSWATCH_UPLOAD_TRACKER_H
#define LENSWATCH_UPLOAD_TRACKER_H

#include "flow/flow_table.h"
#include "upload/episode.h"

struct episode_sums;
struct rule_thresholds;
struct series;
struct track;
struct tracker;
typedef void episode_fn(void *context, struct episode *episode); /* takes ownership */

/*
 * An episode is over that is not handed on, as it can be no upload; or what was held back behind
 * one, of which no burst is counted (`sums->bursts`).
 */
typedef void rest_fn(void *context, const struct track *track, const struct episode_sums *sums);

/* Whether episodes of this device are kept before others' where there is no room: a camera's. */
typedef bool prized_fn(void *context, const struct device_key *device);

/* `prized`: NULL for nobody's. */
int tracker_create(uint32_t limit, episode_fn *tell, rest_fn *rest, prized_fn *prized,
		   void *context, struct tracker **out);
/* From now on these stand for the defaults (footage_thresholds()); borrowed. */
void tracker_experiment(struct tracker *tracker, const struct rule_thresholds *usual);
void tracker_destroy(struct tracker *tracker);
/*
 * Activities come in order of their first upstream packet. Returns the series whose episode this
 * one belongs to, NULL where none is under way; it lives until the next call.
 */
struct series *tracker_activity(struct tracker *tracker, const struct activity *activity,
				const struct flow *flow);
/* Everything up to `now_ns` less a stretch has been handed over: ends what is over. */
void tracker_tick(struct tracker *tracker, uint64_t now_ns);
/*
 * Packets were lost up to `to_ns`: open episodes are lower bounds, and so is one that began by then
 * and opens later, because losses are told at once and activities a second late.
 */
void tracker_loss(struct tracker *tracker, uint64_t to_ns);
/* What this device sends now is not all seen. */
void tracker_loss_of(struct tracker *tracker, const struct device_key *device);
/* Ends all episodes: time was set back, or nothing more comes. */
void tracker_close(struct tracker *tracker);
/* Calls `each` once for every series under way. It must not change the tracker. */
void tracker_each(const struct tracker *tracker,
		  void (*each)(void *context, const struct series *series), void *context);
/* Whether the device has an episode to outside under way, be it an upload or not. */
bool tracker_is_sending(const struct tracker *tracker, const struct device_key *device);
/* Looks up anew what the rules say of the hosts of all episodes. */
void tracker_reload(struct tracker *tracker, const struct rules *rules);

#endif
