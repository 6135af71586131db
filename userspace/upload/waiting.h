/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Episodes of devices not yet decided: they wait in memory, never on disk, at most 64 a device and
 * 24 hours, to be told in order when the device turns out to be a camera, or dropped when it does
 * not. Called by the engine.
 */
#ifndef LENSWATCH_CAMERA_WAITING_H
#define LENSWATCH_CAMERA_WAITING_H

#include "camera/device.h"
#include "upload/episode.h"

#define WAITING_DEVICE 64
#define WAITING_ALL 2048
#define WAITING_NS (24 * 3600 * 1000000000ULL)

/*
 * Takes ownership; the device's oldest goes where there is no room. `all` counts those of all
 * devices.
 */
void waiting_put(struct device *device, struct episode *episode, size_t *all);
/* The oldest that is not older than a day before `now_ns`, or NULL. The caller owns it. */
struct episode *waiting_take(struct device *device, uint64_t now_ns, size_t *all);
void waiting_drop(struct device *device, size_t *all);

#endif
