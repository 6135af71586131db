/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * All devices of a home, by MAC or address, in the order they were first heard of. Called by the
 * engine; nothing is forgotten, so that an index stays good for as long as the table lives.
 */
#ifndef LENSWATCH_CAMERA_DEVICES_H
#define LENSWATCH_CAMERA_DEVICES_H

#include "camera/device.h"

struct devices;

int devices_create(uint32_t limit, struct devices **out); /* 0 or -ENOMEM */
void devices_destroy(struct devices *devices);
/* Finds or adds; NULL where the table is full. */
struct device *devices_find(struct devices *devices, const struct device_key *key,
			    const struct rules *rules, uint64_t now_ns);
size_t devices_count(const struct devices *devices);
struct device *devices_at(struct devices *devices, size_t index);

#endif
