/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the daemon answers to `lenswatch status` and `lenswatch cameras` (docs/status.md). Called by
 * the control socket.
 */
#ifndef LENSWATCH_ANSWERS_H
#define LENSWATCH_ANSWERS_H

#include <json-c/json.h>

#include "watch/watch_notes.h"
#include "watch/said.h"
#include "watch/status.h"
#include "watch/watch_stream.h"

/* All borrowed. */
struct watch_answers {
	struct watch_status *status;
	struct watch_stream *stream;
	struct house *house;
	struct watch_said *said;
	struct watch_history *history;
	struct watch_notes *notes;
};

/* A new object, which the caller puts; see control_fn. `answers` is a struct watch_answers. */
struct json_object *answers_give(void *answers, struct json_object *question,
				 struct control_caller *caller);
/* A control_next_fn, likewise. */
int answers_next(void *answers, struct control_caller *caller, char **line);

#endif
