/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What who listens at the control socket hears (docs/status.md): each event as it is told, and what
 * is being sent, once a second, and that it lives. The last lines are kept for all of them
 * together, from the first time that somebody listens, or is expected; who is slower than that is
 * let go, and finds the rest in the history. Joined by watch.c; asked by answers.c.
 */
#ifndef LENSWATCH_WATCH_WATCH_STREAM_H
#define LENSWATCH_WATCH_WATCH_STREAM_H

#include <ev.h>

#include "event.h"
#include "system/control.h"
#include "watch/status.h"

#define STREAM_LINES 128
#define STREAM_BYTES 262144 /* of all of them */
#define STREAM_BEAT_S 5	    /* something is said at least so often, while it lives */

struct stream_line {
	uint64_t id; /* microseconds since 1970, each later than the one before */
	char *text;
	size_t length;
};

struct watch_stream {
	/* Borrowed: */
	struct ev_loop *loop;
	const struct watch_status *status;
	struct control *const *control; /* who is woken */
	/* Its own: */
	bool wanted;	/* somebody has listened: lines are kept */
	uint64_t floor; /* all that came after this id is kept */
	uint64_t last;	/* the newest id */
	size_t first, count, bytes;
	struct stream_line lines[STREAM_LINES]; /* a ring, the oldest at `first` */
	char *sending;				/* the line of what is being sent */
	uint64_t turn;				/* which such line this is */
	uint64_t beat;				/* how often it was said that it lives */
	unsigned ticks;				/* since that */
	ev_timer tick;
};

/* From now on lines are kept: somebody is meant to listen, who may not be there yet. */
void watch_stream_expect(struct watch_stream *stream);
/* An event was told, and the history has it. */
void watch_stream_hear(struct watch_stream *stream, const struct event *event);
/* The answer to one who wants to listen, and where that one begins; a control_fn. */
struct json_object *watch_stream_begin(struct watch_stream *stream, struct json_object *question,
				       struct control_caller *caller);
/* A control_next_fn: `stream` is a struct watch_stream. */
int watch_stream_next(void *stream, struct control_caller *caller, char **line);
/* Something was erased from the history: no line is kept, as one may be of it. */
void watch_stream_clear(struct watch_stream *stream);
void watch_stream_end(struct watch_stream *stream);

#endif
