// SPDX-License-Identifier: GPL-2.0-or-later
/* The side that asks; control.c is the one that answers. */
#include "system/control.h"

#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include "system/control_address.h"

/* All that there is room for in a daemon's tables is some megabytes in words. */
#define CONTROL_ANSWER (16L << 20)

#define CONTROL_HANGS                                                                              \
	"the Lenswatch at %s does not answer; it may be busy: try again, or look at its messages"

static int control_connect(const char *path, int *out, char text[CONTROL_TEXT])
{
	const struct timeval patience = {.tv_sec = CONTROL_PATIENCE_S};
	struct sockaddr_un address;
	int err = control_address(path, &address, text), fd;

	if (err)
		return err;
	fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (fd < 0)
		return control_say(text, -errno, "no socket could be made: %s", strerror(errno));
	/* One that hangs takes no more than its line is long; connect(2) would wait for ever. */
	setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof(patience));
	if (connect(fd, (struct sockaddr *)&address, sizeof(address)) == 0) {
		*out = fd;
		return 0;
	}
	err = -errno;
	close(fd);
	if (err == -EACCES)
		return control_say(text, err,
				   "%s may be asked by root, and by who is of its group where it "
				   "has one (socket-group); try again with sudo",
				   path);
	if (err == -EAGAIN)
		return control_say(text, -ETIMEDOUT, CONTROL_HANGS, path);
	return control_say(text, err,
			   "no Lenswatch is running that answers at %s; start one with "
			   "`" LENSWATCH_START "`, or say where it answers with --socket",
			   path);
}

static int control_keep(void *context, const char *bytes, size_t length)
{
	if (ftell(context) + (long)length > CONTROL_ANSWER)
		return -E2BIG;
	return fwrite(bytes, 1, length, context) == length ? 0 : -ENOMEM;
}

/* A signal may cut it short, and what was sent then is no error. */
static int control_send(int fd, const char *bytes, size_t length)
{
	while (length) {
		ssize_t count = send(fd, bytes, length, MSG_NOSIGNAL);

		if (count < 0 && errno != EINTR)
			return -errno;
		bytes += count < 0 ? 0 : count;
		length -= count < 0 ? 0 : (size_t)count;
	}
	return 0;
}

static int control_put(int fd, struct json_object *asked)
{
	const char *question = json_object_to_json_string_ext(asked, JSON_C_TO_STRING_PLAIN);
	int err = control_send(fd, question, strlen(question));

	return err ? err : control_send(fd, "\n", 1);
}

/* Sends all of the question and reads until the daemon hangs up; `patience_s` -1: for ever. */
static int control_converse(int fd, struct json_object *asked, int patience_s,
			    int (*hear)(void *context, const char *bytes, size_t length),
			    void *context)
{
	struct pollfd ready = {.fd = fd, .events = POLLIN};
	int wrong = control_put(fd, asked);
	char bytes[4096];
	ssize_t count;

	if (wrong)
		return wrong;
	for (;;) {
		int events = poll(&ready, 1, 1000 * patience_s), err;

		if (events <= 0)
			return events ? -errno : -ETIMEDOUT;
		count = recv(fd, bytes, sizeof(bytes), 0);
		if (count <= 0)
			return count ? -errno : 0;
		err = hear(context, bytes, (size_t)count);
		if (err)
			return err;
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
	err = heard ? control_converse(fd, question, patience_s, control_keep, heard) : -ENOMEM;
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
	if (err == -ETIMEDOUT)
		return control_say(text, err, CONTROL_HANGS, path);
	return control_say(text, err ? err : -EPROTO,
			   "the answer from %s could not be understood; is it a Lenswatch of this "
			   "version?",
			   path);
}

int control_follow(const char *path, struct json_object *question,
		   int (*hear)(void *context, const char *bytes, size_t length), void *context,
		   char text[CONTROL_TEXT])
{
	int fd = -1, err = control_connect(path, &fd, text);

	if (err)
		return err;
	err = control_converse(fd, question, -1, hear, context);
	close(fd);
	if (err)
		control_say(text, err, "%s could not be listened to any more: %s", path,
			    strerror(-err));
	return err;
}

int control_call(const char *path, struct json_object *question, int *out, char text[CONTROL_TEXT])
{
	int fd = -1, err = control_connect(path, &fd, text);

	if (err)
		return err;
	err = control_put(fd, question);
	if (err) {
		close(fd);
		return control_say(text, err, "%s could not be asked: %s", path, strerror(-err));
	}
	*out = fd;
	return 0;
}
