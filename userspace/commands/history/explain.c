// SPDX-License-Identifier: GPL-2.0-or-later
#include "commands/history/explain.h"

#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "config/ask.h"
#include "report/write/evidence.h"
#include "report/write/plain.h"
#include "base/exit.h"
#include "ledger/ledger.h"

static const char explain_help[] =
	"Usage: lenswatch explain [OPTIONS] EVENT\n\n"
	"Tells why an event of the history was told: every signal with its value, what it had to "
	"reach and\n"
	"the rule it rests on; what else it could have been and why not; what identified the "
	"camera; what\n"
	"was not seen.\n\n"
	"  EVENT            its id, or the first 4 digits of it or more, or the number of its "
	"record\n"
	"  --format FORMAT  text (default) or jsonl: the record as it stands\n"
	"  --ledger FILE    the history (the one the daemon keeps)\n"
	"  --help           this text\n";

struct explain {
	const char *ledger, *event;
	bool json, help;
};

static int explain_option(struct explain *explain, int option, const char *value)
{
	switch (option) {
	case 'l':
		explain->ledger = value;
		return 0;
	case 'h':
		explain->help = true;
		return 0;
	case 'f':
		explain->json = !strcmp(value, "jsonl");
		if (explain->json || !strcmp(value, "text"))
			return 0;
		fprintf(stderr, "lenswatch: --format wants text or jsonl, not \"%.200s\"\n", value);
		return -EINVAL;
	}
	return -EINVAL;
}

static int explain_event(struct explain *explain, int argc, char **argv)
{
	if (optind + 1 != argc) {
		fputs("lenswatch: explain wants one EVENT: an id, or the number of a record, as "
		      "`lenswatch report --format csv` lists them\n",
		      stderr);
		return -EINVAL;
	}
	explain->event = argv[optind];
	if (found_is_name(explain->event))
		return 0;
	fprintf(stderr,
		"lenswatch: \"%.200s\" is no event: give 4 to 16 hex digits of its id, or the "
		"number of its record\n",
		explain->event);
	return -EINVAL;
}

static int explain_read(struct explain *explain, int argc, char **argv)
{
	static const struct option options[] = {{"ledger", required_argument, NULL, 'l'},
						{"format", required_argument, NULL, 'f'},
						{"help", no_argument, NULL, 'h'},
						{0}};
	static char name[] = "lenswatch explain"; /* getopt tells errors with it */
	int found, err = 0;

	argv[0] = name;
	while (!err && (found = getopt_long(argc, argv, "", options, NULL)) != -1)
		err = explain_option(explain, found, optarg);
	if (!err && !explain->help)
		err = explain_event(explain, argc, argv);
	if (err)
		fputs("`lenswatch explain --help` tells more.\n", stderr);
	return err;
}

static int explain_write(const struct explain *explain, const struct found *found,
			 const struct source *source)
{
	struct outline outline = {0};
	int err = 0;

	if (explain->json && found->content)
		puts(found->content);
	else
		err = evidence_write(found, source, &outline);
	if (!err)
		plain_write(&outline, isatty(STDOUT_FILENO) && !getenv("NO_COLOR"), stdout);
	outline_clear(&outline);
	if (!err && (fflush(stdout) != 0 || ferror(stdout)))
		err = -EIO;
	return err;
}

static void explain_error(const struct explain *explain, struct ledger *ledger, int err,
			  const char *text)
{
	if (err == -ENOENT)
		fprintf(stderr,
			"lenswatch: %s: no event %s in it; `lenswatch report --format csv` lists "
			"ids\n",
			explain->ledger, explain->event);
	else if (err == -ENOTUNIQ)
		fprintf(stderr, "lenswatch: %s: %s\n", explain->ledger, text);
	else if (err == -ENODATA)
		fprintf(stderr,
			"lenswatch: %s: the owner erased record %s: what it said is gone for "
			"good\n",
			explain->ledger, explain->event);
	else if (err == -EINVAL)
		fprintf(stderr,
			"lenswatch: %s: record %s cannot be read: is it of a newer Lenswatch? "
			"`lenswatch verify` tells whether it was changed\n",
			explain->ledger, explain->event);
	else if (err == -EIO)
		perror("lenswatch: standard output");
	else if (err == -ENOMEM)
		fputs("lenswatch: not enough memory\n", stderr);
	else
		fprintf(stderr, "lenswatch: %s\n", ledger_error(ledger));
}

int command_explain(int argc, char **argv)
{
	struct explain explain = {0};
	char error[LEDGER_ERROR] = "";
	struct ledger *ledger = NULL;
	struct found found = {0};
	struct source source;
	int err;

	if (explain_read(&explain, argc, argv) != 0)
		return EXIT_USAGE;
	if (explain.help)
		return fputs(explain_help, stdout) >= 0 && fflush(stdout) == 0 ? EXIT_DONE
									       : EXIT_COULD_NOT;
	explain.ledger = ask_history(explain.ledger, CONTROL_PATH, LENSWATCH_CONFIG, NULL);
	if (ledger_open(explain.ledger, LEDGER_READ, &ledger, error) != 0) {
		fprintf(stderr, "lenswatch: %s\n", error);
		return EXIT_COULD_NOT;
	}
	source = source_of(ledger);
	err = found_look(&source, explain.event, &found, error);
	if (!err)
		err = explain_write(&explain, &found, &source);
	if (err)
		explain_error(&explain, ledger, err, error);
	found_clear(&found);
	ledger_close(ledger);
	return err ? EXIT_COULD_NOT : EXIT_DONE;
}
