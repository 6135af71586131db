/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What all sources of observations have in common: the program in the kernel (kernel/), frames of
 * interfaces through libpcap (meter/), and capture files (house/files.c). Who has one asks it by
 * what is here, and never which one it is; but people are told by `way`. Times are dates in
 * nanoseconds. Called by house/ and watch/.
 */
#ifndef LENSWATCH_CAPTURE_SOURCE_H
#define LENSWATCH_CAPTURE_SOURCE_H

#include "observation.h"

/* A flow under account, with all that was counted of it so far. */
struct source_flow {
	struct flow_key key;
	uint32_t interface;
	uint64_t began_ns, last_ns; /* dates */
	uint64_t last_up_ns;	    /* likewise; 0: nothing went up */
	uint64_t bytes_up, bytes_down, packets_up, packets_down;
};

typedef void source_flow_fn(void *context, const struct source_flow *flow);

/* How much room a live source has left, and what it lost for want of it. */
struct source_load {
	uint32_t flows, flow_limit;
	uint32_t devices, cameras, ruled_out;
	uint64_t map_bytes; /* memory of the kernel's, as it accounts it (fdinfo memlock) */
	uint64_t samples_lost, stretches_lost, flows_refused, devices_refused;
};

enum source_way { SOURCE_FILES = 1, SOURCE_KERNEL, SOURCE_LIBPCAP };

/* What a source needs for as long as it runs, beside what it has open. */
enum source_right {
	SOURCE_NET_RAW = 1, /* new interfaces can be opened */
	SOURCE_BPF = 2,
};

/*
 * `self` is the source's own. Those from `frame` on are of some sources only: NULL does nothing,
 * and says nothing.
 */
struct source_ops {
	enum source_way way;
	void (*decide)(void *self, const struct device_key *device, enum device_state state);
	void (*finish)(void *self);
	const struct source_counters *(*counters)(void *self);
	void (*destroy)(void *self);
	void (*frame)(void *self, int link_type, uint64_t time_ns, const uint8_t *data,
		      uint32_t captured, uint32_t length);
	/* Of live ones: */
	int (*place)(void *self, uint32_t interface, unsigned rank);
	void (*leave)(void *self, uint32_t interface);
	int (*descriptor)(void *self);
	void (*read)(void *self);
	void (*pass)(void *self, uint64_t now_ns);
	void (*jump)(void *self, uint64_t from_ns, uint64_t to_ns);
	void (*each)(void *self, source_flow_fn *each, void *context);
	void (*supply)(void *self, const struct activity *activity);
	void (*load)(void *self, struct source_load *out);
	unsigned (*rights)(void *self);
};

struct source {
	const struct source_ops *ops; /* NULL: there is none yet */
	void *self;
};

/* "files", "kernel", "libpcap". */
const char *source_way_name(const struct source *source);
/* The engine's word on a device, seen before or not: what is ruled out is no longer accounted. */
void source_decide(const struct source *source, const struct device_key *device,
		   enum device_state state);
/* Nothing more comes: hands over all that is left, due or not. */
void source_finish(const struct source *source);
/* What passed so far; good until it is next asked. */
const struct source_counters *source_counters(const struct source *source);
/* Frees it; nothing where there is none. */
void source_destroy(struct source *source);
/*
 * A frame as libpcap gave it. Times may repeat or step back a little; a step back of over a second
 * is a loss.
 */
static inline void source_frame(const struct source *source, int link_type, uint64_t time_ns,
				const uint8_t *data, uint32_t captured, uint32_t length)
{
	source->ops->frame(source->self, link_type, time_ns, data, captured, length);
}
/*
 * This interface is watched; the frames that follow are of it. Where a packet passes several, those
 * of higher rank are believed: a bridge's port before the bridge. 0 or -errno.
 */
int source_place(const struct source *source, uint32_t interface, unsigned rank);
/* It is no more: its devices are counted wherever they send next, at once. */
void source_leave(const struct source *source, uint32_t interface);
/* Readable when source_read has something to do; -1: never. */
int source_descriptor(const struct source *source);
void source_read(const struct source *source);
/*
 * The date is `now_ns`, whether frames came or not: hands over what is due, in order of its first
 * upstream packet, then losses and the tick. Called twice a second.
 */
void source_pass(const struct source *source, uint64_t now_ns);
/* The clock was set, between these dates, for those that do not see it by themselves. */
void source_jump(const struct source *source, uint64_t from_ns, uint64_t to_ns);
/* Calls `each` for all flows, as of the last source_pass. */
void source_each(const struct source *source, source_flow_fn *each, void *context);
/* Queues bytes that somebody else counted, to be handed over in order. */
void source_supply(const struct source *source, const struct activity *activity);
/* All zero where it does not know. */
void source_tell_load(const struct source *source, struct source_load *out);
/* Bits of enum source_right. */
unsigned source_rights(const struct source *source);

#endif
