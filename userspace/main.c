// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * lenswatch: tells a household when, how much and to where its cameras' footage leaves the house.
 */
#include <sodium.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "commands/history/command_attest.h"
#include "commands/history/command_bundle.h"
#include "commands/commands.h"
#include "commands/history/command_explain.h"
#include "commands/history/command_forget.h"
#include "commands/history/command_promises.h"
#include "commands/history/command_report.h"
#include "commands/history/command_verify.h"
#include "commands/command_rules.h"
#include "flow/protocol.h"
#include "base/exit.h"
#include "base/zone.h"
#include "system/outlet.h"
#include "usage/near.h"
#include "usage/usage.h"

static const struct command {
	const struct usage *usage;
	int (*run)(int argc, char **argv);
} commands[] = {
	{&usage_watch, command_watch},	       {&usage_status, command_status},
	{&usage_cameras, command_cameras},     {&usage_forget, forget_run},
	{&usage_devices, command_devices},     {&usage_replay, command_replay},
	{&usage_report, command_report},       {&usage_promises, command_promises},
	{&usage_explain, command_explain},     {&usage_attest, command_attest},
	{&usage_bundle, command_bundle},       {&usage_verify, command_verify},
	{&usage_config, command_config},       {&usage_rules, command_rules},
	{&usage_anonymise, command_anonymise},
};

#define COMMANDS (sizeof(commands) / sizeof(commands[0]))

static void main_usage(FILE *file)
{
	fputs("Usage: lenswatch COMMAND [OPTIONS]\n\n"
	      "Shows when your home cameras send footage out of the house, how much, and where it "
	      "goes.\n\n"
	      "Commands:\n",
	      file);
	for (size_t i = 0; i < COMMANDS; i++)
		if (!strchr(commands[i].usage->command, ' '))
			fprintf(file, "  %-9s %s\n", commands[i].usage->command,
				commands[i].usage->summary);
	fputs("  help      show what a command takes: lenswatch help COMMAND\n\n"
	      "Begin with `lenswatch watch` or `lenswatch replay FILE`. `lenswatch --version` "
	      "shows versions.\n",
	      file);
}

static int main_flush(void)
{
	return fflush(stdout) ? EXIT_COULD_NOT : EXIT_DONE;
}

static int main_version(void)
{
	printf("lenswatch %s, nDPI %s\n", LENSWATCH_VERSION, protocol_version());
	return main_flush();
}

/* The command that has an action of that name; NULL: none has. */
static const char *main_find_action(const char *name)
{
	for (size_t i = 0; i < COMMANDS; i++) {
		const struct usage *usage = commands[i].usage;

		for (const struct usage_row *row = usage->rows; row->name && !row->letter; row++)
			if (strcmp(row->name, name) == 0)
				return usage->command;
	}
	return NULL;
}

static void main_no_command(const char *name)
{
	struct near near = {.word = name};
	const char *of = main_find_action(name);

	for (size_t i = 0; i < COMMANDS; i++)
		near_weigh(&near, commands[i].usage->command);
	if (!of && !near.best && access(name, F_OK) == 0) /* a capture, most likely */
		of = usage_replay.command;
	fprintf(stderr, "lenswatch: there is no command \"%.200s\"", name);
	if (of)
		fprintf(stderr, "; did you mean \"%s %s\"?\n", of, name);
	else if (near.best)
		fprintf(stderr, "; did you mean \"%s\"?\n", near.best);
	else
		fputs(". `lenswatch help` lists them.\n", stderr);
}

/* "cameras forget" are two words, of which `*words` says. NULL, told: there is none. */
static const struct command *main_find(int argc, char **argv, int *words)
{
	const struct command *found = NULL;

	*words = 1;
	for (size_t i = 0; i < COMMANDS; i++) {
		const char *name = commands[i].usage->command, *second = strchr(name, ' ');
		size_t first = second ? (size_t)(second - name) : strlen(name);

		if (strncmp(argv[0], name, first) != 0 || argv[0][first])
			continue;
		if (second && (argc < 2 || strcmp(argv[1], second + 1) != 0))
			continue;
		found = &commands[i];
		*words = second ? 2 : 1;
	}
	if (!found)
		main_no_command(argv[0]);
	return found;
}

static int main_help(const struct command *command)
{
	return usage_tell(command->usage) == 0 ? EXIT_DONE : EXIT_COULD_NOT;
}

/* The command's own words say what is asked; where its answer goes is the same for all. */
static int main_run(const struct command *command, int argc, char **argv)
{
	struct usage_common common = {0};
	struct outlet answer = {0};
	int status;

	if (usage_begin(command->usage, argc, argv, &common) != 0)
		return EXIT_USAGE;
	if (common.help)
		return main_help(command);
	if (common.version)
		return main_version();
	if (common.utc)
		zone_utc();
	if (common.quiet)
		common.output = "/dev/null";
	if (common.output && outlet_to_file(&answer, common.output) != 0)
		return EXIT_COULD_NOT;
	if (!common.output && !common.data && command->usage->paged)
		outlet_to_pager(&answer);
	status = command->run(argc, argv);
	if (outlet_end(&answer, status == EXIT_DONE || status == EXIT_NO) != 0)
		status = EXIT_COULD_NOT;
	return status;
}

int main(int argc, char **argv)
{
	const struct command *command;
	const char *word = argc < 2 ? "" : argv[1];
	bool help =
		strcmp(word, "help") == 0 || strcmp(word, "--help") == 0 || strcmp(word, "-h") == 0;
	int words;

	if (argc < 2) {
		main_usage(stderr);
		return EXIT_USAGE;
	}
	if (help && argc == 2) {
		main_usage(stdout);
		return main_flush();
	}
	if (strcmp(word, "--version") == 0 || strcmp(word, "-V") == 0)
		return main_version();
	if (sodium_init() < 0) {
		fputs("lenswatch: libsodium could not start: no source of randomness\n", stderr);
		return EXIT_COULD_NOT;
	}
	tzset();
	command = main_find(argc - 1 - help, argv + 1 + help, &words);
	if (!command)
		return EXIT_USAGE;
	/* `lenswatch report help` is as good; a file of that name is ./help. */
	if (help || (argc == 2 + words && strcmp(argv[1 + words], "help") == 0))
		return main_help(command);
	return main_run(command, argc - words, argv + words);
}
