// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Questions at the socket, in pieces and by several callers, who hang up when they like, and of
 * whom some listen: who asks a whole one is answered with one line of JSON, and no place stays
 * taken.
 */
#include <errno.h>
#include <ev.h>
#include <json-c/json.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "system/control.h"
#include "fuzz_file.h"

#define CALLERS 4

struct asked {
	struct ev_loop *loop;
	struct control *control;
	struct sockaddr_un address;
};

/* Looks at all that answers.c does, and says it again. Who gives a number for `since` listens. */
static struct json_object *answer(void *context, struct json_object *question,
				  struct control_caller *caller)
{
	static const char *const keys[] = {"ask", "camera", "name", "ledger"};
	struct json_object *said = json_object_new_object(), *value;

	(void)context;
	for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++)
		if (json_object_object_get_ex(question, keys[i], &value))
			json_object_object_add(said, keys[i], json_object_get(value));
	caller->listens = json_object_object_get_ex(question, "since", &value) &&
			  json_object_is_type(value, json_type_int);
	caller->heard = caller->listens ? json_object_get_uint64(value) & 0xff : 0;
	return said;
}

/* So many lines as that number says; of an odd one the next is lost. */
static int next(void *context, struct control_caller *caller, char **line)
{
	(void)context;
	if (caller->heard == 1)
		return -EPIPE;
	if (caller->heard < 2)
		return 0;
	caller->heard -= 2;
	*line = strdup("{}\n");
	return *line ? 0 : -ENOMEM;
}

static void open_once(struct asked *a)
{
	static const struct control_service service = {.answer = answer, .next = next};
	char text[CONTROL_TEXT], path[64];

	if (a->control)
		return;
	a->loop = ev_default_loop(0);
	a->address.sun_family = AF_UNIX;
	snprintf(a->address.sun_path, sizeof(a->address.sun_path), "%s",
		 fuzz_file_path("control", path));
	if (control_listen(path, a->loop, &service, &a->control, text) != 0)
		abort();
}

static void turn(const struct asked *a)
{
	control_wake(a->control);
	for (int i = 0; i < 4; i++)
		ev_run(a->loop, EVRUN_NOWAIT);
}

static int call(const struct asked *a)
{
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);

	if (fd < 0 || connect(fd, (const struct sockaddr *)&a->address, sizeof(a->address)) != 0)
		abort();
	return fd;
}

static void say(int fd, const uint8_t *bytes, size_t size)
{
	(void)!send(fd, bytes, size, MSG_NOSIGNAL | MSG_DONTWAIT);
}

/* Each piece: to whom, how long, and whether that one hangs up behind it. */
static void talk(const struct asked *a, const uint8_t *data, size_t size)
{
	int callers[CALLERS] = {-1, -1, -1, -1};

	while (size > 1) {
		size_t who = data[0] % CALLERS, length = data[1];
		bool leaves = data[0] & 0x80;

		data += 2;
		size -= 2;
		length = length < size ? length : size;
		if (callers[who] < 0)
			callers[who] = call(a);
		say(callers[who], data, length);
		turn(a);
		if (leaves) {
			close(callers[who]);
			callers[who] = -1;
		}
		data += length;
		size -= length;
	}
	for (size_t i = 0; i < CALLERS; i++)
		if (callers[i] >= 0)
			close(callers[i]);
	turn(a);
}

/* After all that somebody who asks is answered. */
static void check_answers(const struct asked *a)
{
	static const char question[] = "{\"ask\":\"status\"}\n";
	struct json_object *said;
	char text[256] = "";
	int fd = call(a);
	ssize_t got;

	say(fd, (const uint8_t *)question, sizeof(question) - 1);
	turn(a);
	got = recv(fd, text, sizeof(text) - 1, MSG_DONTWAIT);
	if (got <= 0 || text[got - 1] != '\n')
		abort();
	said = json_tokener_parse(text);
	if (!json_object_is_type(said, json_type_object))
		abort();
	json_object_put(said);
	close(fd);
	turn(a);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct asked asked;

	open_once(&asked);
	talk(&asked, data, size);
	check_answers(&asked);
	return 0;
}
