/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The one place where promises meet the stream of events: passes each on, and right after the part
 * of an upload that broke a promise the breach (EVENT_BREACH), once for a promise and an upload, or
 * a day. Between the engine and the outputs, made by house.c and watch/promises.c.
 */
#ifndef LENSWATCH_PROMISE_GATE_H
#define LENSWATCH_PROMISE_GATE_H

#include "promise/check.h"

struct gate {
	struct check *check; /* owned; NULL: nothing is promised */
	event_fn *emit;
	void *context;
	uint64_t breaches; /* told so far */
};

/* 0 or -ENOMEM. `emit` is who the events go on to. */
int gate_open(struct gate *gate, const struct promise_list *list, event_fn *emit, void *context);
void gate_close(struct gate *gate);
/* An event_fn: `gate` is the struct gate. */
void gate_event(void *gate, const struct event *event);

#endif
