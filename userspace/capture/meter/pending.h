/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Activities that wait to be handed over in order of their first upstream packet. Those without
 * one come first. Called by kernel.c.
 */
#ifndef LENSWATCH_CAPTURE_PENDING_H
#define LENSWATCH_CAPTURE_PENDING_H

#include "observation.h"

/* Begin with all zero. */
struct pending {
	struct activity *items;
	size_t count, room;
};

/* 0 or -ENOMEM. */
int pending_add(struct pending *pending, const struct activity *activity);
/* Hands over what began at `until_ns` or before. */
void pending_tell(struct pending *pending, uint64_t until_ns, const struct observer *observer);
void pending_free(struct pending *pending);

#endif
