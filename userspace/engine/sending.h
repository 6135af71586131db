/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What is being sent now: episodes under way that already qualify as uploads, each told once while
 * it runs. Looks only: what is told when they end is the same with or without it. Called by the
 * engine.
 */
#ifndef LENSWATCH_SENDING_H
#define LENSWATCH_SENDING_H

#include "camera/device.h"
#include "geo/geography.h"
#include "upload/series.h"

typedef void sending_fn(void *context, const struct event_upload *upload);

/* Begins zeroed. */
struct sending {
	struct episode *reported; /* as far as they were when told; owned */
};

/* Frees what was reported; it may be used again. */
void sending_clear(struct sending *sending);
/*
 * Calls `each` with what `series` has sent so far, where that is an upload of `device` by now.
 * Strings live for the call.
 */
void sending_describe(const struct series *series, struct device *device,
		      struct geography *geography, sending_fn *each, void *context);
/* The same, once for each series, and not where a part of it was told before. */
void sending_begin(struct sending *sending, const struct series *series, struct device *device,
		   struct geography *geography, sending_fn *tell, void *context);
/*
 * Takes what was told and is over. Where no upload came of it the episode is returned, `final` and
 * the caller's to destroy; NULL where there is none (left).
 */
struct episode *sending_end(struct sending *sending);

#endif
