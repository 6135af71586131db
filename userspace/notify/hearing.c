// SPDX-License-Identifier: GPL-2.0-or-later
#include "notify/hearing.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/clock.h"
#include "json/reading.h"
#include "system/control.h"
#include "words/notice.h"

#define HEARING_LINE (512 * 1024) /* twice what the daemon keeps of all lines */
#define HEARING_PAUSE_S 30	  /* the longest before it is tried again */
#define HEARING_NOTED_S 3600	  /* flash wears by more often */
#define HEARING_MOMENT_S 2	  /* in which a breach follows its upload */
#define HEARING_STALE_S 15  /* a daemon that lives says something every five (docs/status.md) */
#define HEARING_MISSED_S 60 /* a daemon that starts anew keeps what was said meanwhile */

static void hearing_note(struct hearing *h)
{
	int err;

	if (h->heard)
		known_set_position(h->known, h->heard);
	err = known_save(h->known);
	if (err)
		fprintf(stderr, "lenswatch-notify: %s could not be written: %s\n", h->known->path,
			strerror(-err));
}

/* Until when it was heard: that may be long ago, where the daemon hangs. */
static void hearing_listened(struct hearing *h, time_t now)
{
	known_set_listened(h->known, now - (time_t)(clock_up_s() - h->said));
}

/* As if nothing had come since the last that was noted: it is asked for once more. */
static void hearing_undo(struct hearing *h)
{
	struct known before;
	int err = known_open(h->known->path, &before);

	h->heard = 0;
	if (err && err != -EBADMSG)
		return;
	known_close(h->known);
	*h->known = before;
}

/* The line is let go before anything else of it is looked at. */
static void hearing_failed(struct hearing *h, int err)
{
	fprintf(stderr, "lenswatch-notify: a message could not be queued: %s; it is tried again\n",
		strerror(-err));
	h->undone = true;
}

/* The message that waits goes into the queue. */
static void hearing_flush(struct hearing *h, time_t now)
{
	int err = 0;

	if (h->alert.kinds)
		err = outbound_add(h->outbound, &h->alert, now);
	alert_end(&h->alert);
	h->series[0] = '\0';
	h->since = 0;
	if (!err)
		hearing_note(h);
	else
		hearing_failed(h, err);
}

bool hearing_waits(const struct hearing *h)
{
	return h->alert.kinds != 0;
}

static void hearing_wait(struct hearing *h, struct json_object *record, const char *series,
			 unsigned kinds)
{
	h->alert.kinds |= kinds;
	if (!h->alert.record)
		h->alert.record = json_object_get(record);
	snprintf(h->series, sizeof(h->series), "%s", series);
	if (!h->since)
		h->since = clock_up_s();
}

/* Yesterday's figures go before anything is added to today's. */
static bool hearing_day(struct hearing *h, time_t now)
{
	if (!known_day(h->known, now))
		return false;
	assistant_all(h->assistant);
	return true;
}

static void hearing_upload(struct hearing *h, struct json_object *record, time_t now)
{
	struct event_upload upload;
	unsigned kinds;

	alert_upload(record, &upload);
	hearing_flush(h, now);
	hearing_day(h, now);
	kinds = known_upload(h->known, &upload, now);
	kinds = known_unsaid(h->known, upload.series, kinds);
	if (kinds)
		hearing_wait(h, record, upload.series, kinds);
	assistant_figures(h->assistant, upload.camera.key);
}

static void hearing_breach(struct hearing *h, struct json_object *record, time_t now)
{
	const char *promise = reading_text(record, "promise");
	const char *reason = reading_text(record, "reason");
	struct event_upload upload;

	alert_upload(record, &upload);
	if (strcmp(upload.series, h->series) != 0)
		hearing_flush(h, now);
	hearing_day(h, now);
	known_breach(h->known, &upload.camera, upload.end_ns, now);
	/* Of several promises the first is named; each is one message's worth of news at most. */
	if (known_unsaid(h->known, upload.series, 1U << NOTICE_PROMISE_BROKEN)) {
		snprintf(h->alert.promise, ALERT_SAID, "%s", promise ? promise : "");
		snprintf(h->alert.reason, ALERT_SAID, "%s", reason ? reason : "");
		hearing_wait(h, record, upload.series, 1U << NOTICE_PROMISE_BROKEN);
	}
	assistant_figures(h->assistant, upload.camera.key);
}

static void hearing_gap(struct hearing *h, struct json_object *record, time_t now)
{
	struct event_camera camera;
	struct event_gap gap;

	reading_gap(record, &camera, &gap);
	hearing_flush(h, now);
	if (known_gap(h->known, &gap))
		hearing_wait(h, record, "", 1U << NOTICE_COVERAGE_LOST);
}

static void hearing_camera(struct hearing *h, struct json_object *object, bool gone)
{
	struct event_camera camera;

	reading_camera(object, &camera);
	if (gone) {
		assistant_remove(h->assistant, camera.key);
		known_forget(h->known, camera.key);
	} else if (known_camera(h->known, &camera)) {
		assistant_camera(h->assistant, camera.key);
	}
}

static void hearing_record(struct hearing *h, struct json_object *record, uint64_t id, time_t now)
{
	const char *type = reading_text(record, "type");

	if (type && strcmp(type, "upload") == 0)
		hearing_upload(h, record, now);
	else if (type && strcmp(type, "breach") == 0)
		hearing_breach(h, record, now);
	else if (type && strcmp(type, "gap") == 0)
		hearing_gap(h, record, now);
	else if (type && strcmp(type, "camera") == 0)
		hearing_camera(h, reading_member(record, "camera"),
			       reading_flag(record, "withdrawn"));
	if (h->undone)
		return;
	h->heard = id;
	if (!hearing_waits(h))
		hearing_note(h);
}

/* Those that the daemon knows already: of them no record may come for long. */
static void hearing_cameras(struct hearing *h)
{
	struct json_object *question = json_object_new_object(), *answer = NULL, *list;
	char text[CONTROL_TEXT];

	json_object_object_add(question, "ask", json_object_new_string("cameras"));
	if (control_ask(h->socket, question, CONTROL_PATIENCE_S, &answer, text) == 0) {
		list = reading_member(answer, "cameras");
		for (size_t i = 0; i < reading_length(list); i++) {
			struct json_object *one = json_object_array_get_idx(list, i);

			hearing_camera(h, one, reading_flag(one, "dismissed"));
		}
	}
	json_object_put(answer);
	json_object_put(question);
}

static void hearing_missed(struct hearing *h, uint64_t id, time_t now)
{
	uint64_t from_us = known_position(h->known), listened_us = known_listened(h->known);

	from_us = listened_us > from_us ? listened_us : from_us;
	if (id < from_us + HEARING_MISSED_S * UINT64_C(1000000))
		return;
	h->alert = (struct alert){.kinds = 1U << NOTICE_MISSED,
				  .from_ns = from_us * CLOCK_US_NS,
				  .to_ns = id * CLOCK_US_NS};
	hearing_flush(h, now);
}

static void hearing_answer(struct hearing *h, struct json_object *answer, time_t now)
{
	const char *error = reading_text(answer, "error");
	uint64_t id = reading_count(answer, "id");

	if (error) {
		fprintf(stderr, "lenswatch-notify: %s: %s\n", h->socket, error);
		return;
	}
	h->begun = true;
	h->pause_s = 1;
	if (reading_flag(answer, "missed") && known_position(h->known))
		hearing_missed(h, id, now);
	if (h->undone)
		return;
	h->heard = id;
	hearing_cameras(h);
	hearing_note(h);
	assistant_watching(h->assistant, true);
}

void hearing_line(struct hearing *h, const char *line, size_t length, time_t now)
{
	struct json_object *object = reading_parse(line, length);
	struct json_object *sending = reading_member(object, "sending");
	struct json_object *record = reading_member(object, "record");

	if (!h->begun)
		hearing_answer(h, object, now);
	else if (record)
		hearing_record(h, record, reading_count(object, "id"), now);
	else if (sending)
		assistant_sending(h->assistant, sending);
	json_object_put(object);
}

static void hearing_hang_up(struct hearing *h, time_t now)
{
	if (h->begun)
		hearing_listened(h, now);
	if (!h->undone)
		hearing_flush(h, now);
	if (h->undone)
		hearing_undo(h);
	alert_end(&h->alert);
	close(h->fd);
	h->fd = -1;
	h->begun = false;
	h->length = 0;
	h->retry = clock_up_s() + h->pause_s;
	h->pause_s = 2 * h->pause_s < HEARING_PAUSE_S ? 2 * h->pause_s : HEARING_PAUSE_S;
	h->undone = false;
	h->stale = false;
	assistant_watching(h->assistant, false);
}

/*
 * Its connection stays: to one that hangs, a new one would only wait too. Nothing is said to stand
 * as it did, and once it says something it is asked anew.
 */
static void hearing_grow_stale(struct hearing *h)
{
	h->stale = true;
	fputs("lenswatch-notify: Lenswatch says nothing any more: it hangs, or was halted\n",
	      stderr);
	assistant_watching(h->assistant, false);
}

/* Whether it said something after it had said nothing for too long. */
static bool hearing_revive(struct hearing *h)
{
	bool revived = h->stale;

	h->said = clock_up_s();
	h->stale = false;
	if (revived)
		fputs("lenswatch-notify: Lenswatch is there again\n", stderr);
	return revived && h->begun;
}

static void hearing_call(struct hearing *h)
{
	struct json_object *question = json_object_new_object();
	uint64_t position = known_position(h->known);
	char text[CONTROL_TEXT];
	int fd = -1, err;

	json_object_object_add(question, "ask", json_object_new_string("events"));
	if (position)
		json_object_object_add(question, "since", json_object_new_uint64(position));
	err = control_call(h->socket, question, &fd, text);
	json_object_put(question);
	if (err && !h->failed)
		fprintf(stderr, "lenswatch-notify: %s\n", text);
	else if (!err && h->failed)
		fprintf(stderr, "lenswatch-notify: Lenswatch is there again\n");
	h->failed = err != 0;
	if (err) {
		h->retry = clock_up_s() + h->pause_s;
		h->pause_s = 2 * h->pause_s < HEARING_PAUSE_S ? 2 * h->pause_s : HEARING_PAUSE_S;
		return;
	}
	fcntl(fd, F_SETFL, O_NONBLOCK);
	h->fd = fd;
	h->said = clock_up_s();
	h->begun = false;
}

void hearing_turn(struct hearing *h, time_t now)
{
	if (!h->pause_s)
		h->pause_s = 1;
	if (h->fd < 0 && clock_up_s() >= h->retry)
		hearing_call(h);
	if (hearing_waits(h) && clock_up_s() >= h->since + HEARING_MOMENT_S)
		hearing_flush(h, now);
	if (h->undone && h->fd >= 0)
		hearing_hang_up(h, now);
	if (h->fd >= 0 && !h->stale && clock_up_s() >= h->said + HEARING_STALE_S)
		hearing_grow_stale(h);
	if (h->begun && !hearing_waits(h) && now - h->listened >= HEARING_NOTED_S) {
		h->listened = now;
		hearing_listened(h, now);
		hearing_note(h);
	}
	if (!hearing_waits(h) && hearing_day(h, now))
		hearing_note(h);
}

static bool hearing_grow(struct hearing *h)
{
	size_t room = h->room ? 2 * h->room : 4096;
	char *line;

	if (h->length < h->room)
		return true;
	line = room <= HEARING_LINE ? realloc(h->line, room) : NULL;
	if (!line)
		return false;
	h->line = line;
	h->room = room;
	return true;
}

/* All whole lines that are there. */
static void hearing_lines(struct hearing *h, time_t now)
{
	size_t from = 0;
	char *end;

	while (!h->undone && (end = memchr(h->line + from, '\n', h->length - from))) {
		size_t length = (size_t)(end - h->line) - from;

		hearing_line(h, h->line + from, length, now);
		from += length + 1;
	}
	memmove(h->line, h->line + from, h->length - from);
	h->length -= from;
}

void hearing_read(struct hearing *h, time_t now)
{
	ssize_t got;
	bool revived;

	if (!hearing_grow(h)) {
		fputs("lenswatch-notify: the daemon's line is too long\n", stderr);
		hearing_hang_up(h, now);
		return;
	}
	got = recv(h->fd, h->line + h->length, h->room - h->length, 0);
	if (got < 0 && (errno == EINTR || errno == EAGAIN))
		return;
	if (got <= 0) {
		hearing_hang_up(h, now);
		return;
	}
	h->length += (size_t)got;
	revived = hearing_revive(h);
	hearing_lines(h, now);
	if (h->undone || revived)
		hearing_hang_up(h, now);
}

void hearing_end(struct hearing *h, time_t now)
{
	if (h->begun)
		hearing_listened(h, now);
	hearing_flush(h, now);
	if (h->fd >= 0)
		close(h->fd);
	h->fd = -1;
	free(h->line);
	h->line = NULL;
}
