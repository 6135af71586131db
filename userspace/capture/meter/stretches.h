/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The flows under account and their open stretches, oldest first. Capped: flows that were idle
 * longest make room, but never one whose stretch is still open. Called by the meter.
 */
#ifndef LENSWATCH_CAPTURE_STRETCHES_H
#define LENSWATCH_CAPTURE_STRETCHES_H

#include "../bpf/copies.h"
#include "packet/holes.h"
#include "observation.h"

#define STRETCHES_NONE UINT32_MAX

struct metered_sums {
	uint64_t bytes_up, bytes_down, packets_up, packets_down;
};

struct metered_flow {
	struct flow_key key;
	uint32_t serial;	 /* changes when the slot is given to another flow */
	uint32_t interface;	 /* of its newest packet */
	uint32_t previous, next; /* in the list of open stretches */
	uint32_t used_s;
	uint64_t began_ns, last_ns; /* its first and last packet */
	uint64_t last_up_ns;	    /* 0: nothing went up */
	struct metered_sums closed; /* of the stretches that ended */
	uint8_t listed;
	uint8_t held;	    /* keeps its slot: what it holds back is still to be told */
	uint8_t samples[2]; /* taken so far: down, up */
	uint8_t recent_at[2];
	bool apart; /* counted at `interface`, wherever its device is */
	struct account_flow account;
	struct holes holes;
	struct copies_recent recent[2][COPIES_RECENT];
};

struct stretches;
typedef void stretch_fn(void *context, const struct metered_flow *flow,
			const struct account_stretch *stretch);

/* For so many flows; `closed` is called with each stretch that ends. 0 or -ENOMEM. */
int stretches_create(uint32_t limit, stretch_fn *closed, void *context, struct stretches **out);
void stretches_destroy(struct stretches *stretches);
/* Finds the flow or makes it. STRETCHES_NONE where no room can be made. */
uint32_t stretches_find(struct stretches *stretches, const struct flow_key *key, uint32_t now_s);
/* The flow, or STRETCHES_NONE. */
uint32_t stretches_look(const struct stretches *stretches, const struct flow_key *key);
/* It was used: called for each of its packets. */
void stretches_use(struct stretches *stretches, uint32_t index, uint32_t now_s);
/* Whether it keeps its slot though it is idle. */
void stretches_hold(struct stretches *stretches, uint32_t index, bool held);
struct metered_flow *stretches_at(struct stretches *stretches, uint32_t index);
void stretches_up(struct stretches *stretches, uint32_t index, uint64_t now_ns, uint32_t length);
/* What went up last, of so many bytes, was a TCP segment without payload. */
void stretches_bare(struct stretches *stretches, uint32_t index, uint32_t length);
void stretches_down(struct stretches *stretches, uint32_t index, uint64_t now_ns, uint32_t length);
/* Closes every stretch that is due at `now_ns`, in order of their first upstream packet. */
void stretches_flush(struct stretches *stretches, uint64_t now_ns);
/* Calls `each` for all flows there are. */
void stretches_each(const struct stretches *stretches,
		    void (*each)(void *context, const struct metered_flow *flow), void *context);
/* Closes all, due or not, and hands over downstream packets that no upstream one followed. */
void stretches_finish(struct stretches *stretches);

#endif
