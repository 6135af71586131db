/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The arithmetic of flows that hardware forwards: what connection tracking counted of a flow, less
 * what was seen of it, less what was made good before. No clock, no kernel. Called by offload.c.
 *
 * The two are never read at once, so what passes in between must not be taken for missed. What is
 * supplied is what was counted at one look less what was seen at the next: all that both know of is
 * in the later of the two, so no byte is ever told twice, and once the flow is silent the
 * difference is exact.
 */
#ifndef LENSWATCH_CAPTURE_SHORTFALL_H
#define LENSWATCH_CAPTURE_SHORTFALL_H

#include <stdbool.h>
#include <stdint.h>

#include "../bpf/account.h"

/*
 * A flow is missed where more was counted than seen, by more than so many bytes and a twentieth:
 * one that is not known to be forwarded past us, and one that may be, where the least that is ever
 * told of is a picture of 8 kB.
 */
#define SHORTFALL_LEAST_BYTES (64 * 1024)
#define SHORTFALL_LEAST_OFFLOADED (4 * 1024)
#define SHORTFALL_LEAST_PART 20

struct shortfall_figures {
	uint64_t bytes_up, bytes_down, packets_up, packets_down;
};

struct shortfall {
	struct shortfall_figures seen;	  /* by the program, since it knows the flow */
	struct shortfall_figures counted; /* by connection tracking, at the last look */
	/*
	 * What is not to be compared, or was made good. All four wrap: they are added to and
	 * subtracted from, and only differences are taken for numbers.
	 */
	struct shortfall_figures settled;
	bool known;    /* connection tracking counted it once */
	bool supplied; /* from here on what is missed is made good */
};

/* All that was seen of the flow so far. */
void shortfall_see(struct shortfall *shortfall, const struct shortfall_figures *seen);
/* The program forgot the flow, and counts from 0 where it comes back. */
void shortfall_forget(struct shortfall *shortfall);
/*
 * All that was counted, read after what was last seen. `earlier`: the connection is older than the
 * flow, so nothing from before its first look is missed.
 */
void shortfall_count(struct shortfall *shortfall, const struct shortfall_figures *counted,
		     bool earlier);
/*
 * Called with what is seen anew, and what was counted the look before. `least`: it is missed where
 * more bytes than that are, and a twentieth of all; 0: where any are. True: `out` is to be
 * supplied, and has upstream bytes. What came down waits until something went up.
 */
bool shortfall_take(struct shortfall *shortfall, uint64_t least, struct shortfall_figures *out);

/*
 * Into how many stretches what passed from `first_ns` to `last_ns` is cut: none is as long as
 * ACCOUNT_STRETCH_NS, so that no gap inside one is. Each has a byte at least.
 */
unsigned int shortfall_pieces(uint64_t first_ns, uint64_t last_ns, uint64_t bytes_up);
/* Piece `index` of `count`: the pieces' sums are those of `figures`, and no nanosecond is left out.
 */
void shortfall_piece(const struct shortfall_figures *figures, uint64_t first_ns, uint64_t last_ns,
		     unsigned int count, unsigned int index, struct account_stretch *out);

#endif
