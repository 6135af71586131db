/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Bursts and windows of what devices send, one packet after the other. The rule: upstream packets
 * of a device to one remote address less than 1 s apart are a burst, which counts from 1,500 bytes;
 * counted bursts no more than 10 s apart are a window, of all packets between its first and last
 * counted burst.
 */
#ifndef GENERATOR_TRACK_H
#define GENERATOR_TRACK_H

#include "address.h"

struct sums {
	uint64_t up, packets, down;
};

struct track_packet {
	uint16_t device;
	bool up;
	struct address remote;
	uint64_t time_ns;
	uint32_t length; /* IP bytes */
	uint32_t action;
};

struct track { /* one device and one remote address */
	uint16_t device;
	bool used, counted, open; /* counted: the burst is; open: a window is */
	struct address remote;
	uint32_t burst_action, window_action; /* of the first packet */
	uint64_t burst_start, burst_last;
	struct sums burst, window; /* since each began, up to now */
	uint64_t window_start, window_end;
	struct sums told; /* of the window, up to the last packet of its last counted burst */
	struct sums total;
};

struct tracks;

typedef void track_window_fn(void *context, const struct track *track); /* a window is over */

struct tracks *tracks_create(track_window_fn *over, void *context); /* NULL without memory */
void tracks_free(struct tracks *tracks);
void tracks_add(struct tracks *tracks, const struct track_packet *packet);
/* Ends all windows, as a clock that goes back does too. */
void tracks_end(struct tracks *tracks);
/* The next track from `*at` on, which is moved behind it; NULL at the end. */
const struct track *tracks_next(const struct tracks *tracks, size_t *at);

#endif
