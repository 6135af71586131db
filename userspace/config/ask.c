// SPDX-License-Identifier: GPL-2.0-or-later
#include "config/ask.h"

#include <errno.h>
#include <getopt.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "system/outlet.h"
#include "system/control.h"
#include "base/exit.h"
#include "config/config.h"
#include "json/reading.h"

int ask_format(const char *value, bool *json)
{
	static const char *const names[] = {"text", "json", NULL};
	int found = 0, err = usage_format(value, names, &found);

	if (!err)
		*json = found == 1;
	return err;
}

/* Of `status` alone. */
static int ask_numbers(struct ask *ask, const char *value)
{
	static const char *const names[] = {"text", "json", "prometheus", NULL};
	int found = 0, err = usage_format(value, names, &found);

	if (!err) {
		ask->json = found == 1;
		ask->numbers = found == 2;
	}
	return err;
}

static int ask_option(void *context, const struct usage_row *row, const char *value)
{
	struct ask *ask = context;

	if (row->letter == 'f')
		return ask_format(value, &ask->json);
	if (row->letter == 'p')
		return ask_numbers(ask, value);
	if (row->letter == 's')
		ask->socket = value;
	else if (row->letter == 'F')
		ask->follow = true;
	else
		ask->verbose = true;
	return 0;
}

int ask_options(struct ask *ask, const struct usage *usage, int argc, char **argv, int most)
{
	int err;

	ask->socket = CONTROL_PATH;
	ask->colour = outlet_in_colour();
	err = usage_read(usage, argc, argv, ask_option, ask);
	if (!err)
		err = usage_words(usage, argc, argv, most);
	return err ? usage_hint(usage) : 0;
}

int ask_file(const struct usage *usage, int argc, char **argv, const char **out)
{
	int err = usage_words(usage, argc, argv, 1);

	if (!err && optind < argc)
		*out = argv[optind];
	return err;
}

int ask_daemon(const struct ask *ask, struct json_object *question, struct json_object **answer)
{
	struct json_object *error, *found = NULL;
	char text[CONTROL_TEXT];
	int err = control_ask(ask->socket, question,
			      ask->patience_s ? ask->patience_s : CONTROL_PATIENCE_S, &found, text);

	json_object_put(question);
	if (err) {
		fprintf(stderr, "lenswatch: %s\n", text);
		return err;
	}
	if (json_object_object_get_ex(found, "error", &error)) {
		ask_keeper_tell("", reading_text(found, "error"));
		json_object_put(found);
		return -EINVAL;
	}
	*answer = found;
	return 0;
}

/* Of the daemon's own file, where none answers. Mistakes in it are for the daemon to tell. */
static void ask_mistake(void *context, const char *file, unsigned line, const char *what,
			const char *cure)
{
	(void)context;
	(void)file;
	(void)line;
	(void)what;
	(void)cure;
}

static void ask_configured(const char *path, char room[PATH_MAX])
{
	struct config config;

	if (config_create(&config) != 0)
		return;
	config_load(&config, path, ask_mistake, NULL);
	if (config.ledger)
		snprintf(room, PATH_MAX, "%s", config.ledger);
	config_destroy(&config);
}

const char *ask_history(const char *named, const char *socket, const char *file,
			struct ask_keeper *keeper)
{
	static char room[PATH_MAX];
	struct ask_keeper found;

	ask_keeper_find(socket, named, room, &found);
	if (!room[0])
		ask_configured(file, room);
	if (!room[0])
		snprintf(room, sizeof(room), "%s", LEDGER_PATH);
	found.usual = ask_keeper_is(named, room);
	if (keeper)
		*keeper = found;
	return named ? named : room;
}

int ask_end(void)
{
	if (fflush(stdout) == 0 && !ferror(stdout))
		return EXIT_DONE;
	perror("lenswatch: standard output");
	return EXIT_COULD_NOT;
}

int ask_print(struct put root)
{
	if (put_line(root, stdout) != -ENOMEM)
		return ask_end();
	fputs("lenswatch: out of memory\n", stderr);
	return EXIT_COULD_NOT;
}
