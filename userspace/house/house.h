/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A house: home, protocol, engine, gate and sinks, joined here alone and for captures and a daemon
 * alike. A source tells the engine what it sees; what comes of it goes through the gate to the
 * sinks; what is ruled out goes back to the source. Made by replay.c and watch/watch.c.
 */
#ifndef LENSWATCH_HOUSE_H
#define LENSWATCH_HOUSE_H

#include <stdio.h>

#include "capture/source.h"
#include "engine/engine.h"
#include "ledger/ledger.h"
#include "output/output.h"
#include "promise/gate.h"
#include "slice/slices.h"

/*
 * Who keeps a house's history. What to do where it cannot be written is theirs: a replay ends and
 * is run again, a daemon lets wait what it has told.
 */
struct house_keeper {
	void *context;
	/* Adds the event. What cannot be kept they tell by themselves. */
	void (*keep)(void *context, const struct event *event);
	/* The device is no camera: what waits of it is dropped. */
	void (*dismiss)(void *context, const struct device_key *device);
	/* Where headers are noted; NULL: nowhere now, and none are kept. */
	struct ledger *(*ledger)(void *context);
	/* It cannot be written now, which was told. */
	bool (*failing)(void *context);
};

/* All of it is borrowed, and lives as long as the house. */
struct house_config {
	const struct rules *rules;   /* of the start, see house_reload */
	const char *protocols;	     /* a file for nDPI, made from the rules */
	struct geography *geography; /* may be empty, never NULL */
	const char *capture;	     /* for the events; NULL: live */
	const char *options;	     /* what bears on the result, as the run record tells it */
	size_t prefix_count;	     /* what is home, as the owner said */
	const struct prefix *prefixes;
	size_t declared_count; /* what is a camera, likewise; at most ENGINE_DECLARED */
	const struct engine_declared *declared;
	const struct promise_list *promises; /* what all of it is held against */
	struct output_options output;
	FILE *file;		      /* the output goes there */
	struct rule_thresholds usual; /* an experiment (engine_config) */
	bool all;		      /* what is told as no upload, too, and why (engine_config) */
	bool traffic;	     /* a history is wanted: each camera's traffic is told by the hour */
	const char *headers; /* the folder in which slices are kept (slice/shelf.h); NULL: none */
	uint64_t headers_limit;	    /* bytes of all */
	struct house_keeper keeper; /* `keep` NULL: no history */
	/* Sees each event before the sinks do; NULL: nobody. */
	void (*notice)(void *context, const struct event *event);
	/* Hears each event once the history has it; NULL: nobody. */
	void (*heard)(void *context, const struct event *event);
	/* The output failed for the first time: nobody hears what is told; NULL: so be it. */
	void (*unheard)(void *context);
	void *context; /* of all three */
};

/* What is in it is read, and the home learnt from, by who made it. */
struct house {
	struct house_config config;
	struct home *home;
	struct protocol *protocol;
	struct engine *engine;
	struct source source;  /* see house_attach */
	struct gate gate;      /* between the engine and the sinks */
	struct slices *slices; /* NULL: no headers are kept */
	struct output *output;
	int output_error; /* the first; 0: none */
};

/* 0 or -errno, told where it is of the headers. In either case `house_close` frees all. */
int house_open(const struct house_config *config, struct house *house);
void house_close(struct house *house);
/* From now on this source is the house's, which frees it; one before it was freed. */
void house_attach(struct house *house, struct source source);
/* It is freed, and another may take its place. */
void house_detach(struct house *house);
/* What this run is: versions, rules, options. Strings are borrowed. */
void house_run(const struct house *house, struct event *out);
/* An event of the maker's own, past the gate: of a run. */
void house_tell(struct house *house, const struct event *event);
/* A frame, for the source and the headers. */
void house_frame(struct house *house, int link_type, uint64_t time_ns, const uint8_t *data,
		 uint32_t captured, uint32_t length);
/* The same for the headers alone: the source saw it by itself. */
void house_headers(struct house *house, int link_type, uint64_t time_ns, const uint8_t *data,
		   uint32_t captured, uint32_t length);
/* A declared camera that this history knows, or NULL, may be off: its silence leaves no doubt. */
void house_recall(const struct house *house, struct ledger *ledger);
/* Rules read anew; the old ones must stay as long as the house. */
void house_reload(struct house *house, const struct rules *rules);
/* Nothing more comes: the source hands over what it has, and all that is open and the summary are
 * told. */
void house_finish(struct house *house);
/* Writes what the output holds. 0, or the first -errno of all writes, told on stderr. */
int house_end(struct house *house);

#endif
