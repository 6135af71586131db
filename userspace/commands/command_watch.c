// SPDX-License-Identifier: GPL-2.0-or-later
#include <errno.h>
#include <getopt.h>
#include <libgen.h>
#include <stdio.h>
#include <string.h>

#include "commands/commands.h"
#include "config/prepare.h"
#include "config/settings.h"
#include "system/control.h"
#include "watch/interfaces.h"
#include "watch/watch.h"
#include "base/exit.h"
#include "usage/usage.h"
#include "watch/starts.h"

struct watch_words { /* the command line */
	int argc;
	char **argv;
	const char *config; /* the file it names, or NULL */
	struct config *into;
	char chosen[LINK_NAME]; /* the one interface that fits, where none was named; "" */
	bool quiet, verbose;
	bool begun; /* it was read before */
};

/* What must be known first. */
static int watch_look(void *context, const struct usage_row *row, const char *value)
{
	struct watch_words *words = context;

	words->config = row->letter == 'c' ? value : words->config;
	words->quiet = words->quiet || row->letter == 'q';
	words->verbose = words->verbose || row->letter == 'v';
	return 0;
}

static int watch_option(void *context, const struct usage_row *row, const char *value)
{
	struct config *config = ((struct watch_words *)context)->into;
	char error[OPTIONS_ERROR];
	int err;

	if (row->letter != 'o')
		return 0;
	if (strcmp(row->name, "interface") == 0 && value && strcmp(value, "-") == 0) {
		fputs("lenswatch: watch looks at interfaces of this machine. What another one "
		      "captures, replay reports as it happens:\n"
		      "lenswatch:   ssh root@192.168.1.1 \"tcpdump -i br-lan --immediate-mode -U "
		      "-s 512 -w - not port 22\" | lenswatch replay --follow -\n",
		      stderr);
		return -EINVAL;
	}
	err = config_set(config, row->name, value ? value : "yes", error);
	config->yields &= ~config_yield(row->name);
	if (err)
		fprintf(stderr, "lenswatch: %s\n", error);
	return err;
}

/* Options, and interfaces behind them. */
static int watch_options(struct watch_words *words, struct config *config)
{
	static const struct usage_row interface = {.name = "interface", .letter = 'o'};
	int err;

	words->into = config;
	err = usage_read(&usage_watch, words->argc, words->argv, watch_option, words);
	for (int i = optind; !err && i < words->argc; i++)
		err = watch_option(words, &interface, words->argv[i]);
	return err;
}

/* What makes no sense without another. In a file it is left out, as all that cannot be used. */
static int watch_weigh(struct config *config)
{
	const char *what = config_weigh(config);

	if (!what)
		return 0;
	fprintf(stderr, "lenswatch: %s\n", what);
	return config->yields & CONFIG_HISTORY ? 0 : -EINVAL;
}

/* Takes the one that fits. -EINVAL where that is none, or several, told with what there are. */
static int watch_choose(struct watch_words *words)
{
	struct links *links;
	int err = links_open(&links);

	if (err) {
		fprintf(stderr, "lenswatch: the interfaces could not be listed: %s\n",
			strerror(-err));
		return err;
	}
	if (!interfaces_one(links, words->chosen)) {
		interfaces_tell(links, stdout);
		fputs("lenswatch: no interface named. Example: lenswatch watch br-lan\n", stderr);
		err = -EINVAL;
	}
	links_close(links);
	return err;
}

/* A file may name none yet; else it was forgotten. */
static int watch_weigh_interfaces(struct watch_words *words, struct config *config)
{
	static const char what[] = "nothing is watched: no interface is named that could be",
			  cure[] = "name the network or interface that the cameras are in";

	if (config->interface_count)
		return 0;
	if (!config->waits && !words->begun && watch_choose(words) != 0)
		return -EINVAL;
	if (!config->waits && words->chosen[0]) {
		config->interfaces[config->interface_count++] = words->chosen;
		return 0;
	}
	fprintf(stderr, "lenswatch: %s; %s\n", what, cure);
	problems_add(&config->problems, "interface", NULL, what, cure);
	return 0;
}

/* The file first; what the command line says comes on top. */
static int watch_read(void *context, struct config *out)
{
	struct watch_words *words = context;
	struct config config;
	int err = config_create(&config);

	if (err)
		return err;
	if (words->config)
		err = config_load(&config, words->config, prepare_tell_mistake, NULL);
	if (err && err != -EINVAL)
		fprintf(stderr, "lenswatch: %s: %s\n", words->config, strerror(-err));
	if (!err)
		err = watch_options(words, &config);
	if (!err)
		err = watch_weigh(&config);
	if (!err)
		err = watch_weigh_interfaces(words, &config);
	words->begun = true;
	config.quiet = words->quiet;
	config.verbose = words->verbose;
	if (err)
		config_destroy(&config);
	else
		*out = config;
	return err;
}

int command_watch(int argc, char **argv)
{
	struct watch_words words = {.argc = argc, .argv = argv};
	char folder[4096];
	int status;

	if (usage_read(&usage_watch, argc, argv, watch_look, &words) != 0)
		return EXIT_USAGE;
	snprintf(folder, sizeof(folder), "%s", words.config ? words.config : "");
	status = watch_run(watch_read, &words, words.config ? dirname(folder) : NULL);
	if (status != EXIT_DONE)
		starts_failed();
	return status;
}
