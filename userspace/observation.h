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

/*
 * Why something was not seen. Records say it by the words of `cause_name` (event.h), sentences are
 * made of it by words/gap.h alone. The first are told by sources, those from CAUSE_OFF_PATH on by
 * the engine and the history.
 */
enum cause {
	CAUSE_UNKNOWN = 0,
	CAUSE_CAPTURE_DROPPED, /* the capture says that packets were dropped before it */
	CAUSE_FILE_CUT,	       /* the file ends inside a packet */
	CAUSE_FILE_BROKEN,     /* the rest of it could not be read */
	CAUSE_FLOWS_FULL,
	CAUSE_DEVICES_FULL,
	CAUSE_CROWDED, /* so many devices that not all were looked at */
	CAUSE_SAMPLES_LOST,
	CAUSE_STRETCHES_LOST,
	CAUSE_CLOCK_SET, /* all times before are of another clock */
	CAUSE_CLOCK_BACK,
	CAUSE_CARD_DROPPED, /* a network card dropped packets */
	CAUSE_READ_LATE,    /* libpcap's buffer was full */
	CAUSE_INTERFACE_WENT,
	CAUSE_INTERFACE_AWAY,
	CAUSE_TAKEN_OFF, /* the program in the kernel, by another program */
	CAUSE_OUTSIDE,	 /* what is watched lies outside the home */
	/* Forwarded past the source, and nobody counts it: */
	CAUSE_FORWARDED,
	CAUSE_FORWARDED_OLDER,	 /* connections that are older than this run */
	CAUSE_FORWARDED_PERHAPS, /* those of which no trace would be left */
	CAUSE_FORWARDED_UNHEARD, /* word of changes was lost */
	CAUSE_ONE_WAY,		 /* answers come down to what was never seen going up */
	CAUSE_HOLES,		 /* a connection's own numbers show that more went up */
	CAUSE_STRAY,		 /* sent from an address that is not known to be the home's */
	/* Frames that are not looked into: */
	CAUSE_UNREAD,
	CAUSE_UNREAD_SWITCH,
	CAUSE_UNREAD_BATMAN,
	CAUSE_UNREAD_MPLS,
	CAUSE_UNREAD_MACSEC,
	CAUSE_UNREAD_TAGGED,
	CAUSE_UNREAD_CUT,
	CAUSE_UNREAD_MIRROR,
	CAUSE_HOME_UNKNOWN, /* IPv6 whose home is not known */
	/* Heard, but not on the path: of one device, or of all. */
	CAUSE_OFF_PATH,
	CAUSE_OFF_PATH_CAPTURE,
	CAUSE_ONE_DIRECTION,
	CAUSE_NONE_ON_PATH,
	CAUSE_NONE_ON_PATH_CAPTURE,
	CAUSE_UNEXPLAINED, /* it was seen, and may have been footage */
	CAUSE_BEYOND,	   /* it went through the router to a network that may be at home */
	CAUSE_NAMESAKE,	   /* another device uses its address */
	CAUSE_ONWARD,	   /* who took its stream at home sent something on */
	CAUSE_UNWRITTEN,   /* the history could not be written */
	CAUSES,
};

struct loss {
	enum cause cause;
	uint64_t from_ns, to_ns; /* when nothing better is known both are the time it was noticed */
	uint64_t packets;	 /* how many, 0 unknown */
	uint64_t bytes;		 /* 0 unknown */
	const char *interface;	 /* by name, NULL: of no single one */
	const struct device_key *device; /* whose it was alone; NULL: anybody's */
};

/* Where observations go. */
struct observer {
	void *context;
	void (*activity)(void *context, const struct activity *activity);
	void (*sample)(void *context, const struct sample *sample);
	void (*tick)(void *context, uint64_t now_ns);
	/* A capture: nothing came until then, but time is still that of the last tick. */
	void (*silence)(void *context, uint64_t until_ns);
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
