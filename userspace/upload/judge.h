/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The judge: turns an episode into an upload event, or refuses it, with its reasons. It sees the
 * episode, the device and the rules; not what comes later. Called by the engine.
 */
#ifndef LENSWATCH_UPLOAD_JUDGE_H
#define LENSWATCH_UPLOAD_JUDGE_H

#include "camera/device.h"
#include "camera/scale.h"
#include "upload/destination.h"

/* The most that behaviour weighs: it makes a suspected camera, with hints or without. */
#define JUDGE_SURE SCALE_OFTEN

/* Room for what an event's strings need while it is handed over. */
struct judge_room {
	struct destination destination;
	char rules[EVENT_EVIDENCE][64];
	size_t rule_count;
};

/*
 * Whether `episode` is an upload of `device`; if so fills `out`, whose strings live in episode,
 * device, rules and `room`. Also for episodes inside the home, which become EVENT_LOCAL.
 */
bool judge_episode(const struct episode *episode, struct device *device,
		   struct geography *geography, struct judge_room *room, struct event_upload *out);
/* What keeps it from being one, the first that does; `condition` 0: nothing. */
struct event_unmet judge_unmet(const struct episode *episode, const struct device *device);
/*
 * The same of an episode under way (series_peek), as EVENT_UPLOADING tells it. Neither the device
 * nor what is told later is changed.
 */
bool judge_peek(const struct episode *episode, struct device *device, struct geography *geography,
		struct judge_room *room, struct event_upload *out);
/*
 * What was told while it ran and was no upload in the end: as it was told, but `final`, with no
 * class and no confidence.
 */
void judge_withdraw(const struct episode *episode, struct device *device,
		    struct geography *geography, struct judge_room *room, struct event_upload *out);
/*
 * How much an undecided device's episode looks like a camera at work, 0..1, for device_behave.
 * `before`: how many such episodes came earlier.
 */
double judge_behaviour(const struct episode *episode, const struct device *device, unsigned before);

#endif
