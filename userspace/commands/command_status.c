// SPDX-License-Identifier: GPL-2.0-or-later
#include <errno.h>
#include <stdio.h>

#include "config/ask.h"
#include "commands/commands.h"
#include "commands/metrics.h"
#include "system/control.h"
#include "commands/status_text.h"
#include "base/exit.h"
#include "usage/usage.h"

static int status_hear(void *context, const char *bytes, size_t length)
{
	(void)context;
	/* Who reads a pipe is told now. */
	return fwrite(bytes, 1, length, stdout) == length && fflush(stdout) == 0 ? 0 : -EIO;
}

static int status_follow(const char *socket)
{
	struct json_object *question = json_object_new_object();
	char text[CONTROL_TEXT];

	json_object_object_add(question, "ask", json_object_new_string("events"));
	if (control_follow(socket, question, status_hear, NULL, text) != 0)
		fprintf(stderr, "lenswatch: %s\n", text);
	else
		fprintf(stderr, "lenswatch: the Lenswatch at %s sends no more\n", socket);
	json_object_put(question);
	return EXIT_COULD_NOT;
}

/* Puts what it asks with. 0 or -errno, told. */
static int status_ask(const struct ask *ask, const char *what, struct json_object **answer)
{
	struct json_object *question = json_object_new_object();

	json_object_object_add(question, "ask", json_object_new_string(what));
	return ask_daemon(ask, question, answer);
}

static int status_numbers(const struct ask *ask, struct json_object *status)
{
	struct json_object *cameras = NULL;
	int err = status_ask(ask, "cameras", &cameras);

	if (!err)
		err = metrics_write(status, cameras, stdout);
	json_object_put(cameras);
	return err;
}

int command_status(int argc, char **argv)
{
	struct ask ask = {0};
	struct json_object *answer;
	int err = 0;

	if (ask_options(&ask, &usage_status, argc, argv, 0) != 0)
		return EXIT_USAGE;
	if (ask.follow)
		return status_follow(ask.socket);
	if (status_ask(&ask, "status", &answer) != 0)
		return EXIT_COULD_NOT;
	if (ask.numbers)
		err = status_numbers(&ask, answer);
	else if (ask.json)
		puts(json_object_to_json_string_ext(answer, JSON_C_TO_STRING_PLAIN));
	else
		status_text_write(answer, ask.verbose, ask.colour, stdout);
	json_object_put(answer);
	return err ? EXIT_COULD_NOT : ask_end();
}
