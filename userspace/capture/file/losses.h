/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What a pcapng file says of its own losses: its interface statistics blocks, which libpcap skips,
 * and which filter it was recorded with.
 * A walk over the block headers of bytes that pass by; called by stream.c, read by file.c.
 */
#ifndef LENSWATCH_CAPTURE_LOSSES_H
#define LENSWATCH_CAPTURE_LOSSES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define LOSSES_INTERFACES 64
#define LOSSES_BODY 1024
#define LOSSES_FILTER 96

/* Begin with all zero. */
struct losses {
	bool off; /* not pcapng, or a block that cannot be */
	bool begun, swapped;
	uint64_t skip;	/* bytes of the block still to pass */
	uint32_t type;	/* of the block being collected */
	uint32_t block; /* its whole length */
	uint32_t wanted, held;
	uint8_t body[LOSSES_BODY];
	uint64_t earlier; /* of the sections before this one */
	uint64_t dropped[LOSSES_INTERFACES];
	uint32_t described;		/* interfaces of this section */
	bool stated[LOSSES_INTERFACES]; /* of which it says how many were dropped */
	bool silent;			/* an interface of an earlier section said nothing */
	char filter[LOSSES_FILTER];	/* the first that is named; "" none */
};

/* The file's next bytes, in pieces of any size; and how many packets it says were dropped, so far.
 */
void losses_feed(struct losses *losses, const uint8_t *data, size_t size);
uint64_t losses_total(const struct losses *losses);
/* Whether every interface says how many were dropped: else the total is no more than a part. */
bool losses_known(const struct losses *losses);

#endif
