/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What one episode, or a part of one, was: sums and names only, no verdict. The track room makes
 * it, the judge turns it into an event; that of an undecided device waits in between.
 */
#ifndef LENSWATCH_UPLOAD_EPISODE_H
#define LENSWATCH_UPLOAD_EPISODE_H

#include "event.h"
#include "flow/marks.h"
#include "observation.h"
#include "packet/signature.h"
#include "rules/rules.h"

/* What the flows of an episode moved that took more than they sent: a download beside an upload. */
struct episode_fetched {
	uint64_t bytes_up, bytes_down, packets_up;
};

struct episode_sums {
	uint64_t first_ns, last_ns; /* upstream packets */
	uint64_t bytes_up, bytes_down;
	uint64_t packets_up, packets_down;
	uint64_t passed_up; /* of the bytes up, those that were accounted for as they passed */
	uint32_t largest;   /* upstream packet */
	uint32_t merged;
	uint32_t hardware; /* stretches that hardware counted: their times are rough */
	uint32_t bursts;
	uint64_t largest_burst;		/* bytes */
	uint32_t seconds;		/* stretches, about a second each */
	double square;			/* sum of their squared bytes: for steadiness */
	struct episode_fetched fetched; /* of an episode as a whole, never of a part */
};

/* Adds `part`, which came later, to `sum`, which may be zeroed. */
void episode_sums_add(struct episode_sums *sum, const struct episode_sums *part);

/* What was decided on a series: its episodes share it, which may wait and are judged one by one. */
struct episode_decision {
	unsigned holders;
	uint32_t parts_reported;
	bool begun; /* it was told while it ran (sending.c) */
};

/* With one holder; NULL where memory is short. */
struct episode_decision *episode_decision_create(void);
struct episode_decision *episode_decision_hold(struct episode_decision *decision);
void episode_decision_release(struct episode_decision *decision);

struct episode {
	struct device_key device;
	enum flow_scope scope;
	char id[EVENT_ID], series[EVENT_ID];
	uint32_t part;
	bool final;
	struct episode_sums now;   /* this part */
	struct episode_sums whole; /* the episode so far */
	uint8_t protocol_number;   /* IPPROTO_* of the flow with most bytes */
	uint16_t remote_port;
	size_t address_count;
	struct address addresses[EVENT_ADDRESSES];
	struct address local;
	size_t flow_count;
	struct event_flow flows[EVENT_FLOWS];
	char *host; /* owned, or NULL */
	enum host_source host_source;
	const struct rule_host *rule;
	const struct rule_thresholds *usual; /* see footage_thresholds(); or NULL */
	enum signature signature;
	bool borrowed;	 /* the name is of another flow to that address than most of it */
	bool beyond;	 /* see struct flow */
	bool behind_vpn; /* the other end is reached through a VPN of the machine that watched */
	struct marks marks;
	char protocol[32], application[32];
	struct episode_decision *decision; /* held, or NULL: then it stands alone */
	bool lossy;			   /* packets were lost while it ran */
	struct episode *next;
};

/* Frees it with its host, and lets go of its decision. NULL is fine. */
void episode_destroy(struct episode *episode);

#endif
