// SPDX-License-Identifier: GPL-2.0-or-later
#include "page/hub.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <json-c/json.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "json/scan.h"
#include "page/task.h"
#include "system/control.h"

/* That the daemon is gone, as a line like those that it tells itself. */
#define HUB_AWAY "{\"away\":true}\n"

static void hub_drop(struct hub *hub)
{
	struct hub_line *line = &hub->lines[(hub->next - hub->count) % HUB_LINES];

	hub->bytes -= line->length;
	free(line->text);
	*line = (struct hub_line){0};
	hub->count--;
}

/* Takes `text` over. */
static void hub_keep(struct hub *hub, uint64_t id, char *text, size_t length)
{
	while (hub->count && (hub->count == HUB_LINES || hub->bytes + length > HUB_BYTES))
		hub_drop(hub);
	hub->lines[hub->next % HUB_LINES] = (struct hub_line){id, text, length};
	hub->next++;
	hub->count++;
	hub->bytes += length;
}

/* What the daemon's line is called, and its id; NULL: nobody knows it. */
static const char *hub_name(struct scan line, uint64_t *id)
{
	static const char *const names[] = {"record", "sending", "beat", "away", "missed"};
	struct scan value;

	*id = scan_member(line, "id", &value) && value.length < 20 ? strtoull(value.at, NULL, 10)
								   : 0;
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (scan_member(line, names[i], &value))
			return names[i];
	return NULL;
}

static void hub_line(struct hub *hub, const char *text, size_t length)
{
	uint64_t id = 0;
	const char *name = hub_name((struct scan){text, length}, &id);
	char *event = NULL, number[40] = "";
	int size;

	if (!name)
		return;
	if (id)
		snprintf(number, sizeof(number), "id: %" PRIu64 "\n", id);
	/* A line of JSON has no end of line in it, and no other can end what is sent. */
	size = asprintf(&event, "%sevent: %s\ndata: %.*s\n\n", number, name, (int)length, text);
	if (size < 0)
		return;
	hub_keep(hub, id, event, (size_t)size);
}

static void hub_piece(struct hub *hub, const char *bytes, size_t length)
{
	if (hub->used + length > HUB_LINE)
		hub->skip = true;
	if (hub->skip)
		return;
	memcpy(hub->partial + hub->used, bytes, length);
	hub->used += length;
}

void hub_take(struct hub *hub, const char *bytes, size_t length)
{
	if (!hub->partial)
		hub->partial = malloc(HUB_LINE);
	while (hub->partial && length) {
		const char *end = memchr(bytes, '\n', length);
		size_t piece = end ? (size_t)(end - bytes) : length;

		hub_piece(hub, bytes, piece);
		if (!end)
			return;
		if (!hub->skip)
			hub_line(hub, hub->partial, hub->used);
		hub->used = 0;
		hub->skip = false;
		bytes += piece + 1;
		length -= piece + 1;
	}
}

static int hub_hand(void *context, const char *bytes, size_t length)
{
	(void)context;
	return write(0, bytes, length) == (ssize_t)length ? 0 : -EPIPE;
}

/* Listens for as long as somebody reads what comes of it. */
static void hub_follow(const char *socket)
{
	struct json_object *question = json_object_new_object();
	char text[CONTROL_TEXT];
	bool away = false;

	json_object_object_add(question, "ask", json_object_new_string("events"));
	for (;;) {
		int err = control_follow(socket, question, hub_hand, NULL, text);

		if (err == -EPIPE)
			_exit(0);
		if (!away || !err)
			hub_hand(NULL, HUB_AWAY, strlen(HUB_AWAY));
		away = err != 0;
		sleep(HUB_AGAIN_S);
	}
}

static void hub_heard(struct ev_loop *loop, ev_io *io, int events)
{
	struct hub *hub = io->data;
	char bytes[16384];
	ssize_t count = read(hub->fd, bytes, sizeof(bytes));

	(void)events;
	if (count < 0 && (errno == EAGAIN || errno == EINTR))
		return;
	if (count <= 0) { /* its process was killed: the next beat begins anew */
		ev_io_stop(loop, io);
		close(hub->fd);
		waitpid(hub->child, NULL, WNOHANG);
		hub->child = 0;
		hub->used = 0; /* the rest of that line will not come */
		hub->skip = false;
		hub_take(hub, HUB_AWAY, strlen(HUB_AWAY));
	} else {
		hub_take(hub, bytes, (size_t)count);
	}
	hub->wake(hub->context);
}

static int hub_start(struct hub *hub)
{
	int line[2], err = 0;

	if (pipe2(line, O_CLOEXEC) != 0)
		return -errno;
	hub->child = fork();
	if (hub->child == 0) {
		task_become(line[1]);
		signal(SIGPIPE, SIG_IGN);
		hub_follow(hub->socket);
	}
	if (hub->child < 0) {
		err = -errno;
		hub->child = 0;
		close(line[0]);
	}
	close(line[1]);
	if (err)
		return err;
	hub->fd = line[0];
	fcntl(hub->fd, F_SETFL, O_NONBLOCK);
	ev_io_init(&hub->io, hub_heard, hub->fd, EV_READ);
	hub->io.data = hub;
	ev_io_start(hub->loop, &hub->io);
	return 0;
}

/* Else nobody would see that a listener has gone. */
static void hub_beat(struct ev_loop *loop, ev_timer *timer, int events)
{
	struct hub *hub = timer->data;
	char *beat = strdup(":\n\n");

	(void)loop;
	(void)events;
	if (beat)
		hub_keep(hub, 0, beat, strlen(beat));
	if (!hub->child)
		(void)hub_start(hub); /* where it fails, the next one tries */
	hub->wake(hub->context);
}

int hub_begin(struct hub *hub)
{
	if (!ev_is_active(&hub->beat)) {
		ev_timer_init(&hub->beat, hub_beat, HUB_BEAT_S, HUB_BEAT_S);
		hub->beat.data = hub;
		ev_timer_start(hub->loop, &hub->beat);
	}
	return hub->child ? 0 : hub_start(hub);
}

void hub_end(struct hub *hub)
{
	if (hub->child) {
		ev_io_stop(hub->loop, &hub->io);
		close(hub->fd);
	}
	if (ev_is_active(&hub->beat))
		ev_timer_stop(hub->loop, &hub->beat);
	while (hub->count)
		hub_drop(hub);
	free(hub->partial);
	hub->partial = NULL;
}

struct hub_place hub_join(const struct hub *hub, uint64_t heard)
{
	struct hub_place place = {.line = hub->next, .missed = heard != 0};

	for (uint64_t n = hub->next - hub->count; heard && n < hub->next; n++)
		if (hub->lines[n % HUB_LINES].id == heard) {
			place = (struct hub_place){.line = n + 1};
			break;
		}
	return place;
}

ssize_t hub_read(const struct hub *hub, struct hub_place *place, char *out, size_t room)
{
	static const char missed[] = "event: missed\ndata: {\"missed\":true}\n\n";
	const struct hub_line *line = &hub->lines[place->line % HUB_LINES];
	size_t length;

	if (place->missed && room >= sizeof(missed)) {
		place->missed = false;
		memcpy(out, missed, sizeof(missed) - 1);
		return sizeof(missed) - 1;
	}
	if (place->line < hub->next - hub->count)
		return HUB_BEHIND;
	if (place->line == hub->next)
		return 0;
	length = line->length - place->offset;
	length = length < room ? length : room;
	memcpy(out, line->text + place->offset, length);
	place->offset += length;
	if (place->offset == line->length)
		*place = (struct hub_place){.line = place->line + 1};
	return (ssize_t)length;
}
