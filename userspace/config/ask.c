// SPDX-License-Identifier: GPL-2.0-or-later
#include "config/ask.h"

#include <errno.h>
#include <getopt.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "system/control.h"
#include "base/exit.h"
#include "base/letters.h"
#include "config/config.h"
#include "json/reading.h"

static int ask_format(struct ask *ask, const char *format)
{
	ask->json = strcmp(format, "json") == 0;
	if (ask->json || strcmp(format, "text") == 0)
		return 0;
	fprintf(stderr, "lenswatch: --format wants text or json, not \"%s\"\n", format);
	return -EINVAL;
}

int ask_options(struct ask *ask, const char *name, int argc, char **argv)
{
	static const struct option options[] = {{"socket", required_argument, NULL, 's'},
						{"format", required_argument, NULL, 'f'},
						{"help", no_argument, NULL, 'h'},
						{0}};
	static char room[64]; /* getopt tells errors with it */
	int found, err = 0;

	snprintf(room, sizeof(room), "lenswatch %s", name);
	argv[0] = room;
	ask->socket = CONTROL_PATH;
	ask->colour = isatty(STDOUT_FILENO) && !getenv("NO_COLOR");
	while (!err && (found = getopt_long(argc, argv, "", options, NULL)) != -1) {
		if (found == 's')
			ask->socket = optarg;
		else if (found == 'f')
			err = ask_format(ask, optarg);
		else if (found == 'h')
			ask->help = true;
		else
			err = -EINVAL;
	}
	if (err)
		fprintf(stderr, "`lenswatch %s --help` lists the options.\n", name);
	return err;
}

/* Who answers at the socket may be anybody, as far as the terminal is concerned. */
static void ask_tell(const char *before, const char *text)
{
	fprintf(stderr, "lenswatch: %s", before);
	letters_print(stderr, text ? text : "it could not be done");
	fputc('\n', stderr);
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
		ask_tell("", reading_text(found, "error"));
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

static void ask_file(const char *path, char room[PATH_MAX])
{
	struct config config;

	if (config_create(&config) != 0)
		return;
	config_load(&config, path, ask_mistake, NULL);
	if (config.ledger)
		snprintf(room, PATH_MAX, "%s", config.ledger);
	config_destroy(&config);
}

static bool ask_same(const char *named, const char *kept)
{
	char path[PATH_MAX];

	return !named || (realpath(named, path) && strcmp(path, kept) == 0);
}

/* Silence of the daemon about it, as of an older one, says nothing. */
static void ask_look(struct json_object *answer, struct ask_keeper *out)
{
	struct json_object *history = reading_member(answer, "history");
	const char *problem;
	char since[160];

	out->watches = reading_flag(answer, "watching") && reading_flag(history, "kept");
	out->sending = reading_flag(answer, "sending");
	out->missing_ns = reading_time(history, "missing_since");
	problem = reading_text(history, "problem");
	/* What is read may end long ago, and look like a house that nothing left. */
	if (!out->missing_ns && problem)
		ask_tell("nothing is kept in the history at present: ", problem);
	if (!out->missing_ns)
		return;
	snprintf(since, sizeof(since),
		 "the history ends at %.32s; what the daemon told since waits in its memory: ",
		 reading_text(history, "missing_since"));
	ask_tell(since, problem ? problem : "it could not be written");
}

const char *ask_history(const char *named, const char *socket, const char *file,
			struct ask_keeper *keeper)
{
	static char room[PATH_MAX];
	struct ask_keeper found = {0};
	struct json_object *question = json_object_new_object(), *answer = NULL, *ledger = NULL;
	char text[CONTROL_TEXT];

	room[0] = '\0';
	json_object_object_add(question, "ask", json_object_new_string("commit"));
	if (control_ask(socket, question, CONTROL_PATIENCE_S, &answer, text) == 0 &&
	    json_object_object_get_ex(answer, "ledger", &ledger) && ledger) {
		snprintf(room, sizeof(room), "%s", json_object_get_string(ledger));
		if (ask_same(named, room))
			ask_look(answer, &found);
	}
	json_object_put(answer);
	json_object_put(question);
	if (keeper)
		*keeper = found;
	if (named)
		return named;
	if (!room[0])
		ask_file(file, room);
	return room[0] ? room : LEDGER_PATH;
}

int ask_end(void)
{
	if (fflush(stdout) == 0 && !ferror(stdout))
		return EXIT_DONE;
	perror("lenswatch: standard output");
	return EXIT_COULD_NOT;
}
