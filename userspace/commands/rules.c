// SPDX-License-Identifier: GPL-2.0-or-later
#include <errno.h>
#include <getopt.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>

#include "commands/rules.h"
#include "commands/rules_explain.h"
#include "rules/directory.h"
#include "rules/rules.h"
#include "base/exit.h"

struct action {
	const char *name;
	int arguments; /* how many it takes */
	bool checks;   /* errors in the rules are its answer, no failure of its own */
	int (*run)(const struct rules *rules, const char *directory, const char *argument);
	const char *usage, *description;
};

static int rules_run_check(const struct rules *rules, const char *directory, const char *argument)
{
	size_t hosts = 0, macs = 0, names = 0;

	(void)argument;
	for (size_t i = 0; i < rules_count(rules); i++) {
		hosts += rules_at(rules, i)->host_count;
		macs += rules_at(rules, i)->mac_count;
		names += rules_at(rules, i)->name_count;
	}
	printf("%s: %zu files with %zu hosts, %zu MAC prefixes and %zu names are right (hash %s)\n",
	       directory, rules_count(rules), hosts, macs, names, rules_hash(rules));
	return EXIT_DONE;
}

static int rules_run_list(const struct rules *rules, const char *directory, const char *argument)
{
	(void)directory;
	(void)argument;
	printf("%-28s %-9s %5s %5s %5s %5s  %s\n", "VENDOR", "KIND", "HOSTS", "MACS", "NAMES",
	       "SIGNS", "FILE");
	for (size_t i = 0; i < rules_count(rules); i++) {
		const struct rule *rule = rules_at(rules, i);

		printf("%-28s %-9s %5zu %5zu %5zu %5zu  %s%s\n", rule->vendor,
		       rule_kind_name(rule->kind), rule->host_count, rule->mac_count,
		       rule->name_count, rule->signature_count, rule->file,
		       rule->enabled ? "" : " (off)");
	}
	return EXIT_DONE;
}

static int rules_run_explain(const struct rules *rules, const char *directory, const char *argument)
{
	(void)directory;
	rules_explain(rules, argument, stdout);
	return EXIT_DONE;
}

static const struct action actions[] = {
	{"check", 0, true, rules_run_check, "",
	 "read all rules and tell every error with its line and cure"},
	{"list", 0, false, rules_run_list, "", "the vendors, and how much is known of each"},
	{"explain", 1, false, rules_run_explain, " HOST|MAC|IP|NAME",
	 "which rule matches, where it stands, and what it means"},
};

static void rules_usage(FILE *file)
{
	fputs("usage:\n", file);
	for (size_t i = 0; i < sizeof(actions) / sizeof(actions[0]); i++)
		fprintf(file, "  lenswatch rules %s [--rules DIR]%s\n      %s\n", actions[i].name,
			actions[i].usage, actions[i].description);
}

static const struct action *find_action(const char *name)
{
	for (size_t i = 0; i < sizeof(actions) / sizeof(actions[0]); i++)
		if (!strcmp(actions[i].name, name))
			return &actions[i];
	return NULL;
}

static void tell_error(void *context, const char *file, unsigned line, const char *what,
		       const char *cure)
{
	FILE *out = context;

	fprintf(out, "%s:", file);
	if (line)
		fprintf(out, "%u:", line);
	fprintf(out, " %s", what);
	fprintf(out, cure ? ": %s\n" : "\n", cure);
}

static int rules_run(const struct action *action, const char *named, const char *argument)
{
	char room[PATH_MAX];
	const char *directory = rules_directory(named, room, sizeof(room));
	/* What `check` finds is what was asked for, so it is data; elsewhere it is a message. */
	FILE *errors = action->checks ? stdout : stderr;
	struct rules *rules = NULL;
	int err = rules_load(directory, tell_error, errors, &rules), code;

	if (err == -ENOENT)
		fprintf(stderr, "lenswatch: no rules in %s: name their folder with --rules DIR\n",
			directory);
	else if (err && err != -EINVAL)
		fprintf(stderr, "lenswatch: %s: %s\n", directory, strerror(-err));
	if (err)
		return err == -EINVAL && action->checks ? EXIT_NO : EXIT_COULD_NOT;
	code = action->run(rules, directory, argument);
	rules_destroy(rules);
	if (fflush(stdout)) {
		perror("lenswatch: standard output");
		code = EXIT_COULD_NOT;
	}
	return code;
}

int command_rules(int argc, char **argv)
{
	static const struct option options[] = {{"rules", required_argument, NULL, 'r'},
						{"help", no_argument, NULL, 'h'},
						{NULL, 0, NULL, 0}};
	const struct action *action;
	const char *named = NULL;
	int option;

	optind = 0; /* main has used getopt before */
	while ((option = getopt_long(argc, argv, "h", options, NULL)) != -1) {
		if (option == 'h') {
			rules_usage(stdout);
			return EXIT_DONE;
		}
		if (option != 'r') {
			rules_usage(stderr);
			return EXIT_USAGE;
		}
		named = optarg;
	}
	action = optind < argc ? find_action(argv[optind]) : NULL;
	if (!action || argc - optind - 1 != action->arguments) {
		rules_usage(stderr);
		return EXIT_USAGE;
	}
	return rules_run(action, named, argv[optind + 1]);
}
