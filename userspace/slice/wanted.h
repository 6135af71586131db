/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Which of the frames in memory one part of an upload was told from, in order of time. Called by
 * slices.c.
 */
#ifndef LENSWATCH_SLICE_WANTED_H
#define LENSWATCH_SLICE_WANTED_H

#include "event.h"
#include "slice/ring.h"

struct wanted_stream { /* one ring, one frame ahead */
	const struct ring *ring;
	struct ring_place place;
	struct ring_frame frame;
	uint32_t upstream; /* IP bytes of it that the upload counts; 0 none */
	bool talk, more;
};

struct wanted {
	const struct event_upload *upload;
	bool by_mac; /* the camera is known by `mac`, else by `ip` */
	uint8_t mac[6];
	struct address ip;
	uint64_t done_ns, from_ns, to_ns;
	struct wanted_stream streams[2];
};

/*
 * What was told before ends at `done_ns`, 0: this is the first part, to which belongs whatever says
 * who the camera is and with whom it speaks. 0, or -EINVAL where the event names no camera.
 */
int wanted_begin(struct wanted *wanted, const struct event_upload *upload, uint64_t done_ns,
		 const struct ring *traffic, const struct ring *talk);
/* The next one. `*upstream`: bytes that the upload counts. False: no more. */
bool wanted_next(struct wanted *wanted, struct ring_frame *out, uint32_t *upstream);

#endif
