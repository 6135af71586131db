// SPDX-License-Identifier: GPL-2.0-or-later
#include "commands/history/command_explain.h"

#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "config/ask.h"
#include "report/write/evidence.h"
#include "report/write/plain.h"
#include "base/exit.h"
#include "system/outlet.h"
#include "usage/usage.h"
#include "ledger/ledger.h"

struct explain {
	const char *ledger, *event;
	bool json;
};

static int explain_option(void *context, const struct usage_row *row, const char *value)
{
	struct explain *explain = context;

	if (row->letter == 'f')
		return ask_format(value, &explain->json);
	explain->ledger = value;
	return 0;
}

static int explain_event(struct explain *explain, int argc, char **argv)
{
	if (optind + 1 != argc) {
		fputs("lenswatch: explain wants one EVENT: the handle in which its line ends, as "
		      "34f0, or \"last\"\n",
		      stderr);
		return -EINVAL;
	}
	explain->event = argv[optind];
	if (found_is_name(explain->event))
		return 0;
	fprintf(stderr,
		"lenswatch: \"%.200s\" is no event: give 4 to 16 digits of its id, \"last\", a "
		"time as 19:41, or its record's number\n",
		explain->event);
	return -EINVAL;
}

static int explain_read(struct explain *explain, int argc, char **argv)
{
	int err = usage_read(&usage_explain, argc, argv, explain_option, explain);

	if (!err)
		err = explain_event(explain, argc, argv);
	return err ? usage_hint(&usage_explain) : 0;
}

static int explain_write(const struct explain *explain, const struct found *found,
			 const struct records *source)
{
	struct outline outline = {0};
	int err = 0;

	if (explain->json && found->content)
		puts(found->content);
	else
		err = evidence_write(found, source, &outline);
	if (!err)
		plain_write(&outline, outlet_in_colour(), stdout);
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
			"lenswatch: %s: no event %s in it; each line of `lenswatch report` ends in "
			"one\n",
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
			"`lenswatch verify` shows whether it was changed\n",
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
	struct records source;
	int err;

	if (explain_read(&explain, argc, argv) != 0)
		return EXIT_USAGE;
	explain.ledger = ask_history(explain.ledger, CONTROL_PATH, LENSWATCH_CONFIG, NULL);
	if (ledger_open(explain.ledger, LEDGER_READ, &ledger, error) != 0) {
		fprintf(stderr, "lenswatch: %s\n", error);
		return EXIT_COULD_NOT;
	}
	source = records_of(ledger);
	err = found_look(&source, explain.event, &found, error);
	if (!err)
		err = explain_write(&explain, &found, &source);
	if (err)
		explain_error(&explain, ledger, err, error);
	found_clear(&found);
	ledger_close(ledger);
	return err ? EXIT_COULD_NOT : EXIT_DONE;
}
