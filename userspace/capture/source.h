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

/* What a source counted of what passed it. */
struct source_counters {
	uint64_t packets; /* frames */
	uint64_t ip_packets;
	uint64_t bytes; /* IP bytes */
	uint64_t first_ns, last_ns;
	uint64_t copies;     /* frames seen before, skipped */
	uint64_t unreadable; /* malformed or cut before the addresses */
	uint64_t not_ip;
	uint64_t outside; /* IP packets of which neither end is at home */
	uint64_t lost;	  /* what the source says it lost */
};

#endif
