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
#include "flow/table.h"
#include "engine/listen.h"
#include "engine/owner.h"
#include "engine/presence.h"
#include "engine/sending.h"
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
	uint64_t crowded_ns; /* when it was last told that the table of devices is full */
	struct owner owner;
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
