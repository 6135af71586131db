// SPDX-License-Identifier: GPL-2.0-or-later
#include <errno.h>
#include <getopt.h>
#include <libgen.h>
#include <stdio.h>
#include <string.h>

#include "commands/commands.h"
#include "config/prepare.h"
#include "config/settings.h"
#include "watch/interfaces.h"
#include "watch/watch.h"
#include "base/exit.h"
#include "watch/starts.h"

static const char watch_help[] =
	"Usage: lenswatch watch --interface IF ... [OPTIONS]\n\n"
	"Watches the home network and tells when, how much and to where footage of its cameras "
	"leaves the\n"
	"house, within seconds. Without --interface it lists the interfaces there are. Ends on "
	"SIGTERM;\n"
	"SIGHUP reads rules and configuration anew.\n\n"
	"  --interface IF        watch this interface (may be repeated)\n"
	"  --attach HOW          auto (default), xdp, xdp-generic, tc or pcap\n"
	"  --mirror              IF only receives copies (a mirror port): its frames end here\n"
	"  --config FILE         take the options from this YAML file too\n"
	"  --camera ADDR[=NAME]  this MAC or IP address is a camera (may be repeated)\n"
	"  --not ADDR            this MAC or IP address is no camera (may be repeated)\n"
	"  --home CIDR           these addresses are inside the home too (may be repeated)\n"
	"  --speakers            report the speech of voice assistants too\n"
	"  --rules DIR           use these rules\n"
	"  --geo FILE.mmdb       where addresses are registered: GeoLite2 or DB-IP (may be "
	"repeated)\n"
	"  --format FORMAT       text (default), jsonl or csv\n"
	"  --socket FILE         where `lenswatch status` asks (" CONTROL_PATH ")\n"
	"  --state FILE          where your words on cameras are kept\n"
	"                        (" CONFIG_STATE ")\n"
	"  --ledger FILE         keep a history of what is told there\n"
	"  --commit SECONDS      how often it is written to the disk (5): a power cut takes what "
	"was told since\n"
	"  --keep-days DAYS      drop what is older from the history; --keep-mb MB: so that it "
	"takes "
	"no more\n"
	"  --keep-headers MB     also keep the headers of the packets of uploads, so much at most "
	"(bundle)\n"
	"  --promise TEXT        tell when it is broken, as in \"front door: only clips\" (may be "
	"repeated)\n"
	"  --heads FILE          add the head of the history to this file: at start and end, each "
	"day\n"
	"  --anchor-command PROGRAM\n"
	"                        and hand it to this program, once an hour at most\n"
	"  --user NAME           become this user once attached (lenswatch, else nobody)\n"
	"  --help                this text\n";

static int watch_option(struct config *config, const char *name, const char *value)
{
	char error[OPTIONS_ERROR];
	int err = config_set(config, name, value ? value : "yes", error);

	config->yields &= ~config_yield(name);

	if (err)
		fprintf(stderr, "lenswatch: %s\n", error);
	return err;
}

static int watch_usage(void)
{
	fputs("`lenswatch watch --help` lists the options.\n", stderr);
	return -EINVAL;
}

struct watch_words { /* the command line */
	int argc;
	char **argv;
	struct option options[SETTINGS_MOST + 2]; /* what may stand in it */
	const char *config;			  /* the file it names, or NULL */
	bool help;
	bool begun; /* it was read before */
};

/* Beside all settings: a file of them, and help. */
static void watch_options(struct watch_words *words)
{
	size_t count = settings_options(words->options);

	words->options[count++] = (struct option){"config", required_argument, NULL, 'c'};
	words->options[count++] = (struct option){"help", no_argument, NULL, 'h'};
	words->options[count] = (struct option){0};
}

/* Looks for what must be known first: a file, a cry for help, a mistake. 0 or -EINVAL, told. */
static int watch_look(struct watch_words *words)
{
	static char name[] = "lenswatch watch"; /* getopt tells errors with it */
	int found;

	words->argv[0] = name;
	while ((found = getopt_long(words->argc, words->argv, "", words->options, NULL)) != -1) {
		if (found == 'h')
			words->help = true;
		else if (found == 'c')
			words->config = optarg;
		else if (found != 'o')
			return watch_usage();
	}
	if (optind == words->argc)
		return 0;
	fprintf(stderr, "lenswatch: what is \"%s\"? An interface is told with --interface\n",
		words->argv[optind]);
	return watch_usage();
}

/* What makes no sense without another. In a file it is left out, as all that cannot be used. */
static int watch_weigh(struct config *config)
{
	static const char what[] = "heads and anchor-command are of a history: say where it is "
				   "kept, with ledger";

	if (config->ledger || !(config->heads || config->anchor_command))
		return 0;
	fprintf(stderr, "lenswatch: %s\n", what);
	if (!(config->yields & CONFIG_HEADS))
		return -EINVAL;
	problems_add(&config->problems, config->heads ? "heads" : "anchor-command",
		     config->heads ? config->heads : config->anchor_command, what, NULL);
	config->heads = config->anchor_command = NULL;
	return 0;
}

/* -EINVAL, told with what could be named. */
static int watch_list(void)
{
	struct links *links;
	int err = links_open(&links);

	if (err) {
		fprintf(stderr, "lenswatch: the interfaces could not be listed: %s\n",
			strerror(-err));
		return err;
	}
	interfaces_tell(links, stdout);
	links_close(links);
	fputs("lenswatch: no interface named. Example: lenswatch watch --interface br-lan\n",
	      stderr);
	return -EINVAL;
}

/* A file may name none yet; else it was forgotten. */
static int watch_weigh_interfaces(struct config *config, bool begun)
{
	static const char what[] = "nothing is watched: no interface is named that could be",
			  cure[] = "name the network or interface that the cameras are in";

	if (config->interface_count)
		return 0;
	if (!config->waits && !begun)
		return watch_list();
	fprintf(stderr, "lenswatch: %s; %s\n", what, cure);
	problems_add(&config->problems, "interface", NULL, what, cure);
	return 0;
}

/* The file first; what is told on the command line comes on top. */
static int watch_read(void *context, struct config *out)
{
	struct watch_words *words = context;
	struct config config;
	int found, index = 0, err = config_create(&config);

	if (err)
		return err;
	if (words->config)
		err = config_load(&config, words->config, prepare_tell_mistake, NULL);
	if (err && err != -EINVAL)
		fprintf(stderr, "lenswatch: %s: %s\n", words->config, strerror(-err));
	optind = 1;
	while (!err &&
	       (found = getopt_long(words->argc, words->argv, "", words->options, &index)) != -1)
		if (found == 'o')
			err = watch_option(&config, words->options[index].name, optarg);
	if (!err)
		err = watch_weigh(&config);
	if (!err)
		err = watch_weigh_interfaces(&config, words->begun);
	words->begun = true;
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

	watch_options(&words);
	if (watch_look(&words) != 0)
		return EXIT_USAGE;
	if (words.help)
		return fputs(watch_help, stdout) >= 0 && fflush(stdout) == 0 ? EXIT_DONE
									     : EXIT_COULD_NOT;
	snprintf(folder, sizeof(folder), "%s", words.config ? words.config : "");
	status = watch_run(watch_read, &words, words.config ? dirname(folder) : NULL);
	if (status != EXIT_DONE)
		starts_failed();
	return status;
}
