// SPDX-License-Identifier: GPL-2.0-or-later
#include "system/control.h"

#include <errno.h>
#include <ev.h>
#include <fcntl.h>
#include <grp.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "system/control_address.h"

#define CONTROL_CALLERS 16 /* more than may listen */
#define CONTROL_KEPT 4	   /* lines of these that only the owner is given */

/* One caller: its question comes in, then its answer goes out, then it is let go, or listens. */
struct caller {
	struct control *control;
	struct control_caller who;
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
	struct control_service service;
	ev_io io;
	int fd;
	uid_t owner;
	char path[sizeof(((struct sockaddr_un *)0)->sun_path)];
	struct caller callers[CONTROL_CALLERS];
};

static void caller_drop(struct caller *c)
{
	ev_io_stop(c->control->loop, &c->io);
	ev_timer_stop(c->control->loop, &c->patience);
	close(c->fd);
	free(c->answer);
	c->answer = NULL;
	c->fd = -1;
}

static void caller_await(struct caller *c, int events)
{
	ev_io_stop(c->control->loop, &c->io);
	ev_io_set(&c->io, c->fd, events);
	ev_io_start(c->control->loop, &c->io);
}

/* The answer is out. False: nothing follows now, or ever. */
static bool caller_next(struct caller *c)
{
	const struct control_service *service = &c->control->service;

	free(c->answer);
	c->answer = NULL;
	if (!c->who.listens || service->next(service->context, &c->who, &c->answer) != 0) {
		caller_drop(c);
		return false;
	}
	if (!c->answer) { /* it may be long until there is more */
		ev_timer_stop(c->control->loop, &c->patience);
		caller_await(c, EV_READ);
		return false;
	}
	c->length = strlen(c->answer);
	c->sent = 0;
	ev_timer_again(c->control->loop, &c->patience);
	caller_await(c, EV_WRITE);
	return true;
}

static void caller_write(struct caller *c)
{
	ssize_t count;

	do {
		/* MSG_NOSIGNAL: a caller that hung up is no reason to die of SIGPIPE. */
		count = send(c->fd, c->answer + c->sent, c->length - c->sent,
			     MSG_NOSIGNAL | MSG_DONTWAIT);
		if (count < 0) {
			if (errno != EAGAIN && errno != EINTR)
				caller_drop(c);
			return;
		}
		c->sent += (size_t)count;
	} while (c->sent < c->length || caller_next(c));
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
		answer = c->control->service.answer(c->control->service.context, question, &c->who);
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
	ev_timer_again(c->control->loop, &c->patience);
	caller_await(c, EV_WRITE);
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
	if (end) {
		/* Others may be answered before this one is: it keeps its place, come what may. */
		ev_io_stop(c->control->loop, &c->io);
		ev_timer_stop(c->control->loop, &c->patience);
		caller_answer(c, caller_give(c, (size_t)(end - c->question)));
	} else if (c->used == sizeof(c->question))
		caller_answer(c, caller_refuse("the question is longer than 4096 bytes"));
}

static void caller_ready(struct ev_loop *loop, ev_io *io, int events)
{
	struct caller *c = io->data;

	(void)loop;
	if (c->answer)
		caller_write(c);
	else if (!c->who.listens)
		caller_read(c);
	else if (events & EV_WRITE) {
		if (caller_next(c))
			caller_write(c);
	} else {
		caller_drop(c); /* it hung up, or says more than its one question */
	}
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
	ev_timer_init(&c->patience, caller_tired, CONTROL_PATIENCE_S, CONTROL_PATIENCE_S);
	c->io.data = c->patience.data = c;
	ev_io_start(control->loop, &c->io);
	ev_timer_start(control->loop, &c->patience);
}

/* Who cannot be told apart may read, as the socket let them in. */
static bool control_owns(const struct control *control, int fd)
{
	struct ucred peer;
	socklen_t length = sizeof(peer);

	return getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &peer, &length) == 0 &&
	       (peer.uid == 0 || peer.uid == control->owner);
}

static void control_called(struct ev_loop *loop, ev_io *io, int events)
{
	struct control *control = io->data;
	int fd = accept4(control->fd, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);
	bool owner = fd >= 0 && control_owns(control, fd);
	size_t lines = CONTROL_CALLERS - (owner ? 0 : CONTROL_KEPT);

	(void)loop;
	(void)events;
	if (fd < 0)
		return;
	for (size_t i = 0; i < lines; i++) {
		struct caller *c = &control->callers[i];

		if (c->fd >= 0)
			continue;
		c->who = (struct control_caller){.owner = owner};
		caller_begin(control, c, fd);
		return;
	}
	close(fd); /* all lines are busy */
}

void control_wake(struct control *control)
{
	for (size_t i = 0; i < CONTROL_CALLERS; i++) {
		struct caller *c = &control->callers[i];

		if (c->fd < 0 || !c->who.listens || c->answer)
			continue;
		caller_await(c, EV_READ | EV_WRITE);
		if (!ev_is_active(&c->patience)) /* a line waits from now on */
			ev_timer_again(control->loop, &c->patience);
	}
}

size_t control_listeners(const struct control *control)
{
	size_t count = 0;

	for (size_t i = 0; i < CONTROL_CALLERS; i++)
		count += control->callers[i].fd >= 0 && control->callers[i].who.listens;
	return count;
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
	return err ? control_say(
			     text, err,
			     "%s: the socket for `lenswatch status` could not be made: %s. See "
			     "that its folder is there and writable, or name another with --socket",
			     path, strerror(-err))
		   : 0;
}

int control_listen(const char *path, struct ev_loop *loop, const struct control_service *service,
		   struct control **out, char text[CONTROL_TEXT])
{
	struct control *control = calloc(1, sizeof(*control));
	struct sockaddr_un address;
	int err;

	if (!control)
		return control_say(text, -ENOMEM, "out of memory");
	control->loop = loop;
	control->service = *service;
	control->owner = geteuid();
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

/* By its descriptor: who may write in the folder could put something else there meanwhile. */
static int control_give(const char *path, gid_t group)
{
	int fd = open(path, O_PATH | O_NOFOLLOW | O_CLOEXEC), err = 0;
	struct stat status;
	char name[32];

	if (fd < 0)
		return -errno;
	snprintf(name, sizeof(name), "/proc/self/fd/%d", fd);
	if (fstat(fd, &status) != 0)
		err = -errno;
	else if (!S_ISSOCK(status.st_mode))
		err = -ENOTSOCK;
	else if (fchownat(fd, "", (uid_t)-1, group, AT_EMPTY_PATH) != 0 || chmod(name, 0660) != 0)
		err = -errno;
	close(fd);
	return err;
}

int control_share(struct control *control, const char *group, char text[CONTROL_TEXT])
{
	const struct group *found = getgrnam(group);
	int err = found ? control_give(control->path, found->gr_gid) : -ENOENT;

	if (!found)
		return control_say(text, err, "this machine has no such group");
	return err ? control_say(text, err, "the socket could not be given to it: %s",
				 strerror(-err))
		   : 0;
}

void control_close(struct control *control)
{
	if (!control)
		return;
	for (size_t i = 0; i < CONTROL_CALLERS; i++) {
		struct caller *c = &control->callers[i];

		/* How it ended is for who listens too, as far as it is taken at once. */
		if (c->fd >= 0 && c->who.listens && (c->answer || caller_next(c)))
			caller_write(c);
		if (c->fd >= 0)
			caller_drop(c);
	}
	ev_io_stop(control->loop, &control->io);
	close(control->fd);
	/* May fail where the folder is root's: the next daemon takes it over. */
	unlink(control->path);
	free(control);
}
