/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The engine: observations in, events out. One a house. It joins the rooms flow, camera, upload and
 * destination, and knows no packet source, clock, file or socket. Same observations, same events.
 * Made by house/house.c.
 */
#ifndef LENSWATCH_ENGINE_H
#define LENSWATCH_ENGINE_H

#include "geo/geography.h"
#include "event.h"
#include "flow/home.h"
#include "flow/protocol.h"
#include "observation.h"
#include "rules/rules.h"

#define ENGINE_DECLARED 64

struct engine_declared { /* a camera the user declared */
	struct device_key device;
	const char *name; /* NULL where none was given */
};

/* How many of each there is room for. */
struct engine_room {
	uint32_t flows, inspections, tracks, names, devices;
};

struct engine_config {
	const struct rules *rules;
	struct geography *geography; /* may be empty, never NULL */
	struct protocol *protocol;
	struct home *home;   /* the engine adds what it learns */
	const char *capture; /* for the events; NULL live */
	size_t declared_count;
	struct engine_declared declared[ENGINE_DECLARED];
	event_fn *emit;
	void *emit_context;
	/*
	 * Live: an episode that qualifies is told while it runs, and who is heard but not on the
	 * path; and tables are as large as a router can bear, not as a long capture needs.
	 */
	bool live;
	struct engine_room room;      /* for tests, which make many; all 0: as `live` asks for */
	struct rule_thresholds usual; /* an experiment: in place of footage.h's, where not 0 */
	/* What is not told as an upload is told with why, and all devices at the end. */
	bool all;
	/* A history is kept: what each camera sends is told by the hour as well (EVENT_TRAFFIC). */
	bool traffic;
	/* Tells the source of a device's new state. */
	void (*decide)(void *context, const struct device_key *device, enum device_state state);
	void *decide_context;
};

struct engine;

/* 0, -ENOMEM; -ENOTSUP: `all` is asked of a program without. */
int engine_create(const struct engine_config *config, struct engine **out);
void engine_destroy(struct engine *engine);
/* The observer a source writes to. */
struct observer engine_observer(struct engine *engine);
/* Nothing more comes: closes all episodes and tells the summary, with what the source counted. */
void engine_finish(struct engine *engine, const struct source_counters *counters);

/* What a daemon asks of the engine it runs, and tells it. */

/* A device that is a camera, or was dismissed as one. */
struct engine_camera {
	struct event_camera camera;
	bool dismissed;	   /* the owner said it is none */
	bool confirmed;	   /* the owner said it is one */
	bool off_path;	   /* it is heard, but nothing it sends to outside passes here */
	uint64_t heard_ns; /* when anything of it was last seen */
	uint64_t sent_ns;  /* when it last sent to outside; 0 never */
	uint64_t bytes_up; /* to outside, so far */
	uint64_t uploads;  /* told of it so far */
	uint64_t upload_bytes;
};

/* What the summary would say now; it names neither prefixes nor who is absent. */
void engine_summarize(const struct engine *engine, const struct source_counters *counters,
		      struct event_summary *out);
/* Whether a device that is not this machine was seen to send anything out of the home. */
bool engine_passes(const struct engine *engine);
/* Events and strings live during the call. */
void engine_each_camera(struct engine *engine,
			void (*each)(void *context, const struct engine_camera *camera),
			void *context);
/* A device of the home that is no camera, as far as is known. */
struct engine_other {
	struct event_camera
		device; /* .withdrawn: why, where it is ruled out; else it is undecided */
	uint64_t heard_ns, bytes_up;
};
/* Events and strings live during the call. */
void engine_each_other(struct engine *engine,
		       void (*each)(void *context, const struct engine_other *other),
		       void *context);
/*
 * The key by which a device is known that uses that MAC or address: its MAC, where it has one.
 * False: no such device was seen, and `*own` is `*said`.
 */
bool engine_key(struct engine *engine, const struct device_key *said, struct device_key *own);
/* What is being sent now: every open episode that already qualifies, as EVENT_UPLOADING tells it.
 */
void engine_each_sending(struct engine *engine,
			 void (*each)(void *context, const struct event_upload *upload),
			 void *context);
/*
 * The owner's word: it is a camera (with that name, where not NULL), or it is not. By MAC or by an
 * address it uses. 0; -ENOENT where no such device was seen: the word waits for it; -ENOSPC.
 */
int engine_confirm(struct engine *engine, const struct device_key *device, const char *name);
/*
 * How many devices the owner calls so, seen or not yet; `out` is the last of them. What calls
 * itself so is none.
 */
unsigned engine_called(const struct engine *engine, const char *name, struct device_key *out);
int engine_dismiss(struct engine *engine, const struct device_key *device);
/* The name that the owner gave is taken back; the rest of the word stays. 0; -ENOENT: there is
 * none. */
int engine_unname(struct engine *engine, const struct device_key *device);
/*
 * The owner erased the camera of that MAC, address or name from the history: what was counted of it
 * is not told any more. What it sends from now on is.
 */
void engine_forget(struct engine *engine, const char *device);
/*
 * What the owner wrote down of a device, seen or not: also an address waits for whoever uses it. 0
 * or -ENOSPC.
 */
int engine_declare(struct engine *engine, const struct device_key *device, bool camera,
		   const char *name);
/*
 * Asks of each camera that the owner declared and that was not seen whether it is known from
 * before, by its MAC or address: it may be off, and was not mistyped.
 */
void engine_recall(struct engine *engine, bool (*knows)(void *context, const char *device),
		   void *context);
/* This machine: it is no camera, and its silence says nothing. */
void engine_own(struct engine *engine, const struct device_key *device);
/* Rules read anew: open episodes go on. The old ones must stay in memory as long as the engine. */
void engine_reload(struct engine *engine, const struct rules *rules);

#endif
