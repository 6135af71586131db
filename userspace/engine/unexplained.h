/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What a device sent to outside that is neither reported as footage nor explained: by what is too
 * little for a picture, by acknowledgements of what it took, or by a host of its maker's for
 * telemetry, commands or firmware; each of these up to a bound in an hour. Where the rest of an
 * hour is as much as a short clip, a gap of that camera says so: nobody may be told then that
 * nothing left. Called by the engine.
 */
#ifndef LENSWATCH_ENGINE_UNEXPLAINED_H
#define LENSWATCH_ENGINE_UNEXPLAINED_H

#include "camera/device.h"
#include "observation.h"
#include "upload/record.h"

struct engine;

/* One stretch of it, whatever comes of it. */
void unexplained_count(struct engine *engine, struct device *device,
		       const struct activity *activity);
/* An episode to outside was over and is no upload. `rule` is of the host it went to, or NULL. */
void unexplained_add(struct engine *engine, struct device *device, const struct tally *tally,
		     const struct rule_host *rule);
/* Says what was not said yet, where the device is a camera by now. */
void unexplained_tell(struct engine *engine, struct device *device);

#endif
