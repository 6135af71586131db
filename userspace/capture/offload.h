/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Flows that something forwards around us: compares what connection tracking counted with what the
 * program in the kernel saw, and supplies the difference, marked as counted by hardware. Called by
 * watch.c between kernel_collect and the next.
 */
#ifndef LENSWATCH_CAPTURE_OFFLOAD_H
#define LENSWATCH_CAPTURE_OFFLOAD_H

#include "capture/conntrack.h"
#include "capture/kernel.h"

struct offload;

struct offload_state {
	bool available;		     /* there is connection tracking */
	bool counting;		     /* ... and it counts bytes */
	uint32_t software, hardware; /* offloaded flows, of all devices, at the last look */
	uint32_t supplied;	     /* flows of ours that are counted from there now */
	uint64_t supplied_bytes;     /* so far */
};

/*
 * `conntrack` may be NULL: then there is nothing to supply. It is closed with the offload; where
 * this fails it stays the caller's. Call it before the program is attached: connections that are
 * there now are older than any flow, and what they carried before it is not told.
 */
int offload_create(struct conntrack *conntrack, struct offload **out);
void offload_destroy(struct offload *offload);
/*
 * Looks once and supplies to `kernel` what is missing there. `now_ns` is the date. Call it once a
 * second, right after kernel_collect: what was counted at its last look is compared with what the
 * program has seen by then, never the other way round, so no byte is told twice. It looks into
 * connection tracking that often only while a flow needs it, else every 5 s.
 */
void offload_poll(struct offload *offload, struct kernel *kernel, uint64_t now_ns);
const struct offload_state *offload_state(const struct offload *offload);

#endif
