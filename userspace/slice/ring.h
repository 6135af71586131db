/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The frames of the last minutes, in memory. What is too old or does not fit any more goes,
 * oldest first. Called by slices.c.
 */
#ifndef LENSWATCH_SLICE_RING_H
#define LENSWATCH_SLICE_RING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct ring_frame {
	uint64_t time_ns;
	int32_t link_type; /* DLT_* */
	uint32_t captured; /* bytes at `data` */
	uint32_t length;   /* on the wire */
	const uint8_t *data;
};

struct ring;

/* `room` bytes at most; frames older than `age_ns` go (0: whatever their age). 0 or -ENOMEM. */
int ring_create(size_t room, uint64_t age_ns, struct ring **out);
void ring_destroy(struct ring *ring);
/* Copies the frame. -ENOMEM: it is not kept. */
int ring_add(struct ring *ring, const struct ring_frame *frame);

struct ring_place { /* begins zeroed; valid until the next ring_add */
	const void *block;
	size_t at;
};

/* The next frame from `place` on, in the order they came; `data` is borrowed. False: no more. */
bool ring_next(const struct ring *ring, struct ring_place *place, struct ring_frame *out);

#endif
