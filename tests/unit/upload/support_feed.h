/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A tracker fed by script: packets of one camera by time, address, port and way, accounted as a
 * source does.
 */
#ifndef LENSWATCH_TESTS_SUPPORT_FEED_H
#define LENSWATCH_TESTS_SUPPORT_FEED_H

#include "capture/meter/stretches.h"
#include "support.h"
#include "upload/tracker.h"

#define FEED_NAMES 8

struct feed {
	struct stretches *stretches;
	struct tracker *tracker;
	struct flow names[FEED_NAMES]; /* what is known of the flows by local port */
	size_t name_count;
	size_t count;
	struct episode *episodes[64]; /* in the order they were told; owned */
	uint64_t rest_bytes;	      /* of episodes of which no record was made */
	uint64_t now_ns, ticked_ns;
};

/* Keeps a record; what feed_open gives the tracker. */
episode_fn feed_episode;
rest_fn feed_rest;
void feed_open(struct feed *feed);
void feed_close(struct feed *feed);
/* Flows from this local port are to `host` by that rule (either may be NULL). */
void feed_name(struct feed *feed, uint16_t local_port, const char *host,
	       const struct rule_host *rule);
/* `time_ns` counts from START; `remote` is the last byte of 198.51.100.0/24. */
void feed_packet(struct feed *feed, uint64_t time_ns, uint8_t remote, uint16_t local_port, bool up,
		 uint32_t length);
static inline void feed_up(struct feed *feed, uint64_t time_ns, uint32_t length)
{
	feed_packet(feed, time_ns, 1, 1000, true, length);
}
static inline void feed_down(struct feed *feed, uint64_t time_ns, uint32_t length)
{
	feed_packet(feed, time_ns, 1, 1000, false, length);
}
/* 120,000 bytes up within 0.8 s: footage. */
void feed_footage(struct feed *feed, uint64_t time_ns, uint8_t remote, uint16_t local_port);
/* Time passes with ticks up to `time_ns`. */
void feed_pass(struct feed *feed, uint64_t time_ns);
void feed_finish(struct feed *feed);

#endif
