/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * All devices of a home, by MAC or address. Called by the engine. Phones change their MACs, so a
 * house that is watched for months has more of them than there is room for: where it is full, one
 * that is no camera as far as is known, of which the owner said nothing and that was not heard of
 * for a day, makes room for the next.
 */
#ifndef LENSWATCH_CAMERA_DEVICES_H
#define LENSWATCH_CAMERA_DEVICES_H

#include "camera/device.h"

struct devices;

int devices_create(uint32_t limit, struct devices **out); /* 0 or -ENOMEM */
void devices_destroy(struct devices *devices);
/* Finds or adds; NULL where the table is full. The pointer is good for a day. */
struct device *devices_find(struct devices *devices, const struct device_key *key,
			    const struct rules *rules, uint64_t now_ns);
/* Finds it. NULL where it is not known. */
struct device *devices_look(struct devices *devices, const struct device_key *key);
size_t devices_count(const struct devices *devices);
struct device *devices_at(struct devices *devices, size_t index);

#endif
