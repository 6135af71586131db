/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Interfaces past which connections may be forwarded, and the times for which nobody counts what
 * is. Of anybody: who was passed by for less than two looks leaves no trace. No clock, no kernel.
 * All zero is none. Called by capture/offload.c.
 */
#ifndef LENSWATCH_CAPTURE_PASSING_H
#define LENSWATCH_CAPTURE_PASSING_H

#include <stdbool.h>
#include <stdint.h>

#include "capture/source.h"

#define PASSING_INTERFACES 32U

struct passing_interface {
	uint32_t index;
	bool counted; /* by connection tracking, if that counts at all */
};

struct passing {
	uint32_t count;
	struct passing_interface interfaces[PASSING_INTERFACES];
	bool unknown;	      /* others may be passed too */
	uint64_t changed_ns;  /* when what is passed changed last; 0: at the start */
	uint64_t since_ns;    /* since when some may pass uncounted; 0: none may */
	uint64_t reported_ns; /* up to when it was told; 0: it is not so */
};

/* Begins anew with none; the others as of offload_pass_none. */
void passing_begin(struct passing *passing, bool unknown, uint64_t changed_ns);
void passing_add(struct passing *passing, uint32_t interface, bool counted);
/* NULL: nothing is forwarded past this one. */
const struct passing_interface *passing_find(const struct passing *passing, uint32_t interface);
/*
 * `counting`: connection tracking is there and counts. True: `loss` is to be told: from when it
 * could be to when it cannot be any more, in pieces of `every_ns` while it lasts. A change is when
 * it began where that is less than `rest_ns` ago.
 */
bool passing_weigh(struct passing *passing, bool counting, uint64_t rest_ns, uint64_t every_ns,
		   uint64_t now_ns, struct loss *loss);

#endif
