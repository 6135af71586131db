/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Who is heard but not on the path: a computer that is no router hears the broadcasts of the
 * house's devices and nothing of what they send. Silence of a camera must then not pass for
 * "nothing left". Called by the engine: while it is live, and at the end of a capture.
 */
#ifndef LENSWATCH_PRESENCE_H
#define LENSWATCH_PRESENCE_H

#include "camera/devices.h"

struct presence_gap {
	enum cause cause;
	uint64_t from_ns, to_ns;
	uint32_t devices; /* so many of which none is seen; 0: of one */
};

/* `device` is NULL where none of the devices is seen; `gap` lives for the call. */
typedef void presence_fn(void *context, struct device *device, const struct presence_gap *gap);

/* Begins zeroed. */
struct presence {
	uint64_t looked_ns;
	uint64_t reported_ns; /* when it was last told that no device is seen; 0 never */
};

/* Something of the device was heard. */
void presence_hear(struct device *device, uint64_t now_ns);
/* Something went from it to outside (`sent`), or came from there. */
void presence_pass(struct device *device, bool sent, uint64_t now_ns);
/* Time has come to `now_ns`: tells who is off the path. */
void presence_tick(struct presence *presence, struct devices *devices, uint64_t now_ns,
		   presence_fn *tell, void *context);
/* A capture ends: who was heard in it, and what of them was never seen. */
void presence_end(struct presence *presence, struct devices *devices, uint64_t now_ns,
		  presence_fn *tell, void *context);
/* The clock was set to `now_ns`: times before are of another clock. */
void presence_reset(struct presence *presence, struct devices *devices, uint64_t now_ns);

#endif
