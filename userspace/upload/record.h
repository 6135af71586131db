/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What one episode, or a part of one, was: sums and names only, no verdict. The track room makes
 * it, the judge turns it into an event; that of an undecided device waits in between.
 */
#ifndef LENSWATCH_UPLOAD_RECORD_H
#define LENSWATCH_UPLOAD_RECORD_H

#include "event.h"
#include "flow/marks.h"
#include "observation.h"
#include "packet/signature.h"
#include "rules/rules.h"

/* What the flows of an episode moved that took more than they sent: a download beside an upload. */
struct tally_fetched {
	uint64_t bytes_up, bytes_down, packets_up;
};

struct tally {
	uint64_t first_ns, last_ns; /* upstream packets */
	uint64_t bytes_up, bytes_down;
	uint64_t packets_up, packets_down;
	uint64_t small_up; /* of the bytes up, those of stretches that are no burst alone */
	uint32_t largest;  /* upstream packet */
	uint32_t merged;
	uint32_t hardware; /* stretches that hardware counted: their times are rough */
	uint32_t bursts;
	uint64_t largest_burst;	      /* bytes */
	uint32_t seconds;	      /* stretches, about a second each */
	double square;		      /* sum of their squared bytes: for steadiness */
	struct tally_fetched fetched; /* of an episode as a whole, never of a part */
};

void tally_add(struct tally *sum, const struct tally *part);

/* What was decided on a series: its records share it, which may wait and are judged one by one. */
struct verdict {
	unsigned holders;
	uint32_t parts_told;
	bool begun; /* it was told while it ran (sending.c) */
};

/* With one holder; NULL where memory is short. */
struct verdict *verdict_create(void);
struct verdict *verdict_hold(struct verdict *verdict);
void verdict_release(struct verdict *verdict);

struct record {
	struct device_key device;
	enum flow_scope scope;
	char id[EVENT_ID], series[EVENT_ID];
	uint32_t part;
	bool final;
	struct tally now;	 /* this part */
	struct tally whole;	 /* the episode so far */
	uint8_t protocol_number; /* IPPROTO_* of the flow with most bytes */
	uint16_t remote_port;
	size_t address_count;
	struct address addresses[EVENT_ADDRESSES];
	struct address local;
	size_t flow_count;
	struct event_flow flows[EVENT_FLOWS];
	char *host; /* owned, or NULL */
	enum host_source host_source;
	const struct rule_host *rule;
	enum signature signature;
	bool behind_vpn; /* the other end is reached through a VPN of the machine that watched */
	struct marks marks;
	char protocol[32], application[32];
	struct verdict *verdict; /* held, or NULL: then it stands alone */
	bool lossy;		 /* packets were lost while it ran */
	struct record *next;
};

void record_destroy(struct record *record);

#endif
