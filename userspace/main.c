// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * lenswatch: tells a household when, how much and to where its cameras' footage leaves the house.
 */
#include <sodium.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "commands/history/attest.h"
#include "commands/history/bundle.h"
#include "commands/commands.h"
#include "commands/history/explain.h"
#include "commands/history/promises.h"
#include "commands/history/report.h"
#include "commands/history/verify.h"
#include "commands/rules.h"
#include "flow/protocol.h"
#include "base/exit.h"

static const struct command {
	const char *name;
	int (*run)(int argc, char **argv);
	const char *description;
} commands[] = {
	{"watch", command_watch, "tell what leaves the house as it happens"},
	{"status", command_status, "ask a running watch what is being sent, and what is seen"},
	{"cameras", command_cameras, "the cameras a running watch knows, and what you say of them"},
	{"replay", command_replay, "tell what left the house in a capture file"},
	{"report", command_report, "what left the house in a period, from the history"},
	{"promises", command_promises,
	 "what you promised yourself of the cameras, and whether it held"},
	{"explain", command_explain, "why an event of the history was told, and how sure it is"},
	{"attest", command_attest, "say that no footage of a camera left in a time, or why not"},
	{"bundle", command_bundle, "an event of the history with its proof, for a third person"},
	{"verify", command_verify, "check that a history is as it was written"},
	{"rules", command_rules, "check, list and explain what is known of vendors"},
};

static void main_usage(FILE *file)
{
	fputs("Usage: lenswatch COMMAND [OPTIONS]\n\n"
	      "Tells when, how much and to where the footage of a home's cameras left the "
	      "house.\n\n"
	      "Commands:\n",
	      file);
	for (size_t i = 0; i < sizeof(commands) / sizeof(commands[0]); i++)
		fprintf(file, "  %-8s %s\n", commands[i].name, commands[i].description);
	fputs("\n`lenswatch COMMAND --help` tells more. `lenswatch --version` tells versions.\n",
	      file);
}

int main(int argc, char **argv)
{
	if (argc < 2) {
		main_usage(stderr);
		return EXIT_USAGE;
	}
	if (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0) {
		main_usage(stdout);
		return fflush(stdout) ? EXIT_COULD_NOT : EXIT_DONE;
	}
	if (strcmp(argv[1], "--version") == 0) {
		printf("lenswatch %s, nDPI %s\n", LENSWATCH_VERSION, protocol_version());
		return fflush(stdout) ? EXIT_COULD_NOT : EXIT_DONE;
	}
	if (sodium_init() < 0) {
		fputs("lenswatch: libsodium could not start: no source of randomness\n", stderr);
		return EXIT_COULD_NOT;
	}
	tzset();
	for (size_t i = 0; i < sizeof(commands) / sizeof(commands[0]); i++)
		if (strcmp(argv[1], commands[i].name) == 0)
			return commands[i].run(argc - 1, argv + 1);
	fprintf(stderr, "lenswatch: there is no command \"%s\". `lenswatch --help` lists them.\n",
		argv[1]);
	return EXIT_USAGE;
}
