/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Weighs a device's evidence: how sure it is a camera, how sure it is something else. Kept apart so
 * that the whole of it can be read and tested in one place; the weights are in scale.h. Called by
 * device.c.
 */
#ifndef LENSWATCH_CAMERA_WEIGH_H
#define LENSWATCH_CAMERA_WEIGH_H

#include "camera/device.h"

/* Whether that says whose the device is and no more, as a maker's MAC does; not of footage's. */
bool weigh_is_of_makers(const struct rule_host *host);
/* How sure contact with `host` alone makes it that a device is a camera; 0: it says nothing. */
double weigh_host(const struct rule_host *host, bool sends);
/*
 * How sure it makes it to speak that protocol; a viewer's phone does too, but takes more than it
 * sends.
 */
double weigh_signature(const struct rule_signature *signature, bool sends);
/* How sure a MAC of that maker makes it. */
double weigh_mac(const struct rule_mac *mac);
/* How sure it is something else without a personal service that it sends footage to. */
double weigh_other_beside(const struct device *device);
/* How sure it is a camera without a personal service that it sends footage to. */
double weigh_beside(const struct device *device);
/* Sets certainty, other, vendor, form, state and identified_ns from all the evidence. */
void weigh_device(struct device *device, uint64_t now_ns);

#endif
