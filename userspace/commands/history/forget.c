// SPDX-License-Identifier: GPL-2.0-or-later
#include "commands/history/forget.h"

#include <errno.h>
#include <getopt.h>
#include <json-c/json.h>
#include <stdio.h>
#include <stdlib.h>

#include "config/ask.h"
#include "system/control.h"
#include "ledger/ledger.h"
#include "slice/orphans.h"
#include "base/exit.h"

/* The whole file is written anew: minutes, where years lie on a router's flash. */
#define FORGET_PATIENCE_S 3600

static const char forget_help[] =
	"Usage: lenswatch cameras forget CAMERA [--ledger FILE] [--socket FILE]\n\n"
	"Erases what the history holds of a camera: when it sent what, to where, its name and its\n"
	"addresses. That it was erased stays visible, and the rest can still be verified. CAMERA "
	"is a MAC\n"
	"address, an IP address or its name. It cannot be undone.\n"
	"Where `lenswatch watch` runs and keeps that history, it does it.\n\n"
	"  --ledger FILE  the history (the one the daemon keeps)\n"
	"  --socket FILE  where the daemon answers (" CONTROL_PATH ")\n"
	"  --help         this text\n";

static int forget_tell(size_t erased, const char *device)
{
	if (!erased) {
		fprintf(stderr, "lenswatch: the history holds nothing of \"%s\"\n", device);
		return EXIT_COULD_NOT;
	}
	printf("Erased: the contents of %zu record%s. `lenswatch verify` says that they were "
	       "erased, not what they were.\n",
	       erased, erased == 1 ? "" : "s");
	return fflush(stdout) ? EXIT_COULD_NOT : EXIT_DONE;
}

/* Who writes it erases: `lenswatch watch`, as far as is known. */
static int forget_ask(const char *path, const char *socket, const char *device)
{
	struct ask ask = {.socket = socket, .patience_s = FORGET_PATIENCE_S};
	struct json_object *question = json_object_new_object(), *answer, *erased = NULL;
	char *real = realpath(path, NULL);
	int status;

	json_object_object_add(question, "ask", json_object_new_string("forget"));
	json_object_object_add(question, "camera", json_object_new_string(device));
	json_object_object_add(question, "ledger", json_object_new_string(real ? real : path));
	free(real);
	if (ask_daemon(&ask, question, &answer) != 0)
		return EXIT_COULD_NOT;
	json_object_object_get_ex(answer, "erased", &erased);
	status = forget_tell((size_t)json_object_get_uint64(erased), device);
	json_object_put(answer);
	return status;
}

static int forget_device(const char *path, const char *socket, const char *device)
{
	struct ledger *ledger = NULL;
	char error[LEDGER_ERROR];
	size_t erased = 0;
	int err = ledger_open(path, LEDGER_WRITE, &ledger, error);

	if (err == -EBUSY)
		return forget_ask(path, socket, device);
	if (err) {
		fprintf(stderr, "lenswatch: %s\n", error);
		return EXIT_COULD_NOT;
	}
	err = ledger_forget(ledger, device, &erased);
	if (err)
		fprintf(stderr, "lenswatch: %s\n", ledger_error(ledger));
	else if (orphans_remove(path, ledger) != 0)
		fprintf(stderr, "lenswatch: %s.headers: not all of its files could be removed\n",
			path);
	ledger_close(ledger);
	if (err)
		return EXIT_COULD_NOT;
	return forget_tell(erased, device);
}

int forget_run(int argc, char **argv)
{
	static const struct option options[] = {{"ledger", required_argument, NULL, 'l'},
						{"socket", required_argument, NULL, 's'},
						{"help", no_argument, NULL, 'h'},
						{0}};
	static char name[] = "lenswatch cameras forget"; /* getopt tells errors with it */
	const char *path = NULL, *socket = CONTROL_PATH;
	int found;

	argv[0] = name;
	while ((found = getopt_long(argc, argv, "", options, NULL)) != -1) {
		if (found == 'h')
			return fputs(forget_help, stdout) >= 0 && fflush(stdout) == 0
				       ? EXIT_DONE
				       : EXIT_COULD_NOT;
		if (found == 'l') {
			path = optarg;
		} else if (found == 's') {
			socket = optarg;
		} else {
			fputs("`lenswatch cameras forget --help` lists the options.\n", stderr);
			return EXIT_USAGE;
		}
	}
	if (argc - optind != 1) {
		fputs("lenswatch: say which camera: lenswatch cameras forget CAMERA\n", stderr);
		return EXIT_USAGE;
	}
	return forget_device(ask_history(path, socket, LENSWATCH_CONFIG, NULL), socket,
			     argv[optind]);
}
