/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * All that each camera sends to outside, whatever it is, summed up to every full hour (UTC) of
 * packet time: with it a history can say of a time without uploads how little left in it. Told as
 * EVENT_TRAFFIC where engine_config asks for it. Called by the engine.
 */
#ifndef LENSWATCH_TRAFFIC_H
#define LENSWATCH_TRAFFIC_H

#include <stdbool.h>
#include <stdint.h>

struct activity;
struct device;
struct engine;

/* The hour under count, of a house. Begins zeroed. */
struct traffic {
	uint64_t from_ns;	       /* 0: nothing was observed yet */
	uint64_t until_ns;	       /* the full hour at which it ends */
	uint64_t seen_ns;	       /* when anything was last observed */
	uint64_t began_ns, longest_ns; /* ... first, and the longest silence that was no hole */
	struct traffic_silence {
		uint64_t from_ns, to_ns;
		uint64_t until_ns; /* by then what was going on before goes on, if it does */
	} silence;		   /* one that may be a hole; zero: none */
	bool lossy;		   /* packets were lost in it */
};

/*
 * Something was observed, of anybody: what is counted is counted from then on. After a long silence
 * it is counted anew, as nothing shows that anybody looked meanwhile.
 */
void traffic_observe(struct engine *engine, uint64_t now_ns);
/* Before the tracker takes it; `device` is who sent or took it, the scope is outside. */
void traffic_count(struct engine *engine, struct device *device, const struct activity *activity);
/* Of a flow to outside that began then there is more. */
void traffic_go_on(struct engine *engine, uint64_t began_ns);
/* The device was ruled out till now, and not counted. */
void traffic_restart(struct device *device, uint64_t now_ns);
/* What was counted of it is gone, and nothing is told of it before it sends again. */
void traffic_forget(struct device *device);
/* Everything up to `now_ns` less a stretch has been handed over. */
void traffic_tick(struct engine *engine, uint64_t now_ns);
/* The clock was set from `from_ns` to `to_ns`, and all episodes are closed. */
void traffic_cut(struct engine *engine, uint64_t from_ns, uint64_t to_ns);
/* Nothing more comes. */
void traffic_end(struct engine *engine);

#endif
