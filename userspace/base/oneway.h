/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Connections of which one way alone is seen: acknowledgements come down for bytes that were never
 * seen going up. An acknowledgement stands for a segment at least, so a run of them with nothing
 * going up in between is never longer than all that went up before; one that is says that what is
 * acknowledged takes another way. Called by the engine, of a capture, and by capture/offload.c,
 * live, while the connection runs.
 */
#ifndef LENSWATCH_ONEWAY_H
#define LENSWATCH_ONEWAY_H

#include <stdbool.h>
#include <stdint.h>

#include "../bpf/flow.h"

/* What was under way when watching began is acknowledged by then: only what went before is in
 * flight. */
#define ONEWAY_SETTLED_NS (3 * UINT64_C(1000000000))

struct oneway {
	bool settled;		       /* watching had gone on for longer than that */
	uint64_t packets, bytes;       /* came down in a row */
	uint64_t packets_up, bytes_up; /* all that went up before */
};

/* Whether the run answers what was not seen to be sent. */
bool oneway_is(const struct flow_key *flow, const struct oneway *run);

#endif
