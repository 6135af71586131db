/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What a source tells the engine: activities, samples, ticks and losses. Nothing above a source
 * sees a frame, clock or socket.
 *
 * Times are nanoseconds since 1970 UTC, never 0. A source hands over samples the moment they pass
 * and activities in order of their first upstream packet, a second or more later; so the names and
 * signatures of a flow are known before its bytes are. Ticks carry time on where nothing happens.
 */
#ifndef LENSWATCH_OBSERVATION_H
#define LENSWATCH_OBSERVATION_H

#include "../bpf/account.h"
#include "../bpf/flow.h"
#include "packet/packet.h"

struct activity {
	struct flow_key flow;
	uint32_t interface;
	struct account_stretch stretch;
	/* Counted by hardware that forwards by itself: its times are those of two looks at it. */
	bool hardware;
};

/* A whole packet as it passed. `packet` and what it points to live only during the call. */
struct sample {
	uint64_t time_ns;
	uint64_t began_ns; /* when the flow's first packet passed, sampled or not */
	/* flow.device.kind is 0 for packets that belong to no flow (ARP, NDP, ...). */
	struct flow_key flow;
	bool upstream; /* from the device */
	bool first;    /* the first packet of this flow that is sampled */
	/* Who sent it, by MAC, or by address where there is none; kind 0: unknown. */
	struct device_key sender;
	/* To whom on this link; kind 0: unknown or a group. */
	struct device_key target;
	const struct packet *packet;
};

enum loss_kind {
	LOSS_CAPTURE = 1, /* the capture says that packets were dropped before it */
	LOSS_CUT,	  /* the file ends inside a packet */
	LOSS_TABLE,	  /* a table was full */
	LOSS_CLOCK,	  /* the clock was set: all times before are of another clock */
	LOSS_NIC,	  /* a network card dropped packets */
	LOSS_INTERFACE,	  /* an interface was away */
	LOSS_OFFLOAD,	  /* connections are forwarded past the source, and nobody counts them */
	LOSS_ONE_WAY,	  /* answers come down to what was never seen going up */
	LOSS_UNSEEN,	  /* a connection's own numbers show that more went up than was seen */
	LOSS_UNREAD,	  /* frames were there that are not looked into */
};

struct loss {
	enum loss_kind kind;
	uint64_t from_ns, to_ns; /* when nothing better is known both are the time it was noticed */
	uint64_t packets;	 /* how many, 0 unknown */
	uint64_t bytes;		 /* 0 unknown */
	const char *reason;	 /* a sentence's worth of words, lives for ever */
	const struct device_key *device; /* whose it was alone; NULL: anybody's */
};

/* Where observations go. */
struct observer {
	void *context;
	void (*activity)(void *context, const struct activity *activity);
	void (*sample)(void *context, const struct sample *sample);
	void (*tick)(void *context, uint64_t now_ns);
	void (*loss)(void *context, const struct loss *loss);
	/* Asked once when a device is first seen; later changes come by engine_config's decide. */
	enum device_state (*state)(void *context, const struct device_key *device);
};

#define SOURCE_STRANGE 4

/* What a source counted of what passed it. */
struct source_counters {
	uint64_t packets; /* frames */
	uint64_t ip_packets;
	uint64_t bytes; /* IP bytes */
	uint64_t first_ns, last_ns;
	uint64_t copies;     /* frames seen before, skipped */
	uint64_t unreadable; /* malformed or cut before the addresses */
	uint64_t not_ip;
	uint64_t outside;    /* IP packets of which neither end is at home */
	uint64_t lost;	     /* what the source says it lost */
	bool losses_unknown; /* a file that cannot say whether packets were lost */
	bool filtered;	     /* a file that was recorded with a filter */
	size_t strange_count;
	struct prefix
		strange[SOURCE_STRANGE]; /* networks that look like this home's (strangers.h) */
};

#endif
