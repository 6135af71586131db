// SPDX-License-Identifier: GPL-2.0-or-later
#include "watch/watch_stream.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "json/writer.h"

#define STREAM_TICK_S 1.0

/* So that who was cut off, or heard another run, sees by it how far in the history to go back. */
static uint64_t watch_stream_id(struct watch_stream *s)
{
	uint64_t now_us = clock_now_ns() / 1000;

	s->last = now_us > s->last ? now_us : s->last + 1;
	return s->last;
}

static void watch_stream_drop(struct watch_stream *s)
{
	struct stream_line *line = &s->lines[s->first];

	s->floor = line->id;
	s->bytes -= line->length;
	free(line->text);
	*line = (struct stream_line){0};
	s->first = (s->first + 1) % STREAM_LINES;
	s->count--;
}

/* {"id":ID,"record":RECORD}. NULL where memory was short. */
static char *watch_stream_line(uint64_t id, const struct event *event, size_t *length)
{
	char *text = NULL;
	FILE *file = open_memstream(&text, length);
	int err = file ? 0 : -ENOMEM;

	if (!err) {
		fprintf(file, "{\"id\":%" PRIu64 ",\"record\":", id);
		err = json_write(event, file);
		putc('\n', file);
		err = fclose(file) ? -ENOMEM : err;
	}
	if (err) {
		free(text);
		return NULL;
	}
	text[*length - 2] = '}'; /* where the record's line ended */
	return text;
}

static void watch_stream_keep(struct watch_stream *s, const struct event *event)
{
	struct stream_line line = {.id = watch_stream_id(s)};

	line.text = watch_stream_line(line.id, event, &line.length);
	/* A line that is missing is missed by all: they look into the history. */
	while (s->count &&
	       (!line.text || s->count == STREAM_LINES || s->bytes + line.length > STREAM_BYTES))
		watch_stream_drop(s);
	if (!line.text || line.length > STREAM_BYTES) {
		free(line.text);
		s->floor = line.id;
		return;
	}
	s->lines[(s->first + s->count++) % STREAM_LINES] = line;
	s->bytes += line.length;
}

void watch_stream_hear(struct watch_stream *s, const struct event *event)
{
	/* Of traffic by the hour only a history makes something. */
	if (!s->wanted || event->kind == EVENT_TRAFFIC)
		return;
	watch_stream_keep(s, event);
	control_wake(*s->control);
}

/* Told where it is another than before. */
static void watch_stream_look(struct watch_stream *s)
{
	bool failed;
	struct put root = put_begin(&failed);
	char *text, *line = NULL;

	status_sending(s->status, root);
	text = put_end(root, NULL);
	if (text && asprintf(&line, "%s\n", text) < 0)
		line = NULL;
	free(text);
	if (!line || (s->sending && strcmp(line, s->sending) == 0)) {
		free(line);
		return;
	}
	free(s->sending);
	s->sending = line;
	s->turn++;
	control_wake(*s->control);
}

/* Who hears none of these for long has a connection to one that hangs. */
static void watch_stream_beat(struct watch_stream *s)
{
	if (++s->ticks < STREAM_BEAT_S / STREAM_TICK_S)
		return;
	s->ticks = 0;
	s->beat++;
	control_wake(*s->control);
}

static void watch_stream_tick(struct ev_loop *loop, ev_timer *timer, int events)
{
	struct watch_stream *s = timer->data;

	(void)events;
	if (!control_listeners(*s->control)) {
		ev_timer_stop(loop, timer);
		return;
	}
	watch_stream_look(s);
	watch_stream_beat(s);
}

void watch_stream_expect(struct watch_stream *s)
{
	if (!s->wanted)
		s->floor = watch_stream_id(s);
	s->wanted = true;
}

static void watch_stream_wake(struct watch_stream *s)
{
	watch_stream_expect(s);
	if (ev_is_active(&s->tick))
		return;
	ev_timer_init(&s->tick, watch_stream_tick, STREAM_TICK_S, STREAM_TICK_S);
	s->tick.data = s;
	ev_timer_start(s->loop, &s->tick);
}

struct json_object *watch_stream_begin(struct watch_stream *s, struct json_object *question,
				       struct control_caller *caller)
{
	bool failed;
	struct put answer = put_begin(&failed);
	struct json_object *since = NULL;
	uint64_t heard;

	watch_stream_wake(s);
	watch_stream_look(s); /* what it said to those before is old */
	heard = json_object_object_get_ex(question, "since", &since) && since
			? json_object_get_uint64(since)
			: s->last;
	put_bool(answer, "missed", heard < s->floor || heard > s->last);
	caller->heard = heard < s->floor || heard > s->last ? s->floor : heard;
	caller->state = 0; /* and what is being sent comes first */
	caller->beat = s->beat;
	caller->listens = true;
	put_count(answer, "id", caller->heard);
	put_text(answer, "version", LENSWATCH_VERSION);
	return put_take(answer);
}

int watch_stream_next(void *context, struct control_caller *caller, char **line)
{
	const struct watch_stream *s = context;
	const char *text = NULL;
	uint64_t heard = caller->heard, state = caller->state;
	char beat[40];

	if (heard < s->floor)
		return -EPIPE;
	for (size_t i = 0; i < s->count && !text; i++) {
		const struct stream_line *at = &s->lines[(s->first + i) % STREAM_LINES];

		if (at->id <= heard)
			continue;
		text = at->text;
		heard = at->id;
	}
	if (!text && state != s->turn) {
		text = s->sending;
		state = s->turn;
	}
	if (!text && caller->beat != s->beat) {
		snprintf(beat, sizeof(beat), "{\"beat\":%" PRIu64 "}\n", clock_now_ns() / 1000);
		text = beat;
	}
	*line = text ? strdup(text) : NULL;
	if (text && !*line)
		return -ENOMEM;
	caller->beat = s->beat;
	caller->heard = heard;
	caller->state = state;
	return 0;
}

void watch_stream_clear(struct watch_stream *s)
{
	while (s->count)
		watch_stream_drop(s);
	free(s->sending);
	s->sending = NULL;
}

void watch_stream_end(struct watch_stream *s)
{
	ev_timer_stop(s->loop, &s->tick);
	watch_stream_clear(s);
}
