/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What a source of observations says of itself. The meter counts it, the engine tells it in the
 * summary.
 */
#ifndef LENSWATCH_CAPTURE_SOURCE_H
#define LENSWATCH_CAPTURE_SOURCE_H

#include "flow/home.h"
#include "observation.h"

/* A flow under account, with all that was counted of it so far. */
struct source_flow {
	struct flow_key key;
	uint32_t interface;
	uint64_t began_ns, last_ns; /* dates */
	uint64_t last_up_ns;	    /* likewise; 0: nothing went up */
	uint64_t bytes_up, bytes_down, packets_up, packets_down;
};

typedef void source_flow_fn(void *context, const struct source_flow *flow);

/* A live source as offload.c knows it: kernel_each and kernel_supply, or the meter's. */
struct source {
	void *source;
	void (*each)(void *source, source_flow_fn *each, void *context);
	void (*supply)(void *source, const struct activity *activity);
	struct observer observer; /* for losses */
};

#endif
