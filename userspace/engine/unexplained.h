/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What a device sent to outside, or asked of the home's resolver, that is neither reported as
 * footage nor explained: by what is too little for a picture at an even pace, by acknowledgements
 * of what it took, or by a host of its maker's for telemetry, commands or firmware; each of these
 * up to a bound in an hour. Where the rest of an
 * hour is as much as a short clip, a gap of that camera says so: nobody may be told then that
 * nothing left. Called by the engine.
 */
#ifndef LENSWATCH_ENGINE_UNEXPLAINED_H
#define LENSWATCH_ENGINE_UNEXPLAINED_H

#include "camera/device.h"
#include "observation.h"
#include "upload/episode.h"

struct engine;

/* One stretch of it, whatever comes of it. `beyond`: see struct flow. */
void unexplained_count(struct engine *engine, struct device *device,
		       const struct activity *activity, bool beyond);
/* Who took it, as far as it is named. */
struct unexplained_taker {
	struct address address;
	const char *host; /* or NULL */
	enum host_source host_source;
	const struct rule_host *rule; /* of the host, or NULL */
	bool beyond;		      /* see struct flow */
};

/* An episode to outside was over and is no upload; or small talk behind one, of no counted burst.
 */
void unexplained_add(struct engine *engine, struct device *device, const struct episode_sums *sums,
		     const struct unexplained_taker *taker);
/* Says what was not said yet, where the device is a camera by now. */
void unexplained_tell(struct engine *engine, struct device *device);

#endif
