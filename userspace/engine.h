/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The engine: observations in, events out. One a house. It joins the rooms flow, camera, upload and
 * destination, and knows no packet source, clock, file or socket. Same observations, same events.
 * Made by house.c.
 */
#ifndef LENSWATCH_ENGINE_H
#define LENSWATCH_ENGINE_H

#include "destination/geography.h"
#include "event.h"
#include "flow/home.h"
#include "flow/protocol.h"
#include "observation.h"
#include "rules/rules.h"

#define ENGINE_TOLD 64

struct engine_told { /* a camera the user declared */
	struct device_key device;
	const char *name; /* NULL where none was given */
};

struct engine_config {
	const struct rules *rules;
	struct geography *geography; /* may be empty, never NULL */
	struct protocol *protocol;
	struct home *home;   /* the engine adds what it learns */
	const char *capture; /* for the events; NULL live */
	size_t told_count;
	struct engine_told told[ENGINE_TOLD];
	event_fn *emit;
	void *emit_context;
	/* Tells the source of a device's new state. */
	void (*decide)(void *context, const struct device_key *device, enum device_state state);
	void *decide_context;
};

struct engine;
struct source_counters;

int engine_create(const struct engine_config *config, struct engine **out); /* 0 or -ENOMEM */
void engine_destroy(struct engine *engine);
/* The observer a source writes to. */
struct observer engine_observer(struct engine *engine);
/* Nothing more comes: closes all episodes and tells the summary, with what the source counted. */
void engine_finish(struct engine *engine, const struct source_counters *counters);

#endif
