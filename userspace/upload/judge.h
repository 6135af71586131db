/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The judge: turns a record into an upload event, or refuses it, with its reasons. It sees the
 * record, the device and the rules; not what comes later. Called by the engine.
 */
#ifndef LENSWATCH_UPLOAD_JUDGE_H
#define LENSWATCH_UPLOAD_JUDGE_H

#include "camera/device.h"
#include "camera/scale.h"
#include "geo/geography.h"
#include "upload/record.h"

/* The most that behaviour weighs: it makes a suspected camera, with hints or without. */
#define JUDGE_SURE SCALE_OFTEN

/* Room for what an event's strings need while it is handed over. */
struct judge_room {
	struct geography_place place;
	char rules[EVENT_EVIDENCE][64];
	char texts[EVENT_REASONS][128];
	size_t rule_count, text_count;
};

/*
 * Whether `record` is an upload of `device`; if so fills `out`, whose strings live in record,
 * device, rules and `room`. Also for records inside the home, which become EVENT_LOCAL.
 */
bool judge_record(const struct record *record, struct device *device, struct geography *geography,
		  struct judge_room *room, struct event_upload *out);
/*
 * The same of an episode under way (series_peek), as EVENT_UPLOADING tells it. Neither the device
 * nor what is told later is changed.
 */
bool judge_peek(const struct record *record, struct device *device, struct geography *geography,
		struct judge_room *room, struct event_upload *out);
/*
 * What was told while it ran and was no upload in the end: as it was told, but `final`, with no
 * class and no confidence.
 */
void judge_withdraw(const struct record *record, struct device *device, struct geography *geography,
		    struct judge_room *room, struct event_upload *out);
/*
 * How much an undecided device's record looks like a camera at work, 0..1, for device_behave.
 * `before`: how many such records came earlier.
 */
double judge_behaviour(const struct record *record, const struct device *device, unsigned before);

#endif
