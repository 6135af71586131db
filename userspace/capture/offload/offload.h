/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Flows that something forwards around us: compares what connection tracking counted with what the
 * source saw, and supplies the difference, marked as counted by hardware; says what nobody counts.
 * Called by watch/loop.c between one collecting of the source and the next.
 */
#ifndef LENSWATCH_CAPTURE_OFFLOAD_H
#define LENSWATCH_CAPTURE_OFFLOAD_H

#include "capture/offload/conntrack.h"
#include "capture/source.h"

struct offload;

struct offload_state {
	bool available;		     /* there is connection tracking */
	bool counting;		     /* ... and it counts bytes */
	uint32_t software, hardware; /* offloaded flows, of all devices, at the last look */
	uint32_t supplied;	     /* flows of ours that are counted from there now */
	uint64_t supplied_bytes;     /* so far */
	uint32_t unseen;	     /* flows of ours that are neither seen nor counted now */
	uint32_t one_way;	     /* flows of ours of which only answers are seen */
	bool unseen_ever, one_way_ever;
	/*
	 * Since when connections may be forwarded past an interface and are then not counted, so
	 * that one that ends between two looks is missed; 0: none may. And whether they ever could.
	 */
	uint64_t passing_ns;
	bool passing_ever;
};

/*
 * `conntrack` may be NULL: then there is nothing to supply. It is closed with the offload; where
 * this fails it stays the caller's. Call it before the program is attached: connections that are
 * there now are older than any flow, and what they carried before it is not told.
 */
int offload_create(struct conntrack *conntrack, struct offload **out);
void offload_destroy(struct offload *offload);
/*
 * Says anew past which interfaces connections are forwarded: those of `offload_pass` from here on.
 * `unknown`: there may be others. `changed_ns`: since when it may be so, 0 where nobody knows.
 */
void offload_pass_none(struct offload *offload, bool unknown, uint64_t changed_ns);
/*
 * Connections of devices on this interface are forwarded past it. `counted`: connection tracking
 * counts them, if it counts at all.
 */
void offload_pass(struct offload *offload, uint32_t interface, bool counted);
/*
 * Looks once, supplies to `source` what is missing there, and tells `observer` what nobody counts.
 * `now_ns` is the date. Call it once a second, right after the source was collected: what was
 * counted at its last look is compared with what the program has seen by then, never the other way
 * round, so no byte is told twice. It looks into connection tracking that often only while a flow
 * needs it, else every 5 s.
 */
void offload_poll(struct offload *offload, const struct source *source,
		  const struct observer *observer, uint64_t now_ns);
const struct offload_state *offload_state(const struct offload *offload);

#endif
