// SPDX-License-Identifier: GPL-2.0-or-later
#include "system/control.h"

#include <errno.h>
#include <ev.h>
#include <poll.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#define CONTROL_CALLERS 8

/* One caller: its question comes in, then its answer goes out, then it is let go. */
struct caller {
	struct control *control;
	ev_io io;
	ev_timer patience;
	int fd; /* -1: nobody */
	size_t used;
	char question[CONTROL_REQUEST];
	char *answer; /* NULL while the question is not whole */
	size_t length, sent;
};

struct control {
	struct ev_loop *loop;
	control_fn *answer;
	void *context;
	ev_io io;
	int fd;
	char path[sizeof(((struct sockaddr_un *)0)->sun_path)];
	struct caller callers[CONTROL_CALLERS];
};

static int control_say(char text[CONTROL_TEXT], int err, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

static int control_say(char text[CONTROL_TEXT], int err, const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	vsnprintf(text, CONTROL_TEXT, format, arguments);
	va_end(arguments);
	return err;
}

static int control_address(const char *path, struct sockaddr_un *out, char text[CONTROL_TEXT])
{
	struct sockaddr_un address = {.sun_family = AF_UNIX};

	if (strlen(path) >= sizeof(address.sun_path))
		return control_say(text, -ENAMETOOLONG,
				   "%s: too long for a socket's name; choose a path of less than "
				   "%zu bytes",
				   path, sizeof(address.sun_path));
	memcpy(address.sun_path, path, strlen(path));
	*out = address;
	return 0;
}

static void caller_drop(struct caller *c)
{
	ev_io_stop(c->control->loop, &c->io);
	ev_timer_stop(c->control->loop, &c->patience);
	close(c->fd);
	free(c->answer);
	c->answer = NULL;
	c->fd = -1;
}

static void caller_write(struct caller *c)
{
	/* MSG_NOSIGNAL: a caller that hung up is no reason to die of SIGPIPE. */
	ssize_t count =
		send(c->fd, c->answer + c->sent, c->length - c->sent, MSG_NOSIGNAL | MSG_DONTWAIT);

	if (count < 0 && (errno == EAGAIN || errno == EINTR))
		return;
	if (count > 0)
		c->sent += (size_t)count;
	if (count < 0 || c->sent == c->length)
		caller_drop(c);
}

static struct json_object *caller_refuse(const char *why)
{
	struct json_object *answer = json_object_new_object();

	json_object_object_add(answer, "error", json_object_new_string(why));
	return answer;
}

static struct json_object *caller_give(struct caller *c, size_t length)
{
	struct json_tokener *tokener = json_tokener_new_ex(8);
	struct json_object *question, *answer;

	if (!tokener)
		return NULL;
	question = json_tokener_parse_ex(tokener, c->question, (int)length);
	if (json_object_is_type(question, json_type_object))
		answer = c->control->answer(c->control->context, question);
	else
		answer = caller_refuse("the question is not one line with a JSON object");
	json_object_put(question);
	json_tokener_free(tokener);
	return answer;
}

/* Turns to writing; the answer is sent at once where the socket takes it. */
static void caller_answer(struct caller *c, struct json_object *answer)
{
	const char *text =
		answer ? json_object_to_json_string_ext(answer, JSON_C_TO_STRING_PLAIN) : NULL;

	if (!text || asprintf(&c->answer, "%s\n", text) < 0) {
		c->answer = NULL;
		json_object_put(answer);
		caller_drop(c);
		return;
	}
	json_object_put(answer);
	c->length = strlen(c->answer);
	c->sent = 0;
	ev_io_stop(c->control->loop, &c->io);
	ev_io_set(&c->io, c->fd, EV_WRITE);
	ev_io_start(c->control->loop, &c->io);
	caller_write(c);
}

static void caller_read(struct caller *c)
{
	ssize_t count =
		recv(c->fd, c->question + c->used, sizeof(c->question) - c->used, MSG_DONTWAIT);
	char *end;

	if (count < 0 && (errno == EAGAIN || errno == EINTR))
		return;
	if (count <= 0) {
		caller_drop(c);
		return;
	}
	c->used += (size_t)count;
	end = memchr(c->question, '\n', c->used);
	if (end)
		caller_answer(c, caller_give(c, (size_t)(end - c->question)));
	else if (c->used == sizeof(c->question))
		caller_answer(c, caller_refuse("the question is longer than 4096 bytes"));
}

static void caller_ready(struct ev_loop *loop, ev_io *io, int events)
{
	struct caller *c = io->data;

	(void)loop;
	(void)events;
	if (c->answer)
		caller_write(c);
	else
		caller_read(c);
}

static void caller_tired(struct ev_loop *loop, ev_timer *timer, int events)
{
	(void)loop;
	(void)events;
	caller_drop(timer->data);
}

static void caller_begin(struct control *control, struct caller *c, int fd)
{
	c->fd = fd;
	c->used = 0;
	ev_io_init(&c->io, caller_ready, fd, EV_READ);
	ev_timer_init(&c->patience, caller_tired, CONTROL_PATIENCE_S, 0);
	c->io.data = c->patience.data = c;
	ev_io_start(control->loop, &c->io);
	ev_timer_start(control->loop, &c->patience);
}

static void control_called(struct ev_loop *loop, ev_io *io, int events)
{
	struct control *control = io->data;
	int fd = accept4(control->fd, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);

	(void)loop;
	(void)events;
	if (fd < 0)
		return;
	for (size_t i = 0; i < CONTROL_CALLERS; i++) {
		if (control->callers[i].fd >= 0)
			continue;
		caller_begin(control, &control->callers[i], fd);
		return;
	}
	close(fd); /* all lines are busy */
}

/* Whether somebody answers at that address. */
static bool control_is_alive(const struct sockaddr_un *address)
{
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	bool alive =
		fd >= 0 && connect(fd, (const struct sockaddr *)address, sizeof(*address)) == 0;

	if (fd >= 0)
		close(fd);
	return alive;
}

static int control_bind(int fd, const struct sockaddr_un *address, char text[CONTROL_TEXT])
{
	const char *path = address->sun_path;
	mode_t mask;
	int err;

	if (control_is_alive(address))
		return control_say(text, -EADDRINUSE,
				   "another Lenswatch is running and answers at %s; stop that one, "
				   "or give this one a --socket of its own",
				   path);
	unlink(path); /* left behind by one that was killed */
	mask = umask(0177);
	err = bind(fd, (const struct sockaddr *)address, sizeof(*address)) ? -errno : 0;
	umask(mask);
	if (!err && listen(fd, CONTROL_CALLERS) != 0)
		err = -errno;
	return err ? control_say(text, err,
				 "%s: the socket for `lenswatch status` could not be made: %s; see "
				 "that its folder is there and can be written to, or name another "
				 "with --socket",
				 path, strerror(-err))
		   : 0;
}

int control_listen(const char *path, struct ev_loop *loop, control_fn *answer, void *context,
		   struct control **out, char text[CONTROL_TEXT])
{
	struct control *control = calloc(1, sizeof(*control));
	struct sockaddr_un address;
	int err;

	if (!control)
		return control_say(text, -ENOMEM, "out of memory");
	control->loop = loop;
	control->answer = answer;
	control->context = context;
	for (size_t i = 0; i < CONTROL_CALLERS; i++) {
		control->callers[i].fd = -1;
		control->callers[i].control = control;
	}
	control->fd = socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	err = control->fd < 0
		      ? control_say(text, -errno, "no socket could be made: %s", strerror(errno))
		      : control_address(path, &address, text);
	if (!err)
		err = control_bind(control->fd, &address, text);
	if (err) {
		if (control->fd >= 0)
			close(control->fd);
		free(control);
		return err;
	}
	memcpy(control->path, address.sun_path, sizeof(control->path));
	ev_io_init(&control->io, control_called, control->fd, EV_READ);
	control->io.data = control;
	ev_io_start(loop, &control->io);
	*out = control;
	return 0;
}

void control_close(struct control *control)
{
	if (!control)
		return;
	for (size_t i = 0; i < CONTROL_CALLERS; i++)
		if (control->callers[i].fd >= 0)
			caller_drop(&control->callers[i]);
	ev_io_stop(control->loop, &control->io);
	close(control->fd);
	/* May fail where the folder is root's: the next daemon takes it over. */
	unlink(control->path);
	free(control);
}

static int control_connect(const char *path, int *out, char text[CONTROL_TEXT])
{
	struct sockaddr_un address;
	int err = control_address(path, &address, text), fd;

	if (err)
		return err;
	fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (fd < 0)
		return control_say(text, -errno, "no socket could be made: %s", strerror(errno));
	if (connect(fd, (struct sockaddr *)&address, sizeof(address)) == 0) {
		*out = fd;
		return 0;
	}
	err = -errno;
	close(fd);
	if (err == -EACCES)
		return control_say(text, err, "%s may be asked by root alone; try again with sudo",
				   path);
	return control_say(text, err,
			   "no Lenswatch is running that answers at %s; start one with "
			   "`" LENSWATCH_START "`, or say where it answers with --socket",
			   path);
}

/* Sends all of the question and reads until the daemon hangs up. */
static int control_converse(int fd, const char *question, int patience_s, FILE *heard)
{
	struct pollfd ready = {.fd = fd, .events = POLLIN};
	size_t length = strlen(question);
	char bytes[4096];
	ssize_t count;

	if (send(fd, question, length, MSG_NOSIGNAL) != (ssize_t)length ||
	    send(fd, "\n", 1, MSG_NOSIGNAL) != 1)
		return -errno;
	for (;;) {
		int events = poll(&ready, 1, 1000 * patience_s);

		if (events <= 0)
			return events ? -errno : -ETIMEDOUT;
		count = recv(fd, bytes, sizeof(bytes), 0);
		if (count <= 0)
			return count ? -errno : 0;
		if (fwrite(bytes, 1, (size_t)count, heard) != (size_t)count)
			return -ENOMEM;
	}
}

int control_ask(const char *path, struct json_object *question, int patience_s,
		struct json_object **answer, char text[CONTROL_TEXT])
{
	struct json_object *object;
	char *bytes = NULL;
	size_t length = 0;
	FILE *heard;
	int fd = -1, err = control_connect(path, &fd, text);

	if (err)
		return err;
	heard = open_memstream(&bytes, &length);
	err = heard ? control_converse(
			      fd, json_object_to_json_string_ext(question, JSON_C_TO_STRING_PLAIN),
			      patience_s, heard)
		    : -ENOMEM;
	close(fd);
	if (heard)
		fclose(heard);
	object = err ? NULL : json_tokener_parse(bytes);
	free(bytes);
	if (json_object_is_type(object, json_type_object)) {
		*answer = object;
		return 0;
	}
	json_object_put(object);
	return control_say(text, err ? err : -EPROTO,
			   err == -ETIMEDOUT
				   ? "the Lenswatch at %s does not answer; it may be busy: "
				     "try again, or look at its messages"
				   : "the answer from %s could not be understood; is it a "
				     "Lenswatch of this version?",
			   path);
}
