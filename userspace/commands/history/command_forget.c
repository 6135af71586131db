// SPDX-License-Identifier: GPL-2.0-or-later
#include "commands/history/command_forget.h"

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
#include "usage/usage.h"
#include "words/running.h"

/* The whole file is read: minutes, where years lie on a router's flash. */
#define FORGET_PATIENCE_S 3600

struct forget {
	const char *path, *socket, *device;
	bool agreed, json;
};

static int forget_tell(const struct forget *f, size_t erased)
{
	if (!erased) {
		fprintf(stderr, "lenswatch: the history holds nothing of \"%s\"\n", f->device);
		return EXIT_COULD_NOT;
	}
	if (f->json)
		printf("{\"erased\":%zu}\n", erased);
	else
		running_erased(erased, stdout);
	return fflush(stdout) ? EXIT_COULD_NOT : EXIT_DONE;
}

/* Who writes it erases: `lenswatch watch`, as far as is known. */
static int forget_ask(const struct forget *f)
{
	struct ask ask = {.socket = f->socket, .patience_s = FORGET_PATIENCE_S};
	struct json_object *question = json_object_new_object(), *answer, *erased = NULL;
	char *real = realpath(f->path, NULL);
	int status;

	json_object_object_add(question, "ask", json_object_new_string("forget"));
	json_object_object_add(question, "camera", json_object_new_string(f->device));
	json_object_object_add(question, "ledger", json_object_new_string(real ? real : f->path));
	free(real);
	if (ask_daemon(&ask, question, &answer) != 0)
		return EXIT_COULD_NOT;
	json_object_object_get_ex(answer, "erased", &erased);
	status = forget_tell(f, (size_t)json_object_get_uint64(erased));
	json_object_put(answer);
	return status;
}

static int forget_device(const struct forget *f)
{
	struct ledger *ledger = NULL;
	char error[LEDGER_ERROR];
	size_t erased = 0;
	int err = ledger_open(f->path, LEDGER_WRITE, &ledger, error);

	if (err == -EBUSY)
		return forget_ask(f);
	if (err) {
		fprintf(stderr, "lenswatch: %s\n", error);
		return EXIT_COULD_NOT;
	}
	err = ledger_forget(ledger, f->device, NULL, NULL, &erased);
	if (err)
		fprintf(stderr, "lenswatch: %s\n", ledger_error(ledger));
	else if (orphans_remove(f->path, ledger) != 0)
		fprintf(stderr, "lenswatch: %s.headers: not all of its files could be removed\n",
			f->path);
	ledger_close(ledger);
	if (err)
		return EXIT_COULD_NOT;
	return forget_tell(f, erased);
}

/* What would be erased, told before it is. Anything but a yes is no. */
static int forget_agree(const struct forget *f)
{
	char error[LEDGER_ERROR], answer[8] = "";
	struct ledger *ledger = NULL;
	size_t count = 0;
	int err = ledger_open(f->path, LEDGER_READ, &ledger, error);

	if (err) {
		fprintf(stderr, "lenswatch: %s\n", error);
		return EXIT_COULD_NOT;
	}
	err = ledger_count(ledger, f->device, &count);
	if (err)
		fprintf(stderr, "lenswatch: %s\n", ledger_error(ledger));
	ledger_close(ledger);
	if (err)
		return EXIT_COULD_NOT;
	if (!count)
		return forget_tell(f, 0);
	running_erase(count, f->device, stderr);
	if (fgets(answer, sizeof(answer), stdin) && (answer[0] == 'y' || answer[0] == 'Y'))
		return EXIT_DONE;
	running_spared(stderr);
	return EXIT_COULD_NOT;
}

static int forget_option(void *context, const struct usage_row *row, const char *value)
{
	struct forget *f = context;

	switch (row->letter) {
	case 'l':
		f->path = value;
		return 0;
	case 's':
		f->socket = value;
		return 0;
	case 'y':
		f->agreed = true;
		return 0;
	}
	return ask_format(value, &f->json);
}

int forget_run(int argc, char **argv)
{
	struct forget f = {.socket = CONTROL_PATH};
	int status = EXIT_DONE;

	if (usage_read(&usage_forget, argc, argv, forget_option, &f) != 0)
		return EXIT_USAGE;
	if (argc - optind != 1) {
		fputs("lenswatch: say which camera: lenswatch cameras forget CAMERA\n", stderr);
		return EXIT_USAGE;
	}
	f.device = argv[optind];
	f.path = ask_history(f.path, f.socket, LENSWATCH_CONFIG, NULL);
	if (!f.agreed)
		status = forget_agree(&f);
	return status == EXIT_DONE ? forget_device(&f) : status;
}
