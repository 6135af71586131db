/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the engine holds, for the two files that work on it: engine.c, which takes observations, and
 * query.c, which answers a daemon.
 */
#ifndef LENSWATCH_STATE_H
#define LENSWATCH_STATE_H

#include "camera/devices.h"
#include "engine/engine.h"
#include "flow/names.h"
#include "flow/flow_table.h"
#include "engine/listen.h"
#include "engine/owner.h"
#include "engine/presence.h"
#include "engine/sending.h"
#include "engine/taker.h"
#include "engine/traffic.h"
#include "upload/tracker.h"

struct engine {
	struct engine_config config;
	struct devices *devices;
	struct flow_table *flows;
	struct names *names;
	struct tracker *tracker;
	struct listener *listener;
	uint64_t now_ns;
	size_t waiting;
	struct device_key gateway; /* by whom cameras reach the outside; kind 0: not seen */
	uint64_t gathered_ns;	   /* when it was last looked for losses that were not told yet */
	/* The table of devices is full: what is not told yet; when it was last; who was crowded
	 * out. */
	uint64_t crowd_from_ns, crowd_to_ns, crowd_told_ns, crowded_out;
	struct owner owner;
	struct takers takers;
	struct presence presence;
	struct sending sending;
	struct event_summary summary;
	struct traffic traffic;
};

/* Hands an event over, with the capture's name. */
void engine_emit(struct engine *engine, struct event *event);
/* After every fact about a device, with the state it had before: acts where its verdict changed. */
void engine_settle(struct engine *engine, struct device *device, enum device_state before);

#endif
