/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * All devices of a home, by MAC or address. Called by the engine. Phones change their MACs, so a
 * house that is watched for months has more of them than there is room for: where it is full, one
 * that is no camera as far as is known, of which the owner said nothing and that was not heard of
 * for a day, makes room for the next. Whoever is on the network can also make MACs up, as many as
 * there is room for and within a second. So one of which nothing is known goes even sooner, first
 * of these one that sent nothing to outside; and where there is none, one that is no camera as far
 * as is known and was silent for a minute.
 */
#ifndef LENSWATCH_CAMERA_DEVICES_H
#define LENSWATCH_CAMERA_DEVICES_H

#include "camera/device.h"

struct devices;

int devices_create(uint32_t limit, struct devices **out); /* 0 or -ENOMEM */
void devices_destroy(struct devices *devices);
/*
 * Finds or adds; NULL where there is no room now. The pointer is good as long as `now_ns` is the
 * time. A few are asked for room at each call, and others at the next.
 */
struct device *devices_find(struct devices *devices, const struct device_key *key,
			    const struct rules *rules, uint64_t now_ns);
/* Finds it. NULL where it is not known. */
struct device *devices_look(struct devices *devices, const struct device_key *key);
/* How many made room that had sent to outside, and not been away: of these something is missed. */
uint64_t devices_crowded_out(const struct devices *devices);
size_t devices_count(const struct devices *devices);
struct device *devices_at(struct devices *devices, size_t index);

#endif
